import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classesOf } from '../metadata.ts';
import { metadataKind } from '../metadata-file.ts';
import { packetised, type WrittenTrace } from '../testing/ctf-writer.ts';
import { inCtf2, sequenceOf } from '../testing/ctf2-text.ts';
import { lttng } from '../testing/lttng.ts';
import { readWhole, texts, withTrace } from '../testing/with-trace.ts';

type Json = { readonly [property: string]: unknown };

const preamble = { type: 'preamble', version: 2 };
const stream = { type: 'data-stream-class' };
const event = { type: 'event-record-class', name: 'e' };
const u8 = { type: 'fixed-length-unsigned-integer', length: 8, 'byte-order': 'little-endian' };
const role = (name: string, field: Json = { ...u8, length: 64 }) => ({ ...field, roles: [name] });
const struct = (fields: { readonly [name: string]: Json | string }) => ({
  type: 'structure',
  'member-classes': Object.entries(fields).map(([name, field]) => ({ name, 'field-class': field })),
});
const variable = { type: 'variable-length-unsigned-integer' };

const classes = (...fragments: readonly Json[]) =>
  classesOf({ text: sequenceOf(fragments), language: 'json', order: 'le' }, 'm');

describe('roles', () => {
  const clock = { type: 'clock-class', id: 'c', frequency: 1000, 'offset-from-origin': { seconds: -2, cycles: 500 } };
  const roles: Json[] = [
    { ...preamble, uuid: Array.from({ length: 16 }, (_, i) => 255 - i) },
    {
      type: 'trace-class',
      'packet-header-field-class': struct({
        '!': role('packet-magic-number', { ...u8, length: 32 }),
        inner: struct({ id: role('metadata-stream-uuid', { type: 'static-length-blob', length: 16 }) }),
        what: role('data-stream-class-id', variable),
      }),
    },
    clock,
    {
      ...stream,
      id: 7,
      'default-clock-class-id': 'c',
      'packet-context-field-class': struct({
        from: role('default-clock-timestamp', variable),
        to: role('packet-end-default-clock-timestamp'),
        all: role('packet-total-length'),
        used: role('packet-content-length'),
        gone: role('discarded-event-record-counter-snapshot', u8),
      }),
      'event-record-header-field-class': struct({
        kind: role('event-record-class-id', u8),
        more: struct({ when: role('default-clock-timestamp', variable) }),
        timestamp: variable,
        id: u8,
      }),
    },
    { ...event, 'data-stream-class-id': 7, id: 3, 'payload-field-class': struct({ _x: u8 }) },
  ];
  const trace: WrittenTrace = {
    metadata: sequenceOf(roles),
    files: {
      s: [
        { context: { from: 5, gone: 4 }, events: [5n, 5n, 90n].map((at, x) => ({ name: 'e', at, fields: { _x: x } })) },
        { context: { from: 16_385, gone: 9 }, events: [{ name: 'e', at: 16_385n, fields: { _x: 3 } }], padding: 5 },
      ],
    },
  };

  test('tell what a packet is, wherever its fields lie and whatever they are called', async () => {
    await withTrace(trace, async (reader) => {
      const { times, columns } = await readWhole(reader, '_x', 'from', 'timestamp');
      assert.deepEqual(reader.notices, []);
      assert.equal(reader.base, -2_000_000_000n + 505_000_000n);
      assert.deepEqual(times, [0, 0, 85_000_000, 16_380_000_000]);
      assert.deepEqual(columns, [
        [0, 1, 2, 3],
        [5, 5, 5, 16_385],
        [0, 0, 0, 0],
      ]);
      assert.deepEqual(texts(reader, 'Contents'), ['_x=0', '_x=1', '_x=2', '_x=3']);
      assert.deepEqual(
        reader.lost.map(({ count }) => count),
        [4, 5],
      );
    });
  });

  test('make a time of 7 bits a byte go on from the one before it', async () => {
    // 200 is written as 2 bytes; 72 in one byte, which ends like 200 does, is the next value that ends so.
    const header = (at: number) => ({ more: { when: at } });
    const events = [130, 200, 73, 300].map((at, x) => ({
      name: 'e',
      at: BigInt(at),
      header: header(at),
      fields: { _x: x },
    }));
    await withTrace({ ...trace, files: { s: [{ context: { from: 130 }, events }] } }, async (reader) => {
      assert.deepEqual(
        (await readWhole(reader)).times,
        [0, 70, 71, 170].map((ms) => ms * 1_000_000),
      );
    });
  });

  test('of another trace are refused, by UUID', async () => {
    const header = { inner: { id: Array.from({ length: 16 }, () => 1) } };
    await withTrace({ ...trace, files: { s: [{ header, events: [] }] } }, async (reader) => {
      assert.match(reader.notices[0]!.message, /belongs to another trace/);
    });
  });
});

