import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { DeclaredType, IntegerType } from './declared-types.ts';
import { classesOf } from './metadata.ts';
import { metadataKind, readMetadata } from './metadata-file.ts';
import { packetised } from './testing/ctf-writer.ts';
import { withFolder } from './testing/with-trace.ts';
import { parseTsdl } from './tsdl-parser.ts';

/** The type of each field of an event whose fields are `tsdl`, in short. */
function fields(tsdl: string, before = ''): Record<string, string> {
  const type = parseTsdl(`${before} event { fields := struct { ${tsdl} }; };`, 'metadata').events[0]!.types.get(
    'fields',
  );
  assert.ok(type?.kind === 'struct');
  return Object.fromEntries(type.fields.map((field) => [field.name, short(field.type)]));
}

function short(type: DeclaredType): string {
  switch (type.kind) {
    case 'integer':
      return shortInteger(type);
    case 'float':
      return `f${type.exponent}+${type.mantissa}`;
    case 'string':
    case 'bits':
    case 'optional':
      return type.kind;
    case 'struct':
      return `{${type.fields.map((field) => `${field.name}:${short(field.type)}`).join(' ')}}${type.align}`;
    case 'variant':
      return `<${type.selector?.path.join('.')}>{${type.options.map((field) => `${field.name}:${short(field.type)}`).join(' ')}}`;
    case 'array':
      return `${short(type.element)}[${type.length}]`;
    case 'sequence':
      return `${short(type.element)}[${type.length.path.join('.')}]`;
  }
}

function shortInteger({ signed, size, align, base, order, character, clock, labels }: IntegerType): string {
  const enumerators = labels?.map(({ label, low, high }) => ` ${label}=${low}..${high}`).join('') ?? '';
  const rest = [
    base === 10 ? '' : `/${base}`,
    order === 'native' ? '' : order,
    character ? 'char' : '',
    clock ? `@${clock}` : '',
  ];
  return `${labels ? 'enum ' : ''}${signed ? 'i' : 'u'}${size}:${align}${rest.join('')}${enumerators}`;
}

const U8 = 'typealias integer { size = 8; } := u8;';

describe('TSDL', () => {
  test('has integers with all their attributes and defaults', () => {
    const parsed = fields(`integer { size = 8; } a; integer { size = 0x0C; signed = TRUE; base = hex; } b;
      integer { size = 020; align = 32; byte_order = network; base = b; } c; integer { size = 64; signed = 1; byte_order = le; map = clock.x.value; } d;
      integer { size = 8; encoding = UTF8; unknown.attribute = "ignored"; base = o; } e;`);
    assert.deepEqual(parsed, { a: 'u8:8', b: 'i12:1/16', c: 'u16:32/2be', d: 'i64:8le@x', e: 'u8:8/8char' });
  });

  test('has floats and strings', () => {
    const parsed = fields(
      'floating_point { exp_dig = 8; mant_dig = 24; } a; string b; string { encoding = ASCII; } c;',
    );
    assert.deepEqual(parsed, { a: 'f8+24', b: 'string', c: 'string' });
  });

  test('has enums: counting on, ranges, escaped and joined labels, negative and hexadecimal values', () => {
    const parsed = fields(
      `enum : u8 { A, B, C = 5, D, E = 0x10 ... 0x1f, "F g", "h" "\\"i\\t\\x41\\101", } a;
      enum : integer { size = 8; signed = true; } { M = -5 ... -1, Z } b; enum e c;`,
      `${U8} enum e : u8 { ONE = 1, };`,
    );
    assert.deepEqual(parsed, {
      a: 'enum u8:8 A=0..0 B=1..1 C=5..5 D=6..6 E=16..31 F g=32..32 h"i\tAA=33..33',
      b: 'enum i8:8 M=-5..-1 Z=0..0',
      c: 'enum u8:8 ONE=1..1',
    });
  });

  test('has structs and variants, named and not, arrays and sequences of many dimensions', () => {
    const parsed = fields(
      `struct s a; struct { u8 x, y[2]; } align(32) b; struct local { u8 q; }; struct local c;
       variant <a.t> { u8 A; string B; } d; variant v <tag> e; u8 f[2][n]; u8 g[stream.event.header.len], h; u8 i[env.size];`,
      `${U8} struct s { enum : u8 { A, B } t; }; variant v { u8 A; };`,
    );
    assert.deepEqual(parsed, {
      a: '{t:enum u8:8 A=0..0 B=1..1}1',
      b: '{x:u8:8 y:u8:8[2]}32',
      c: '{q:u8:8}1',
      d: '<a.t>{A:u8:8 B:string}',
      e: '<tag>{A:u8:8}',
      f: 'u8:8[n][2]',
      g: 'u8:8[stream.event.header.len]',
      h: 'u8:8',
      i: 'u8:8[env.size]',
    });
  });

  test('has type names of several words, typedefs and scopes', () => {
    const parsed = fields(
      'typedef unsigned int word; word a; unsigned long int b; pair c; const unsigned int d; struct { typealias integer { size = 3; } := word; word x; } e; word event;',
      `typealias integer { size = 32; } := unsigned int; typealias integer { size = 64; } := unsigned long int; ${U8} typedef u8 pair[2];`,
    );
    assert.deepEqual(parsed, { a: 'u32:8', b: 'u64:8', c: 'u8:8[2]', d: 'u32:8', e: '{x:u3:1}1', event: 'u32:8' });
  });

  test('has blocks with paths, comments of both kinds, and values of all kinds', () => {
    const metadata = parseTsdl(
      `/* a */ trace { major = 1; byte_order = be; }; // b
       env { text = "a" "b"; number = -0x10; name = some.path; };
       clock { name = c; offset = 5; }; callsite { name = "x"; };
       event { name = "a\\nb"; model.emf.uri = "http://x/"; };`,
      'metadata',
    );
    assert.deepEqual(
      [...metadata.environment],
      [
        ['text', 'ab'],
        ['number', -16n],
        ['name', 'some.path'],
      ],
    );
    assert.deepEqual(
      [...metadata.events[0]!.values],
      [
        ['name', 'a\nb'],
        ['model.emf.uri', 'http://x/'],
      ],
    );
  });
});

