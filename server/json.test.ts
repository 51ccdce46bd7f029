import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from './index/testing/seeded.ts';
import { doubleText, JsonError, parseJson, replyKey, stringifyJson } from './json.ts';

test('an integer of 64 bits survives the way in and out', () => {
  const text = '{"start":1332170682440133097,"end":-9223372036854775808,"n":3,"list":[9007199254740993,0.5]}';
  const value = parseJson(text) as Record<string, unknown>;
  assert.equal(value.start, 1332170682440133097n);
  assert.equal(value.end, -(2n ** 63n));
  assert.equal(value.n, 3);
  assert.deepEqual(value.list, [9007199254740993n, 0.5]);
  assert.equal(stringifyJson(value), text);
});

test('digits inside of texts and long fractions stay what they are', () => {
  assert.deepEqual(parseJson('{"a":"1332170682440133097","b":0.12345678901234566,"c":1e300}'), {
    a: '1332170682440133097',
    b: 0.12345678901234566,
    c: 1e300,
  });
});

test('numbers of all forms are as the engine has them, integers with every digit, and what is no JSON stays none', () => {
  type Exact = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
  const parse = JSON.parse as (text: string, exact: Exact) => unknown;
  const exact: Exact = (_key, value, { source = '' }) =>
    typeof value === 'number' && /^-?\d{16,}$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value;
  const said = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return `refused: ${(error as Error).message}`;
    }
  };
  const pieces = [
    ...['12345678901234567', '-12345678901234567', '1000000000000000', '9007199254740993', '1.2345678901234567', '0'],
    ...[
      '1e12345678901234567',
      '1E-00000000000000000',
      '00000000000000001',
      '12345678901234567e3',
      '12345678901234567.5',
    ],
    ...['"12345678901234567"', '"\\"12345678901234567"', '"\\ue000"', 'true', 'tru', 'null', '7', '-', '.5'],
    ...['[', ']', '{', '}', ',', ',', ':', '"k":', ' ', '\n'],
  ];
  const random = seeded(11);
  let read = 0;
  for (let n = 0; n < 10_000; n++) {
    const inner = Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]);
    const text = [`[${inner.join('')}]`, `{"k":${inner.join('')}}`, `[${inner.join(',')}]`][n % 3]!;
    const expected = said(() => parse(text, exact));
    assert.deepEqual(
      said(() => parseJson(text)),
      expected,
      text,
    );
    if (!String(expected).startsWith('refused')) read++;
  }
  assert.ok(read > 1000, `${read} were JSON`);
});

test('a large double is written with an exponent and reads back as the same double', () => {
  for (const value of [1.2e18, 2 ** 53, -(2 ** 60), 1e21, 0.1, 123.456, 2 ** 53 - 1]) {
    assert.equal(Number(doubleText(value)), value);
    if (Math.abs(value) >= 2 ** 53) assert.match(doubleText(value), /e/);
  }
  assert.equal(stringifyJson({ y: [1.2e18, 5] }), '{"y":[1.2e+18,5]}');
});

test('keys that reach for the prototype are refused, however they are written', () => {
  for (const text of [
    '{"__proto__":1}',
    '{"a":[{"constructor":{}}]}',
    '{"\\u005f_proto__":1}',
    '{"x":1332170682440133097,"constructor":1}',
  ]) {
    assert.throws(() => parseJson(text), JsonError);
  }
  assert.deepEqual(parseJson('{"a":"constructor","b":"__proto__"}'), { a: 'constructor', b: '__proto__' });
});

test('nesting without end is an error, not a crash', () => {
  const depth = 200_000;
  assert.throws(() => parseJson(`[12345678901234567890,${'['.repeat(depth)}${']'.repeat(depth)}]`), JsonError);
  assert.throws(() => parseJson('['.repeat(depth)), JsonError);
  assert.throws(() => parseJson(`{"a":${'{"b":'.repeat(depth)}`), /nested more than 500 deep at character 2500/);
  const brackets = `${'['.repeat(600)}\\"{`;
  assert.deepEqual(parseJson(JSON.stringify({ brackets })), { brackets }, 'brackets in a text are no nesting');
});

test('a key that clients refuse is disarmed and still reads the same', () => {
  assert.equal(replyKey('constructor'), 'construct\u00ador');
  assert.equal(replyKey('my__proto__key'), 'my__\u00adproto__key');
  assert.equal(replyKey('cpu'), 'cpu');
});
