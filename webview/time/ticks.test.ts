import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimalStep, decimalsOf, marks, timeStep } from './ticks.ts';

test('steps are 1, 2 or 5 times a power of ten and never give too many marks', () => {
  for (let width = 1; width < 1e15; width *= 1.37) {
    const step = decimalStep(width, 10);
    const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    assert.ok(
      [1, 2, 5].some((factor) => Math.abs(mantissa - factor) < 1e-6),
      `${step}`,
    );
    assert.ok(width / step <= 10 + 1e-6);
    assert.ok(width / step >= 3.9);
  }
});

test('time steps are never below a nanosecond', () => {
  assert.equal(timeStep(3, 10, false), 1);
});

test('a clock has steps of minutes and hours instead of hundreds of seconds', () => {
  assert.equal(timeStep(600e9, 10, true), 60e9);
  assert.equal(timeStep(3600e9 * 10, 10, true), 3600e9);
  assert.equal(timeStep(1e9, 10, true), 1e8);
});

test('marks are counted from the origin', () => {
  assert.deepEqual(marks({ start: 5, end: 35 }, 10), [10, 20, 30]);
  assert.deepEqual(marks({ start: 5, end: 35 }, 10, 3), [13, 23, 33]);
  assert.deepEqual(marks({ start: 10, end: 30 }, 10), [10, 20, 30]);
});

test('as many decimals as the step needs', () => {
  assert.equal(decimalsOf(0.2e9, 1e9), 1);
  assert.equal(decimalsOf(5e6, 1e9), 3);
  assert.equal(decimalsOf(1000, 1000), 0);
  assert.equal(decimalsOf(20, 1), 0);
});
