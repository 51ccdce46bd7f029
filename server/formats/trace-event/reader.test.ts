import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FormatError } from '../reader.ts';
import { memoryReader } from './testing/memory-source.ts';
import { type PlainEvent, readAll } from './testing/read-all.ts';
import { traceEventArray, traceEventObject } from './testing/trace-event-text.ts';

async function read(content: string | Uint8Array, chunk?: number) {
  const reader = memoryReader(content, chunk);
  const events = await readAll(reader);
  return { reader, events, notices: reader.notices.map(({ message }) => message) };
}

function pick<K extends keyof PlainEvent>(events: readonly PlainEvent[], ...keys: K[]) {
  return events.map((event) => keys.map((key) => event[key]));
}

const ALL_FORMS = `
  1/1 M - process_name {"name":"app"}
  1/1 M 0 thread_name {"name":"main"}
  1/1 X 10.5+2.25 paint cat=gpu,ui {"a":[{"b":"}]\\""}]}
  1/2 B 11 load
  1/2 E 12 load
  1/1 i 13 tick s=p
  1/1 C 14 memory {"heap":5,"stack":1.5e3,"text":"12","what":{"x":1}}`;

const EXPECTED = [
  [10_500n, 'M', 'process_name', '1', '1', undefined],
  [10_500n, 'M', 'thread_name', '1', '1', undefined],
  [10_500n, 'X', 'paint', '1', '1', 2250],
  [11_000n, 'B', 'load', '1', '2', undefined],
  [12_000n, 'E', 'load', '1', '2', undefined],
  [13_000n, 'i', 'tick', '1', '1', undefined],
  [14_000n, 'C', 'memory', '1', '1', undefined],
];

