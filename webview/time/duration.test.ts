import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactDuration, formatDuration, group, threeDigits, unitOf } from './duration.ts';

test('durations have three significant digits and a unit', () => {
  const table: [number, string][] = [
    [0, '0 ns'],
    [7, '7 ns'],
    [999, '999 ns'],
    [1000, '1.00 µs'],
    [12_345, '12.3 µs'],
    [123_456, '123 µs'],
    [999_499, '999 µs'],
    [999_600, '1.00 ms'],
    [1_500_000, '1.50 ms'],
    [2_340_000_000, '2.34 s'],
    [59_900_000_000, '59.9 s'],
    [-12_345, '-12.3 µs'],
  ];
  for (const [ns, text] of table) assert.equal(formatDuration(ns), text);
});

test('from two minutes on durations have two units', () => {
  assert.equal(formatDuration(125e9), '2 min 5 s');
  assert.equal(formatDuration(120e9), '2 min');
  assert.equal(formatDuration(179.9e9), '3 min');
  assert.equal(formatDuration(5000e9), '1 h 23 min');
  assert.equal(formatDuration(100 * 3600e9), '4 d 4 h');
});

test('full precision keeps every nanosecond', () => {
  assert.equal(exactDuration(1_234_567), `${(1_234_567).toLocaleString()} ns`);
  assert.equal(group('9007199254740993'), 9007199254740993n.toLocaleString());
});

test('small and large numbers keep three digits', () => {
  assert.equal(threeDigits(0.012345), '0.0123');
  assert.equal(threeDigits(1.2), '1.20');
  assert.equal(threeDigits(12345), group('12345'));
});

test('the unit is the largest that leaves a whole part', () => {
  assert.equal(unitOf(999).name, 'ns');
  assert.equal(unitOf(1e6).name, 'ms');
});
