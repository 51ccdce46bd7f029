import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingRate } from './reading-rate.ts';

test('nothing is told before there is something to go by', () => {
  const rate = new ReadingRate();
  assert.deepEqual(rate.at(0, 0, 0), {});
  assert.deepEqual(rate.at(2000, 0, 0), {});
  assert.deepEqual(rate.at(2900, 9000, 0.1), {});
  assert.deepEqual(rate.at(3000, 10_000, 0.125), { eventsPerSecond: 10_000, secondsLeft: 7 });
});

test('only the last three seconds count', () => {
  const rate = new ReadingRate();
  rate.at(0, 0, 0);
  for (let at = 100; at <= 5000; at += 100) rate.at(at, 1_000_000, 0.5);
  for (let at = 5100; at < 8000; at += 100) rate.at(at, 1_000_000 + (at - 5000), 0.5);
  assert.deepEqual(rate.at(8000, 1_003_000, 0.5), { eventsPerSecond: 1000 });
  assert.deepEqual(rate.at(9000, 1_003_000, 0.75), { eventsPerSecond: 667, secondsLeft: 3 });
});