describe('a Trace Event file', () => {
  const array = traceEventArray(ALL_FORMS);
  const forms: [string, string][] = [
    ['an array', array],
    ['an array without its bracket', array.slice(0, -2)],
    ['an array that ends with a comma', `${array.slice(0, -2)},\n`],
    ['one line', array.replaceAll('\n', '')],
    ['a UTF-8 file with a byte order mark', `\ufeff${array}`],
    ['Windows lines and much space', array.replaceAll('\n', '\r\n').replaceAll(':', ' : ').replaceAll(',"', ' ,\t"')],
    ['an object', traceEventObject(ALL_FORMS)],
    ['an object whose events come last', `{"a":[1,{"traceEvents":[{}]}],"b":"]}","c":null,"traceEvents":${array}}`],
    ['an object whose events come first', `{"traceEvents":${array},"stackFrames":{"1":{"name":"]"}},"z":-1.5e3}`],
  ];
  for (const [name, text] of forms) {
    for (const chunk of [1 << 20, 7, 1]) {
      it(`is read as ${name}, in chunks of ${chunk} bytes`, async () => {
        const { events, notices, reader } = await read(text, chunk);
        assert.deepEqual(pick(events, 'time', 'phase', 'name', 'pid', 'tid', 'dur'), EXPECTED);
        assert.deepEqual(notices, []);
        assert.equal(reader.progress.events, EXPECTED.length);
      });
    }
  }

  it('delivers events sorted by time, those of one time in the order of the file', async () => {
    const { events } = await read(traceEventArray('1/1 X 5 c\n1/1 X 3 a\n1/1 X 5 d\n1/1 X 4 b\n1/1 X 5 e'));
    assert.deepEqual(pick(events, 'name').flat(), ['a', 'b', 'c', 'd', 'e']);
  });

  it('sorts spans of more than 2^32 ns', async () => {
    const { events } = await read(traceEventArray('1/1 X 4000000000000 c\n1/1 X 4300000000.001 b\n1/1 X 0.5 a'));
    assert.deepEqual(pick(events, 'time', 'name'), [
      [500n, 'a'],
      [4_300_000_000_001n, 'b'],
      [4_000_000_000_000_000n, 'c'],
    ]);
  });

  it('reads times to the nanosecond, also since the epoch and in quotes', async () => {
    const { events } = await read(
      '[{"ph":"X","ts":"1723456789012345.678","dur":"0.001"},{"ph":"X","ts":1723456789012345.679,"dur":1e3}]',
    );
    assert.deepEqual(pick(events, 'time', 'dur'), [
      [1_723_456_789_012_345_678n, 1],
      [1_723_456_789_012_345_679n, 1_000_000],
    ]);
  });

  it('gives the begin of the trace to metadata and to events without a time', async () => {
    const { events, reader } = await read(traceEventArray('1/1 X 7 a\n1/1 i - b\n1/1 M 1 num_cpus\n1/1 X 5 c'));
    assert.equal(reader.base, 5000n);
    assert.deepEqual(pick(events, 'time', 'name'), [
      [5000n, 'b'],
      [5000n, 'num_cpus'],
      [5000n, 'c'],
      [7000n, 'a'],
    ]);
  });

  it('takes a time of 0 among times since the epoch for a missing one', async () => {
    const { events, notices } = await read(traceEventArray('1/1 i 0 a\n1/1 X 1723456789000000 b\n1/1 i 0 c'));
    assert.deepEqual(pick(events, 'time', 'name'), [
      [1_723_456_789_000_000_000n, 'a'],
      [1_723_456_789_000_000_000n, 'b'],
      [1_723_456_789_000_000_000n, 'c'],
    ]);
    assert.deepEqual(notices, ['2 events have times too far from the others; they stand at the begin']);
  });

  it('may have no events at all', async () => {
    for (const text of ['[]', '[', '{"traceEvents":[]}', ' { "traceEvents" : [ ] , "displayTimeUnit":"ns"} ']) {
      const { events, notices } = await read(text, 3);
      assert.deepEqual(events, []);
      assert.deepEqual(notices, []);
    }
  });

  it('counts every object among its events, and nothing else', async () => {
    const { events, notices } = await read('[{}, null, {"ph":"X"}, 5, "x", [{"ph":"B"}], {"ph":7}, true]', 2);
    assert.deepEqual(pick(events, 'phase').flat(), ['', 'X', '']);
    assert.equal(notices.length, 5);
  });

  it('reads strings with escapes in keys and values', async () => {
    const { events } = await read(
      '[{"n\\u0061me":"a\\"\\\\\\u00e4\\n","\\u0070h":"\\u0058","ts":1,"pid":"\\u0031","cat":"ä€😀"}]',
      1,
    );
    assert.deepEqual(pick(events, 'name', 'phase', 'pid', 'cat'), [['a"\\ä\n', 'X', '1', 'ä€😀']]);
  });

  it('knows one thread whether its ids are numbers or texts, and any text as an id', async () => {
    const { reader } = await read(
      '[{"ph":"X","pid":1,"tid":"2"},{"ph":"X","pid":"1","tid":2},{"ph":"X","pid":"01","tid":-3},{"ph":"X","pid":12345678901234567890,"tid":null}]',
    );
    assert.deepEqual(
      reader.tracks.map(({ pid, tid }) => `${pid}/${tid}`),
      ['1/2', '01/-3', '12345678901234567890/'],
    );
  });

  it('names processes and threads by its metadata events', async () => {
    const { reader } = await read(
      traceEventArray(`
        1/0 M 0 process_name {"name":"old"}
        1/0 M 0 process_name {"name":"Renderer"}
        1/0 M 0 process_labels {"labels":"a page"}
        1/0 M 0 process_sort_index {"sort_index":-5}
        1/2 M 0 thread_name {"name":"main"}
        1/2 M 0 thread_sort_index {"sort_index":"7"}
        1/2 X 5 work`),
    );
    const process = { processName: 'Renderer', processLabels: 'a page', processSortIndex: -5 };
    assert.deepEqual(reader.tracks, [
      { pid: '1', tid: '0', ...process },
      { pid: '1', tid: '2', ...process, threadName: 'main', threadSortIndex: 7 },
    ]);
  });

  it('has a type for every phase that occurs, with the letter in its name', async () => {
    const letters = [...'BEXiIRbenstfCMPONDVv()STFpcZ'];
    const { reader, events } = await read(traceEventArray(letters.map((ph, i) => `1/1 ${ph} ${i} e`).join('\n')));
    assert.deepEqual([...reader.phases].sort(), letters.sort());
    assert.equal(events.length, letters.length);
    reader.phases.forEach((letter, type) => {
      assert.ok(reader.types[type].name.endsWith(`(${letter})`));
    });
  });

  it('streams the series of counters', async () => {
    const { events } = await read(
      traceEventArray(`
        1/1 C 2 b {"x":-1.5,"y":"2","z":true,"no":null,"deep":{"x":1},"bad":"12a"}
        1/1 C 1 a {"x":1e3}
        1/1 C 3 none
        1/1 C 4 empty {}`),
    );
    assert.deepEqual(pick(events, 'name', 'values'), [
      ['a', { x: 1000 }],
      ['b', { x: -1.5, y: 2, z: 1 }],
      ['none', undefined],
      ['empty', undefined],
    ]);
  });

  it('ties events by id, with scope, category and process where they count', async () => {
    const { events } = await read(
      traceEventArray(`
        1/1 b 1 a cat=x id=0x1f
        2/1 e 2 a cat=x id=0x1f
        1/1 b 3 other-category cat=y id=0x1f
        1/1 b 4 other-scope cat=x id=0x1f scope=s
        1/1 b 5 decimal cat=x id=31
        1/1 b 6 local cat=x id2={"local":"0x1f"}
        2/1 b 7 other-local cat=x id2={"local":"0x1f"}
        1/1 b 8 global cat=x id2={"global":"0x1f"}
        1/1 b 9 text cat=x id=abc
        1/1 N 10 object cat=x id=0x1f
        1/1 D 11 object cat=y id=0x1f
        1/1 b 12 upper cat=x id=0x1F
        1/1 b 13 huge cat=x id=18446744073709551615
        1/1 b 14 none cat=x`),
    );
    assert.deepEqual(pick(events, 'name', 'identity', 'id'), [
      ['a', 0, '0x1f'],
      ['a', 0, '0x1f'],
      ['other-category', 1, '0x1f'],
      ['other-scope', 2, '0x1f'],
      ['decimal', 3, '31'],
      ['local', 4, '0x1f'],
      ['other-local', 5, '0x1f'],
      ['global', 0, '0x1f'],
      ['text', 6, 'abc'],
      ['object', 7, '0x1f'],
      ['object', 7, '0x1f'],
      ['upper', 8, '0x1F'],
      ['huge', 9, '18446744073709551615'],
      ['none', undefined, undefined],
    ]);
    assert.equal(events[3].scope, 's');
  });

  it('keeps bind points and instant scopes', async () => {
    const { events } = await read(traceEventArray('1/1 f 1 a bp=e id=1\n1/1 i 2 b s=g\n1/1 i 3 c s=t\n1/1 f 4 d id=1'));
    assert.deepEqual(pick(events, 'bp', 's'), [
      ['e', undefined],
      [undefined, 'g'],
      [undefined, 't'],
      [undefined, undefined],
    ]);
  });

  it('tells what the document says of the trace', async () => {
    const { reader } = await read(
      traceEventObject('1/1 X 1 a', {
        displayTimeUnit: 'ns',
        metadata: { 'os-name': 'Linux', list: [1], n: 5 },
        list: [2],
      }),
      5,
    );
    assert.deepEqual(Object.fromEntries(reader.properties), {
      form: 'object',
      displayTimeUnit: 'ns',
      'metadata.os-name': 'Linux',
      'metadata.n': '5',
    });
  });

  it('takes negative durations as 0 and says so', async () => {
    const { events, notices } = await read(traceEventArray('1/1 X 1+-5 a'));
    assert.equal(events[0].dur, 0);
    assert.deepEqual(notices, ['1 events have negative durations; they were taken as 0']);
  });
});