describe('errors tell file, line and column', () => {
  const wrong: [title: string, tsdl: string, message: RegExp][] = [
    ['an unknown type', 'event {\n  fields := struct { what a; };\n};', /m: line 2, column 22: no type is called what/],
    ['a missing semicolon', 'env { a = 1 }', /line 1, column 13: expected ; instead of }/],
    ['a foreign character', 'env { a = 1; };\n\n  §', /line 3, column 3: unexpected "§"/],
    ['a comment without end', 'env { };\n/* x', /line 2, column 1: this comment has no end/],
    ['a string without end', 'env { a = "x;\n };', /line 1, column 11: this string has no end/],
    ['text that ends early', 'trace {', /line 1, column 8: expected an attribute instead of the end/],
    [
      'an integer without size',
      'event { fields := struct { integer { signed = 1; } a; }; };',
      /column 28: an integer needs a size/,
    ],
    [
      'an integer that is too large',
      'typealias integer { size = 65; } := a;',
      /an integer of 65 bits: 1 to 64 are possible/,
    ],
    ['an odd alignment', 'typealias integer { size = 8; align = 3; } := a;', /3 is not an alignment/],
    ['a type declared twice', `${U8}\n${U8}`, /line 2, column 1: u8 is declared twice/],
    ['a field declared twice', `${U8} struct s { u8 a; u8 a; };`, /a second field is called a/],
    ['a range upside down', `${U8} enum e : u8 { A = 5 ... 4 };`, /the range 5 \.\.\. 4 is upside down/],
    [
      'an enum of floats',
      'enum e : floating_point { exp_dig = 8; mant_dig = 24; } { A };',
      /an enum needs an integer type/,
    ],
    ['two traces', 'trace { };\ntrace { };', /line 2, column 1: a second trace block/],
    ['nesting without end', `${'struct { '.repeat(5000)}`, /types are nested more than 64 deep/],
    ['dimensions without end', `${U8} typedef u8 a${'[1]'.repeat(5000)};`, /nested more than 64 deep/],
    ['a bad octal number', 'env { a = 09; };', /09 is not a number/],
  ];
  for (const [title, tsdl, message] of wrong) {
    test(title, () => {
      assert.throws(() => parseTsdl(tsdl, 'm'), message);
    });
  }
});

