import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTicks, formatValue, shortNumber, yScale } from './y-scale.ts';

test('the scale starts at zero and ends at a round number', () => {
  assert.deepEqual(yScale(3, 97, 120), { low: 0, high: 100, ticks: [0, 50, 100] });
  assert.deepEqual(yScale(-12, 31, 200).low, -20);
  const empty = yScale(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 100);
  assert.ok(empty.low === 0 && empty.high >= 1);
});

test('every value lies within the scale', () => {
  for (let most = 1e-6; most < 1e15; most *= 3.3) {
    const scale = yScale(0, most, 100);
    assert.ok(scale.high >= most && scale.high <= most * 5 && scale.ticks.length >= 2, `${most}`);
  }
});

test('values are short and bear their unit', () => {
  assert.equal(shortNumber(12_345_678), '12.3 M');
  assert.equal(shortNumber(200_000), '200 k');
  assert.equal(shortNumber(0.25), '0.25');
  assert.equal(formatValue(1500, 'ns', 'NUMBER'), '1.50 µs');
  assert.equal(formatValue(42, '%', 'NUMBER'), '42 %');
  assert.equal(formatValue(4_000_000, 'B', 'NUMBER'), '4 MB');
  assert.equal(formatValue(1_200_000, 'B/s', 'NUMBER'), '1.2 MB/s');
  assert.equal(formatValue(300, 'B', 'NUMBER'), '300 B');
});

test('the numbers of one axis share their unit', () => {
  assert.deepEqual(formatTicks([0, 50_000, 100_000], '', 'NUMBER'), ['0', '50 k', '100 k']);
  assert.deepEqual(formatTicks([0, 500_000, 1_000_000], '', 'NUMBER'), ['0', '0.5 M', '1 M']);
  assert.deepEqual(formatTicks([0, 50, 100], '%', 'NUMBER'), ['0 %', '50 %', '100 %']);
});
