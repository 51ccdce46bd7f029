import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetText, parseOffset } from './offset-text.ts';

test('an offset is read with its unit, to the nanosecond', () => {
  assert.equal(parseOffset('1.5 ms'), 1_500_000n);
  assert.equal(parseOffset('-20us'), -20_000n);
  assert.equal(parseOffset('+0,000000001 s'), 1n);
  assert.equal(parseOffset('.5 µs'), 500n);
  assert.equal(parseOffset('0.9 ns'), 0n);
  assert.equal(parseOffset('123456789012 s'), 123_456_789_012_000_000_000n);
  assert.equal(parseOffset('0'), 0n);
  for (const wrong of ['', '5', 'ms', '1 h', '1.2.3 s', '--1 s', '1e3 s', '-'])
    assert.equal(parseOffset(wrong), undefined);
});

test('an offset is written so that it is read as the same', () => {
  assert.equal(offsetText(1_500_000n), '+1.5 ms');
  assert.equal(offsetText(-20_000n), '-20 µs');
  assert.equal(offsetText(0n), '0 ns');
  assert.equal(offsetText(-1_000_000_001n), '-1.000000001 s');
  for (const offset of [1n, -999n, 1000n, 123_456_789n, -1_000_000_000_000_000_007n])
    assert.equal(parseOffset(offsetText(offset)), offset);
});
