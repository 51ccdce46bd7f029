import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValidationError } from '../errors.ts';
import { decodeText, JsonReader } from './read-json.ts';
import { randomJson } from './testing/random-json.ts';

/** As a free value, with nothing behind it. */
function canonical(text: string): string {
  const reader = new JsonReader(text);
  const json = reader.json();
  reader.end();
  return json.text;
}

function refusal(text: string, read: (reader: JsonReader) => unknown = (reader) => [reader.json(), reader.end()]) {
  try {
    read(new JsonReader(text));
  } catch (error) {
    assert.ok(error instanceof ValidationError);
    const [detail] = error.details.detail as { loc: (string | number)[]; msg: string; type: string }[];
    return { message: error.message, ...detail! };
  }
  return assert.fail(`${text.slice(0, 80)} was taken`);
}

test('what is canonical stays as it is: numbers, order of keys, needed escapes', () => {
  for (const text of [
    '{"b":1.0,"a":1e-07,"10":12345678901234567890,"9":-0}',
    '[1E+5,0.10,-0.0,1e400]',
    '"\\u0000\\b\\f\\n\\r\\t\\u001f\\"\\\\/\\ud800\\udc00x"'.replace('\\ud800\\udc00', '\\udc00\\ud800'),
    '"\\ud800"',
    '"\u007f\u2028é😀"',
    '{"__proto__":{"constructor":null},"":[]}',
    '[]',
    '{}',
    'null',
  ]) {
    assert.equal(canonical(text), text);
  }
});

test('white space is dropped, and escapes that nobody needs are undone', () => {
  for (const [text, expected] of [
    [' {\t"a b" :\n[ 1 ,\r2 ] , "c":{ } }\n', '{"a b":[1,2],"c":{}}'],
    ['"\\u0061\\/\\u00e9\\u007F\\u2028"', '"a/é\u007f\u2028"'],
    ['"\\u000A\\u0009\\u0022\\u005c\\u001F"', '"\\n\\t\\"\\\\\\u001f"'],
    ['"\\ud83d\\ude00"', '"😀"'],
    ['"\\uD83D\\uDE00"', '"😀"'],
    ['"\\uD800"', '"\\ud800"'],
    ['"\\ud83d\\ud83d\\ude00"', '"\\ud83d😀"'],
    ['"\\ud83d\\uDE00"', '"😀"'],
    ['[ "  a  " ]', '["  a  "]'],
  ] as const) {
    assert.equal(canonical(text), expected);
  }
});

test('of a key that comes twice the last value is taken, in the place of the first', () => {
  for (const [text, expected] of [
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['{"a":{"x":1,"x":2},"b":[{"y":[],"y":{}},7],"c":5,"a":{"z":1,"z":[1]}}', '{"a":{"z":[1]},"b":[{"y":{}},7],"c":5}'],
    ['{"a":1,"\\u0061":2}', '{"a":2}'],
    ['{ "a": 1, "a": "x, y" }', '{"a":"x, y"}'],
    ['[1,{"k":[1,{"a":1,"a":2},3],"l":0},[],{}]', '[1,{"k":[1,{"a":2},3],"l":0},[],{}]'],
    ['{"ab":1,"ba":2,"aab":3}', '{"ab":1,"ba":2,"aab":3}'],
  ] as const) {
    assert.equal(canonical(text), expected);
  }
  const keys = Array.from({ length: 40 }, (_, i) => `"k${i}":${i}`);
  assert.equal(
    canonical(`{${[...keys, '"k3":"x"', '"k39":"y"'].join(',')}}`),
    `{${keys.join(',')}}`.replace(':3,', ':"x",').replace(':39', ':"y"'),
  );
});

test('random documents mean what JSON.parse says, and what is canonical is read as it is', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const text = randomJson(seed);
    const once = canonical(text);
    assert.deepEqual(JSON.parse(once), JSON.parse(text), text);
    assert.equal(canonical(once), once);
    assert.doesNotMatch(once.replace(/"(?:[^"\\]|\\.)*"/g, ''), /\s/);
  }
});

