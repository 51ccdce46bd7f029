import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pacer } from './pacer.ts';
import { SEGMENT_BITS, SEGMENT_MASK, SEGMENT_SIZE, type TimedEvents, timeOrder } from './time-order.ts';

function columnsOf(times: readonly number[]): TimedEvents {
  const segments = Array.from({ length: Math.ceil(times.length / SEGMENT_SIZE) }, () => ({
    time: new Float64Array(SEGMENT_SIZE),
  }));
  times.forEach((time, i) => {
    segments[i >>> SEGMENT_BITS]!.time[i & SEGMENT_MASK] = time;
  });
  return { length: times.length, segments };
}

describe('the order of events by time', () => {
  for (const [length, span] of [
    [0, 0],
    [1, 0],
    [10, 0],
    [1000, 9],
    [1000, 2 ** 16],
    [70_000, 2 ** 16 - 1],
    [150_000, 2 ** 33],
    [3000, 2 ** 52],
  ]) {
    it(`is that of a stable sort, for ${length} events over ${span} ns`, async () => {
      let random = 42;
      const times = Array.from({ length }, (_, i) => {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        return i === 0 ? span : Math.floor((random / 2 ** 32) * (span + 1));
      });
      const order = await timeOrder(columnsOf(times), span, new Pacer());
      const expected = times.map((_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
      assert.deepEqual([...order], expected);
    });
  }
});
