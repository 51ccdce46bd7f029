import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventOrder } from './event-order.ts';
import { seeded } from './testing/seeded.ts';
import { TimeColumn } from './time-column.ts';

function timed(base: bigint, times: number[]) {
  const column = new TimeColumn();
  column.append(Float64Array.from(times), times.length);
  return { base, times: column };
}

test('several traces are one list in order of time, found at any index', () => {
  const next = seeded(7);
  for (let round = 0; round < 40; round++) {
    const bases = [0n, 1_700_000_000_000_000_000n, 1_700_000_000_000_000_003n, -5n].slice(0, 1 + (round % 4));
    const traces = bases.map((base) => {
      let time = next(9);
      return timed(
        base,
        Array.from({ length: next(60) }, () => {
          time += next(3);
          return time;
        }),
      );
    });
    const list = traces
      .flatMap(({ base, times }, k) =>
        Array.from({ length: times.length }, (_, i) => ({ time: base + BigInt(times.at(i)), k, i })),
      )
      .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.k - b.k || a.i - b.i));
    const order = new EventOrder(traces);
    assert.equal(order.length, list.length);
    for (let from = 0; from <= list.length; from += 1 + next(5)) {
      const to = from + next(20);
      const { owners, first } = order.page(from, to);
      assert.deepEqual(first, order.seek(from));
      const at = [...first];
      const walked = [...owners].map((k) => ({ k, i: at[k]!++ }));
      assert.deepEqual(
        walked,
        list.slice(from, to).map(({ k, i }) => ({ k, i })),
      );
    }
    for (const { time } of list) {
      assert.equal(order.countBefore(time), list.filter((e) => e.time < time).length);
      assert.equal(order.countUpTo(time), list.filter((e) => e.time <= time).length);
    }
  }
});