test('random damage is refused where JSON.parse refuses it, and only there', () => {
  const marks = ['"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 'n', ' ', '\n', '\u0000', 'u', '\u00a0'];
  for (let seed = 1; seed <= 400; seed++) {
    const text = randomJson(seed);
    for (let turn = 0; turn < 10; turn++) {
      const at = (seed * 7919 + turn * 104729) % (text.length + 1);
      const damaged = text.slice(0, at) + marks[(seed + turn) % marks.length] + text.slice(at + (turn % 2));
      let sound = true;
      try {
        JSON.parse(damaged);
      } catch {
        sound = false;
      }
      // JavaScript's strings may hold half a pair; a body can't.
      if (!damaged.isWellFormed()) sound = false;
      if (sound) assert.deepEqual(JSON.parse(canonical(damaged)), JSON.parse(damaged));
      else assert.equal(refusal(damaged).type, 'json_invalid', damaged);
    }
  }
});

test('what is not JSON is refused with its place', () => {
  for (const [text, at, place] of [
    ['{"a":[1,NaN]}', 8, 'a.1'],
    ['{"a":-Infinity}', 6, 'a'],
    ['{"start":{"inputs":"x\ny"}}', 21, 'start.inputs'],
    ['[0,01]', 4, '1'],
    ['[1,]', 3, '1'],
    ['{"a":1,}', 7, 'body'],
    ['{"a" 1}', 5, 'body'],
    ["{'a':1}", 1, 'body'],
    ['"\\x41"', 2, 'body'],
    ['"\\u12g4"', 2, 'body'],
    ['{"a":1} {"b":2}', 8, 'body'],
    ['[1', 2, '0'],
    ['', 0, 'body'],
    ['["\ud800"]', 2, '0'],
  ] as const) {
    const { loc, message } = refusal(text);
    assert.deepEqual(loc, ['body', at], text);
    assert.ok(message.includes(`(character ${at}, in ${place})`), message);
  }
});

test('500 levels are read, more are refused, ten thousand alike', () => {
  const deep = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
  assert.equal(canonical(deep(500)), deep(500));
  for (const levels of [502, 10_000, 10_000_000]) {
    const { type, msg } = refusal(deep(levels));
    assert.equal(type, 'recursion_loop');
    assert.match(msg, /more than 500 levels/);
  }
  const twice = `${'{"a":1,"a":'.repeat(500)}2${'}'.repeat(500)}`;
  assert.equal(canonical(twice), `${'{"a":'.repeat(500)}2${'}'.repeat(500)}`);
});

test('typed values: of another type they are refused with their path', () => {
  const read = (reader: JsonReader) => {
    for (let key = reader.firstKey(); key !== undefined; key = reader.nextKey()) {
      for (let more = reader.firstItem(); more; more = reader.nextItem()) reader.string();
    }
  };
  assert.deepEqual(refusal('{"list": ["a", 7]}', read).loc, ['body', 'list', 1]);
  assert.deepEqual(refusal('{"list": {}}', read).loc, ['body', 'list']);
  assert.deepEqual(refusal('7', read).loc, ['body']);
  assert.equal(refusal('{"list":["a"', read).type, 'json_invalid');
  assert.equal(new JsonReader(' "a\\u0062\\n" ').string(), 'ab\n');
  assert.equal(new JsonReader('-1.5e3').number(), '-1.5e3');
  assert.equal(new JsonReader(' true').boolean(), true);
  assert.equal(new JsonReader('null').isNull(), true);
});

test('bytes that are not UTF-8 are refused', () => {
  assert.equal(decodeText(Buffer.from('{"é":"😀"}')).text, '{"é":"😀"}');
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
    [0xe2, 0x82],
  ]) {
    assert.throws(() => decodeText(Uint8Array.from(bytes)), ValidationError);
  }
});

test('a body without control characters is known as one, wherever one would be', () => {
  for (const shift of [0, 1, 2, 3]) {
    for (let length = 0; length < 12; length++) {
      const bytes = new Uint8Array(new ArrayBuffer(32), shift, length).fill(0x7f);
      assert.equal(decodeText(bytes).plain, true);
      for (let at = 0; at < length; at++) {
        for (const [byte, plain] of [
          [0x00, false],
          [0x0a, false],
          [0x1f, false],
          [0x20, true],
        ] as const) {
          assert.equal(decodeText(bytes.with(at, byte)).plain, plain);
          bytes[at] = byte;
          assert.equal(decodeText(bytes).plain, plain);
          bytes[at] = 0x7f;
        }
      }
    }
  }
});

test('what is known to have no control characters is read and refused like any other text', () => {
  const result = (text: string, plain: boolean): unknown => {
    try {
      const reader = new JsonReader(text, plain);
      const values: string[] = [];
      for (let more = reader.firstItem(); more; more = reader.nextItem()) {
        const from = reader.at;
        reader.skip();
        reader.at = from;
        values.push(reader.json().text);
      }
      reader.end();
      return values;
    } catch (error) {
      assert.ok(error instanceof ValidationError);
      return error.message;
    }
  };
  let read = 0;
  let seed = 1;
  const below = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const pieces = [
    'x',
    'long '.repeat(20),
    '\\n',
    '\\"',
    '\\\\',
    '\\u0061',
    '\\ud83d',
    '\\x',
    '\\u00',
    '"',
    '","',
    'é😀',
  ];
  for (let round = 0; round < 3_000; round++) {
    const string = () => `"${Array.from({ length: below(8) }, () => pieces[below(below(3) > 0 ? 7 : 12)]).join('')}"`;
    const text = `[${Array.from({ length: 1 + below(4) }, string).join(',')}]`;
    const given = below(4) === 0 ? text.slice(0, below(text.length)) : text;
    const expected = result(given, false);
    if (typeof expected !== 'string') read++;
    assert.deepEqual(result(given, true), expected, given);
  }
  assert.ok(read > 1_000 && read < 2_900, `${read}`);
});