describe('a trace in the layout of LTTng, written in both versions', () => {
  const events = [5n, 2n ** 27n, 2n ** 28n - 1n].map((at, n) => ({ name: 'hit', at, fields: { n } }));
  for (const metadata of [lttng(), inCtf2(lttng())]) {
    for (const metadataPackets of [undefined, { order: 'le' }, { order: 'be', long: true }] as const) {
      const language = metadata.startsWith('\x1e') ? 'JSON' : 'TSDL';
      test(`is the same trace: ${language}, ${metadataPackets ? `${metadataPackets.order} packets` : 'plain'}`, async () => {
        await withTrace({ metadata, metadataPackets, files: { a: [{ events }] } }, async (reader) => {
          const { times } = await readWhole(reader);
          assert.deepEqual(times, [0, 2 ** 27 - 5, 2 ** 28 - 6]);
          assert.deepEqual(texts(reader, 'Contents'), ['n=0', 'n=1', 'n=2']);
          assert.equal(reader.hostId, '3d1a4e99-1c46-494b-a94f-717f132694ea');
          assert.deepEqual([...reader.properties].slice(0, 3), [
            ['domain', '"ust"'],
            ['hostname', '"loom"'],
            ['tracer_major', '2'],
          ]);
        });
      });
    }
  }
});

describe('fragments', () => {
  test('tell clocks with origin, precision and accuracy, and 64-bit integers exactly', async () => {
    const clock = {
      type: 'clock-class',
      id: 'x',
      namespace: 'n',
      name: 'hot',
      uid: 'wheels',
      frequency: 1_000_000_000,
      origin: { namespace: 'space', name: 'launch', uid: '42' },
      'offset-from-origin': { seconds: 9_223_372_035n, cycles: 854_775_807n },
      precision: 100,
      accuracy: 1500,
    };
    const environment = { big: 18446744073709551615n, text: 'a' };
    const trace = {
      metadata: sequenceOf([
        preamble,
        { type: 'trace-class', environment },
        clock,
        { ...stream, 'default-clock-class-id': 'x' },
      ]),
      files: {},
    };
    await withTrace(trace, async (reader) => {
      assert.deepEqual(
        [...reader.properties],
        [
          ['big', '18446744073709551615'],
          ['text', '"a"'],
          ['clock_offset', '9223372035854775807'],
          ['clock_scale', '1.0'],
          ['clock_origin', '"space launch 42"'],
          ['clock_precision', '100'],
          ['clock_accuracy', '1500'],
          ['host ID', '"wheels"'],
        ],
      );
    });
  });

  test('may name field classes before they use them', () => {
    const trace = classes(
      preamble,
      { type: 'field-class-alias', name: 'byte', 'field-class': u8 },
      { type: 'field-class-alias', name: 'again', 'field-class': 'byte' },
      { type: 'field-class-alias', name: 'all', 'field-class': struct({ a: 'again', b: 'byte' }) },
      stream,
      { ...event, 'payload-field-class': 'all' },
    );
    assert.deepEqual(
      trace.streams[0]!.events[0]!.payload!.fields.map(({ name, kind }) => `${name} ${kind}`),
      ['a integer', 'b integer'],
    );
  });

  test('are recognised with blanks around them, with null for nothing, and with alignments of 0', () => {
    const text = `\n\x1e{"type":"preamble","version":2,"uuid":null}\x1e\n{"type":"trace-class","environment":null}
      \x1e{"type":"data-stream-class","id":null}\0\0\x1e{"type":"event-record-class","payload-field-class":{"type":"structure","minimum-alignment":0,
      "member-classes":[{"name":"a","field-class":{"type":"fixed-length-signed-integer","length":8,"byte-order":"big-endian","alignment":0,"mappings":null}}]}}`;
    assert.equal(metadataKind(Buffer.from(text)), 'json');
    assert.equal(metadataKind(packetised(text.trimStart(), { order: 'le' }) as Buffer), 'packets');
    const trace = classesOf({ text, language: 'json', order: 'le' }, 'm');
    assert.equal(trace.streams[0]!.events[0]!.payload!.fields[0]!.align, 1);
  });
});

