import assert from 'node:assert/strict';
import { test } from 'node:test';
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
