import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisLabels } from './axis-labels.ts';
import { digitsFor, formatTime } from './time-format.ts';

const base = 1_700_000_000_123_456_789n;
const plain = (text: string) => text.replaceAll('\u2009', ' ');

test('relative times are seconds since the start', () => {
  assert.equal(plain(formatTime(12_345_678_901, 'relative', base)), '12.345 678 901 s');
  assert.equal(plain(formatTime(-5, 'relative', base)), '−0.000 000 005 s');
  assert.equal(plain(formatTime(12_345_678_901, 'relative', base, 3)), '12.345 s');
});

test('raw and UTC times keep every nanosecond of the epoch', () => {
  assert.equal(plain(formatTime(1, 'raw', base)), '1 700 000 000 123 456 790 ns');
  assert.equal(plain(formatTime(0, 'utc', base)), '2023-11-14 22:13:20.123 456 789 UTC');
  assert.equal(plain(formatTime(0, 'utc', base, 0)), '2023-11-14 22:13:20 UTC');
});

test('times before 1970 have positive decimals', () => {
  assert.equal(plain(formatTime(0, 'utc', -1n)), '1969-12-31 23:59:59.999 999 999 UTC');
});

test('as many digits as a pixel tells apart', () => {
  assert.equal(digitsFor(1), 9);
  assert.equal(digitsFor(1e6), 3);
  assert.equal(digitsFor(2e9), 0);
});

test('the axis gives the unit once while numbers are short', () => {
  const labels = axisLabels({ start: 0, end: 1e9 }, 1000, 'relative', base);
  assert.equal(labels.anchor, '');
  assert.equal(labels.unit, 's');
  assert.deepEqual(
    labels.ticks.slice(0, 3).map((tick) => tick.label),
    ['0', '0.2', '0.4'],
  );
});

test('deep in a trace labels count from an anchor', () => {
  const start = 12_345_678_901;
  const labels = axisLabels({ start, end: start + 2000 }, 1040, 'relative', base);
  assert.equal(plain(labels.anchor), '12.345 67 s');
  assert.equal(labels.unit, 'µs');
  assert.equal(labels.ticks[0]!.label, '+9.0');
  assert.equal(labels.ticks[0]!.time, 12_345_679_000);
  for (const { time } of labels.ticks) assert.equal(time % 200, 0);
});

test('labels are all different, at every zoom and in every mode', () => {
  for (const mode of ['relative', 'utc', 'local', 'raw'] as const)
    for (let width = 10; width < 5e14; width *= 3) {
      const { ticks } = axisLabels({ start: 3.3e12 + 7, end: 3.3e12 + 7 + width }, 1200, mode, base);
      assert.ok(ticks.length >= 2 && ticks.length <= 14, `${mode} ${width} ${ticks.length}`);
      assert.equal(new Set(ticks.map((tick) => tick.label + (width > 80_000e9 ? tick.time : ''))).size, ticks.length);
    }
});

test('on a clock, marks stand at whole minutes of the day', () => {
  const { ticks, anchor } = axisLabels({ start: 0, end: 600e9 }, 1000, 'utc', base);
  assert.equal(anchor, '2023-11-14 UTC');
  assert.deepEqual(
    ticks.slice(0, 2).map((tick) => tick.label),
    ['22:14', '22:16'],
  );
});
