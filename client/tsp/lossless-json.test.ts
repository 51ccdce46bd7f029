import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse, stringify } from './lossless-json.ts';

it('64-bit integers pass both ways without loss', () => {
  const text =
    '{"start":1332170682440133097,"low":-9223372036854775808,"small":12,"real":1.2e18,"long":0.12345678901234566}';
  const value = parse(text) as Record<string, unknown>;
  assert.equal(value.start, 1_332_170_682_440_133_097n);
  assert.equal(value.low, -9_223_372_036_854_775_808n);
  assert.equal(value.small, 12);
  assert.equal(value.real, 1.2e18);
  assert.equal(value.long, 0.12345678901234566);
  assert.equal(stringify({ start: value.start, small: 1 }), '{"start":1332170682440133097,"small":1}');
});

it('digits in a text stay a text', () => {
  assert.deepEqual(parse('["1332170682440133097", 9007199254740991, 9007199254740992]'), [
    '1332170682440133097',
    9007199254740991,
    9007199254740992n,
  ]);
});

it('what is not JSON is a SyntaxError', () => {
  assert.throws(() => parse('{"a":1332170682440133097'), SyntaxError);
});
