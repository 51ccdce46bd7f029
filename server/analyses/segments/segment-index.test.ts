import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortedBy } from '../../index/row-order.ts';
import { reloaded } from '../../index/testing/reloaded.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { Pace } from '../pace.ts';
import { SegmentIndex } from './segment-index.ts';
import type { SegmentRun } from './segments.ts';

function filled(seed: number, count: number): { index: SegmentIndex; all: { start: number; end: number }[] } {
  const next = seeded(seed);
  const index = new SegmentIndex(['int', 'number', 'id']);
  const all: { start: number; end: number }[] = [];
  let end = 0;
  for (let i = 0; i < count; i++) {
    end += next(4);
    const start = end - (next(50) === 0 ? next(2000) : next(10));
    assert.equal(index.push(start, end, next(9)), i);
    index.setAspect(0, next(3) === 0 ? Number.NaN : -i);
    index.setAspect(1, next(3) === 0 ? Number.NaN : i * 1e10);
    index.setAspect(2, next(3) === 0 ? Number.NaN : i);
    all.push({ start, end });
  }
  return { index, all };
}

function touching(run: SegmentRun, from: number, to: number): number[] {
  const ranges = run.within(from, to);
  const found: number[] = [];
  for (let r = 0; r < ranges.length; r += 2) {
    for (let i = ranges[r]!; i < ranges[r + 1]!; i++) if (run.start(i) <= to && run.end(i) >= from) found.push(i);
  }
  return found;
}

test('any range of time has all segments that touch it, each once, and no more blocks than hold one', () => {
  const { index, all } = filled(3, 30_000);
  const next = seeded(4);
  const last = all.at(-1)!.end;
  for (let round = 0; round < 200; round++) {
    const from = next(last + 200) - 100;
    const to = from + (round % 3 === 0 ? next(last) : next(30));
    const expected = all.flatMap(({ start, end }, i) => (start <= to && end >= from ? [i] : []));
    assert.deepEqual(touching(index, from, to), expected);
  }
  const few = index.within(last / 2, last / 2);
  assert.ok(few.reduce((sum, at, r) => sum + (r % 2 === 0 ? -at : at), 0) <= 2 * 4096);
  assert.deepEqual(new SegmentIndex([]).within(0, 10), []);
});

test('aspects that are not known stay unknown, and what was saved is loaded again', async () => {
  const { index } = filled(5, 9000);
  const same = await reloaded(index, new SegmentIndex(['int', 'number', 'id']));
  assert.equal(same.length, 9000);
  assert.equal(same.longest, index.longest);
  for (let i = 0; i < 9000; i += 7) {
    const line = (of: SegmentIndex) => [
      of.start(i),
      of.end(i),
      of.name(i),
      of.aspect(0, i),
      of.aspect(1, i),
      of.aspect(2, i),
    ];
    assert.deepEqual(line(same), line(index));
  }
  assert.ok([0, 1, 2].every((a) => Array.from({ length: 99 }, (_, i) => index.aspect(a, i)).some(Number.isNaN)));
  assert.deepEqual(touching(same, 5000, 5100), touching(index, 5000, 5100));
});

test('sorting by any whole numbers is what a comparison does, and leaves equals as they were', async () => {
  const next = seeded(8);
  for (const spread of [1, 2, 3000, 2 ** 31, 2 ** 52]) {
    const keys = Float64Array.from({ length: 5000 }, () =>
      next(20) === 0 ? Number.NaN : Math.floor((next(1 << 30) / (1 << 30) - 0.5) * spread),
    );
    const order = Uint32Array.from({ length: 5000 }, (_, i) => i);
    const rank = (i: number) => (Number.isNaN(keys[i]!) ? Number.NEGATIVE_INFINITY : keys[i]!);
    const expected = [...order].sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
    assert.deepEqual([...(await sortedBy(order, keys, new Pace()))], expected);
  }
  assert.deepEqual([...(await sortedBy(new Uint32Array(0), new Float64Array(0), new Pace()))], []);
});