describe('cells of a Trace Event file', () => {
  it('are decoded from the file, in delivery order', async () => {
    const { reader } = await read(
      traceEventArray(`
        1/2 X 20+0.5 later cat=c id=0x1 { "a": [1, "b  c"], "n": 12345678901234567890 }
        1/2 M 0 thread_name {"name":"main"}
        1/2 M 0 process_name {"name":"app"}
        9/9 X 10 earlier`),
    );
    const all = reader.columns.map((_, i) => i);
    assert.deepEqual(
      reader.columns.map(({ name }) => name),
      ['Name', 'Category', 'Phase', 'Process', 'Thread', 'Duration', 'ID', 'Args'],
    );
    assert.deepEqual(reader.cells(2, 4, all), [
      ['earlier', '', 'X', '9', '9', '', '', ''],
      ['later', 'c', 'X', 'app (1)', 'main (2)', '500', '0x1', '{"a":[1,"b  c"],"n":12345678901234567890}'],
    ]);
    assert.deepEqual(reader.cells(3, 99, [7, 0]), [['{"a":[1,"b  c"],"n":12345678901234567890}', 'later']]);
  });

  it('work for events larger than one read', async () => {
    const long = 'x'.repeat(50_000);
    const { reader } = await read(`[{"args":{"s":"${long}"},"ph":"X","ts":1,"name":"big"}]`, 999);
    const [[name, args]] = reader.cells(0, 1, [0, 7]);
    assert.equal(name, 'big');
    assert.equal(args, `{"s":"${long}`.slice(0, 10_000).concat('…'));
  });
});

