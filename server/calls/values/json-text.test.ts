import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidRequest } from '../errors.ts';
import { JsonText, stringify } from './json-text.ts';

test('plain values are written as JSON.stringify does, and texts of JSON as they are', () => {
  for (const value of [
    { a: [1, 'x\n"\ud800', null, true, undefined], b: { c: {} }, d: undefined, 'k"\u0000': -0 },
    [],
    {},
    [[], [{}]],
    Number.NaN,
    'é\u2028',
  ]) {
    assert.equal(stringify(value), JSON.stringify(value));
  }
  assert.equal(
    stringify({ a: new JsonText('1.0'), b: [12345678901234567890n] }),
    '{"a":1.0,"b":[12345678901234567890]}',
  );
  assert.equal(JsonText.of({ b: 1, a: new JsonText('{"z":1e-07}') }).text, '{"b":1,"a":{"z":1e-07}}');
});

test('a key is data, whatever it is called', () => {
  const value = JSON.parse('{"__proto__":{"x":1},"constructor":[],"toString":null}');
  assert.equal(stringify(value), '{"__proto__":{"x":1},"constructor":[],"toString":null}');
  assert.equal(({} as Record<string, unknown>).x, undefined);
});

test('absurd nesting is an error, not a crash', () => {
  let value: unknown = [];
  for (let level = 0; level < 100_000; level++) value = [value];
  assert.throws(() => stringify(value), InvalidRequest);
});