describe('errors tell the fragment and the path in it', () => {
  const payload = (fields: { readonly [name: string]: Json | string }) => [
    preamble,
    stream,
    { ...event, 'payload-field-class': struct(fields) },
  ];
  const dynamic = (path: unknown, origin?: string) => ({
    type: 'dynamic-length-blob',
    'length-field-location': { origin, path },
  });
  const nested = (depth: number): Json => (depth === 0 ? u8 : struct({ a: nested(depth - 1) }));
  const wrong: [title: string, fragments: readonly Json[], message: RegExp][] = [
    ['no preamble', [stream], /m: line 1, data-stream-class is the first fragment, which must be the preamble/],
    ['two preambles', [preamble, preamble], /line 4?.*preamble is a second one/],
    ['another version', [{ ...preamble, version: 3 }], /preamble tells version 3 of CTF/],
    [
      'an extension',
      [{ ...preamble, extensions: { 'my.tracer': { piano: {} } } }],
      /needs the extension piano of my\.tracer, which Heddle does not know/,
    ],
    [
      'an extension of a field',
      payload({ a: { ...u8, extensions: { x: { y: 1 } } } }),
      /payload-field-class\.member-classes\[0\]\.field-class needs the extension y of x/,
    ],
    ['an unknown fragment', [preamble, { type: 'poem' }], /line 5, poem is no type of a fragment/],
    [
      'an unknown field class',
      payload({ a: { type: 'complex' } }),
      /\.field-class\.type is "complex", which is no type/,
    ],
    ['an unknown alias', payload({ a: 'word' }), /\.field-class is word, but no field class is called so before/],
    ['no length', payload({ a: { ...u8, length: undefined } }), /\.field-class has no length/],
    ['a length of nothing', payload({ a: { ...u8, length: 0 } }), /\.length is 0, but must be 1 to 64/],
    ['a length of 65 bits', payload({ a: { ...u8, length: 65 } }), /\.length is 65, but must be 1 to 64/],
    ['a length that is no integer', payload({ a: { ...u8, length: 1.5 } }), /\.length must be an integer/],
    ['an odd alignment', payload({ a: { ...u8, alignment: 3 } }), /\.alignment is 3, but must be a power of two/],
    ['an odd byte order', payload({ a: { ...u8, 'byte-order': 'pdp' } }), /byte-order is "pdp", but must be one of/],
    [
      'two members of one name',
      [
        ...payload({}),
        {
          ...event,
          id: 1,
          'payload-field-class': {
            type: 'structure',
            'member-classes': [
              { name: 'a', 'field-class': u8 },
              { name: 'a', 'field-class': u8 },
            ],
          },
        },
      ],
      /member-classes\[1\] is the second one that is called a/,
    ],
    ['a range upside down', payload({ a: { ...u8, mappings: { x: [[2, 1]] } } }), /mappings\.x has the range 2 to 1/],
    [
      'a text of billions',
      payload({ a: { type: 'static-length-string', length: 10 ** 10 } }),
      /but must be 0 to 2147483647/,
    ],
    [
      'a float of 24 bits',
      payload({ a: { ...u8, type: 'fixed-length-floating-point-number', length: 24 } }),
      /which no floating-point number has/,
    ],
    ['a path to nothing', payload({ a: dynamic(['b']) }), /the length of a, b, is not a field before it/],
    ['a path that ends above', payload({ a: dynamic(['b', null]) }), /must lead to a field by names/],
    [
      'a path out of the trace',
      payload({ a: dynamic([null, 'b']) }),
      /the length of a, parent\.b, is not a field before it/,
    ],
    [
      'a path to a later scope',
      [
        preamble,
        { ...stream, 'event-record-header-field-class': struct({ a: dynamic(['n'], 'event-record-payload') }) },
      ],
      /is not a field before it/,
    ],
    ['a path to a text', payload({ s: { type: 'null-terminated-string' }, a: dynamic(['s']) }), /is no integer/],
    [
      'a path into an array',
      payload({
        s: { type: 'static-length-array', length: 1, 'element-field-class': struct({ n: u8 }) },
        a: dynamic(['s', 'n']),
      }),
      /is not a field before it/,
    ],
    [
      'an optional without ranges',
      payload({ n: u8, a: { type: 'optional', 'selector-field-location': { path: ['n'] }, 'field-class': u8 } }),
      /a has no ranges for its selector n/,
    ],
    [
      'a variant without options',
      payload({ n: u8, a: { type: 'variant', 'selector-field-location': { path: ['n'] }, options: [] } }),
      /has no options/,
    ],
    [
      'a byte of two byte orders',
      payload({ a: { ...u8, length: 3, alignment: 8 }, b: { ...u8, length: 5, 'byte-order': 'big-endian' } }),
      /b has another byte order than the field before it in the same byte/,
    ],
    [
      'a payload that is no structure',
      [preamble, stream, { ...event, 'payload-field-class': u8 }],
      /event-record-payload must be a struct/,
    ],
    [
      'a clock that stands still',
      [preamble, { type: 'clock-class', id: 'c', frequency: 0 }, stream],
      /clock c has a frequency of 0 Hz/,
    ],
    [
      'a clock that is nowhere',
      [preamble, { ...stream, 'default-clock-class-id': 'c' }],
      /has the clock c, but no clock class before it has this id/,
    ],
    ['two streams of one id', [preamble, stream, stream], /two streams have the id 0/],
    [
      'an event of no stream',
      [preamble, stream, { ...event, 'data-stream-class-id': 1 }],
      /belongs to stream 1, which does not exist/,
    ],
    ['two events of one id', [preamble, stream, event, event], /two events of stream 0 have the id 0/],
    ['structs without end', payload({ a: nested(100) }), /nested more than 64 deep/],
  ];
  for (const [title, fragments, message] of wrong) {
    test(title, () => {
      assert.throws(() => classes(...fragments), message);
    });
  }

  test('text that is no JSON, or that nests without end', () => {
    const read = (text: string) => classesOf({ text, language: 'json', order: 'le' }, 'm');
    const good = '\x1e{"type":"preamble","version":2}\n';
    assert.throws(() => read(`${good}\x1e\n{"type"`), /m: the fragment that begins in line 3 is no JSON/);
    assert.throws(() => read(`${good}\x1e${'['.repeat(10_000_000)}`), /line 2 nests more than 512 deep/);
    assert.throws(() => read(`${good}\x1e7`), /line 2, the fragment must be an object/);
    assert.throws(() => read('\x1e'), /has no fragment/);
  });
});
