import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventColumns, SEGMENT_MASK } from './event-columns.ts';
import { Pacer } from './pacer.ts';
import { timeOrder } from './time-order.ts';

function columnsOf(times: readonly number[]): EventColumns {
  const columns = new EventColumns();
  for (const time of times) {
    columns.tail.time[columns.length & SEGMENT_MASK] = time;
    columns.length++;
  }
  return columns;
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