describe('a trace class', () => {
  const classOf = (text: string) => classesOf({ text, language: 'tsdl', order: 'le' }, 'm');
  const event = (body: string) => `${U8} event { name = e; fields := struct { ${body} }; };`;

  test('finds tags and lengths in enclosing structs, then in outer scopes', () => {
    const trace = classOf(`${U8} stream { event.header := struct { u8 n; }; };
      event { fields := struct { enum : u8 { A, B } t; struct { u8 _len; struct { u8 a[len]; variant <t> { u8 A; u8 B; } v; } inner; } outer; u8 b[n]; }; };`);
    assert.equal(trace.slots, 3);
  });

  const wrong: [title: string, tsdl: string, message: RegExp][] = [
    ['a length that is nowhere', event('u8 a[n];'), /the length of a, n, is not a field before it/],
    ['a length that comes later', event('u8 a[n]; u8 n;'), /is not a field before it/],
    ['a length that is no number', event('string n; u8 a[n];'), /is no integer/],
    ['a tag that is no enum', event('u8 t; variant <t> { u8 A; } v;'), /the tag of v, t, is no enum/],
    ['a variant without tag', event('variant { u8 A; } v;'), /variant v has no tag/],
    ['a clock that is nowhere', event('integer { size = 8; map = clock.x.value; } a;'), /no clock is called x/],
    ['an environment without the length', event('u8 a[env.n];'), /env\.n is no length/],
    ['a length that is no whole number', `env { n = "1.5"; }; ${event('u8 a[env.n];')}`, /env\.n is no length/],
    ['two events with one id', 'event { name = a; id = 1; }; event { name = b; id = 1; };', /have the id 1/],
    [
      'an event of no stream',
      'stream { id = 1; }; event { name = a; stream_id = 2; };',
      /belongs to stream 2, which does not exist/,
    ],
    ['a clock that stands still', 'clock { name = c; freq = 0; };', /a frequency of 0 Hz/],
    [
      'types that double with every name',
      `${U8} ${Array.from({ length: 40 }, (_, i) => `typealias struct { ${i ? `t${i - 1}` : 'u8'} a; ${i ? `t${i - 1}` : 'u8'} b; } := t${i};`).join('\n')} event { fields := struct { t39 x; }; };`,
      /more than 200,000 fields/,
    ],
    [
      'types that nest with every name',
      `${U8} ${Array.from({ length: 4000 }, (_, i) => `typealias struct { ${i ? `t${i - 1}` : 'u8'} a; } := t${i};`).join('\n')} event { fields := struct { t3999 x; }; };`,
      /nested more than 64 deep/,
    ],
  ];
  for (const [title, tsdl, message] of wrong) {
    test(`refuses ${title}`, () => {
      assert.throws(() => classOf(tsdl), message);
    });
  }
});

describe('the metadata file', () => {
  test('is recognised in all its forms, and foreign files are not', () => {
    const kind = (text: string | Uint8Array) => metadataKind(Buffer.from(text));
    assert.equal(kind('/* CTF 1.8 */\ntrace { };'), 'tsdl');
    assert.equal(kind('\n// by hand\ntrace {\n'), 'tsdl');
    assert.equal(kind('typealias integer { size = 8; } := u8;'), 'tsdl');
    assert.equal(kind(packetised('trace { };', { order: 'le' })), 'packets');
    assert.equal(kind(packetised('trace { };', { order: 'be' })), 'packets');
    assert.equal(kind('\x1e{ "type": "preamble" }'), 'json');
    assert.equal(kind('{ "traceEvents": [] }'), undefined);
    assert.equal(kind('name: Heddle\n'), undefined);
    assert.equal(kind(''), undefined);
  });

  test('is read from packets of both byte orders', async () => {
    const text = `trace { major = 1; };${' '.repeat(1500)}env { ü = 1; };`.replace('ü', 'u');
    await withFolder(async (folder) => {
      const path = join(folder, 'metadata');
      for (const order of ['le', 'be'] as const) {
        writeFileSync(path, packetised(text, { order }));
        assert.deepEqual(readMetadata(path), { text, language: 'tsdl', order });
      }
    });
  });

  test('is refused with the place where it is wrong', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'metadata');
      const refused = (bytes: Uint8Array, message: RegExp) => {
        writeFileSync(path, bytes);
        assert.throws(() => readMetadata(path), message);
      };
      const packets = packetised(' '.repeat(3000), { order: 'le' });
      refused(packets.subarray(0, 1100), /metadata, byte 1072: a metadata packet is cut off/);
      refused(
        packets.map((byte, i) => (i === 1072 ? 0 : byte)),
        /byte 1072: a metadata packet has a wrong magic number/,
      );
      refused(
        packets.map((byte, i) => (i === 32 ? 1 : byte)),
        /byte 0: .*compressed or encrypted/,
      );
      refused(new Uint8Array(0), /the metadata is empty/);
    });
  });
});
