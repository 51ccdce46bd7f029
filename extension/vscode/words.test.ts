import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAge, formatDuration, formatTimes } from './words.ts';

test('a duration has three significant digits and its unit', () => {
  const cases: [number, string][] = [
    [0, '0 ns'],
    [12, '12 ns'],
    [999, '999 ns'],
    [8_000_000, '8.00 ms'],
    [12_345, '12.3 µs'],
    [1_234_567, '1.23 ms'],
    [19_060_000_000, '19.1 s'],
    [125e9, '2 min 5 s'],
    [11_040e9, '3 h 4 min'],
  ];
  for (const [ns, text] of cases) assert.equal(formatDuration(ns), text);
});

test('an age is in whole units, and new for a minute', () => {
  const now = 1_795_323_085_725;
  const cases: [number, string][] = [
    [-1000, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [172_800_000, '2 d ago'],
  ];
  for (const [age, text] of cases) assert.equal(formatAge(now - age, now), text);
});

test('times of day are shown for clocks that count from 1970 only', () => {
  const times = Object.fromEntries(formatTimes({ base: '1332170682440133097', start: 0, end: 1e9 }));
  assert.equal(times['Begin, UTC'], '2012-03-19T15:24:42.440Z');
  assert.equal(times['End, UTC'], '2012-03-19T15:24:43.440Z');
  assert.deepEqual(formatTimes({ base: '5000000000', start: 0, end: 1e9 }), [
    ['Begin', "5.000000 s on the trace's own clock"],
    ['End', "6.000000 s on the trace's own clock"],
  ]);
});