describe('a broken Trace Event file', () => {
  const good = '{"ph":"X","ts":1,"name":"a"}';

  it('keeps what was read before it was cut off, and names the offset', async () => {
    const text = `{"traceEvents":[${good},\n{"ph":"X","ts":2,"na`;
    const { reader, events } = await read(text, 10);
    assert.deepEqual(pick(events, 'name').flat(), ['a']);
    assert.deepEqual(reader.notices, [{ message: 'the file ends within an event', file: 'memory.json', offset: 46 }]);
    const between = await read(`{"traceEvents":[${good},`);
    assert.deepEqual(between.notices, ['the file ends before the trace does']);
  });

  it('loses only the event in which garbage stands', async () => {
    for (const bad of [
      '{"ph":"X" "ts":2}',
      '{"ph":}',
      '{"name":"a\n","ph":"X"}',
      '\x00\x01\xff',
      '{"ph":"X","ts":3,"args":{]}',
    ]) {
      const { reader, events } = await read(`[${good},\n${bad},\n{"ph":"X","ts":4,"name":"b"}]`, 4);
      assert.ok(events.length >= 2 && events.length <= 3, bad);
      assert.equal(events.at(-1)?.name, 'b', bad);
      for (const { offset } of reader.notices) assert.ok(offset !== undefined && offset >= 30, bad);
      assert.equal(reader.notices.length, bad.endsWith(']}') ? 0 : 1, bad);
    }
  });

  it('goes on after an event that lost a bracket', async () => {
    const { events } = await read(
      `[${good},\n{"args":{{"a":1},"ph":"X"},\n{"ph":"X","ts":4,"name":"b"},\n{"ph":"X","ts":5,"name":"c"}]`,
      64,
    );
    assert.deepEqual(pick(events, 'name').flat(), ['a', 'b', 'c']);
  });

  it('is refused if it has no events to offer', async () => {
    for (const text of ['', '   ', 'hello', '{"a":1}', '{"traceEvents":5}', '{"traceEvents"', '{"a":}', '"x"']) {
      await assert.rejects(read(text), FormatError, text);
    }
  });

  it('tells what follows the end', async () => {
    const { events, notices } = await read(`[${good}]\n\n[${good}]`, 8);
    assert.equal(events.length, 1);
    assert.deepEqual(notices, ['the trace is at its end here; what follows was not read']);
  });

  it('reads "=" for ":" as some writers have it', async () => {
    const { events, notices } = await read('[{"ph":"N", id="0x1", "ts":1},\n]');
    assert.equal(events[0].id, '0x1');
    assert.equal(notices.length, 1);
  });
});
