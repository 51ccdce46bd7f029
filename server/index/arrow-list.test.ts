import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrowList } from './arrow-list.ts';
import { StepSeries } from './step-series.ts';
import { seeded } from './testing/seeded.ts';

test('a window has the arrows that touch it, of too many the longest that end in each part of the window', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = seeded(seed);
    const list = new ArrowList();
    const all: { i: number; start: number; end: number }[] = [];
    let end = 0;
    for (let i = 0; i < next(300); i++) {
      end += next(4);
      const start = end - next(seed % 2 === 0 ? 6 : 60);
      list.push(start, end, i, i + 1);
      all.push({ i, start, end });
    }
    for (let q = 0; q < 20; q++) {
      const from = next(200);
      const to = from + next(100);
      const touching = all.filter((arrow) => arrow.end >= from && arrow.start <= to);
      assert.deepEqual(
        [...list.within(from, to, 1000)],
        touching.map(({ i }) => i),
      );
      const length = (arrow: { start: number; end: number }) => arrow.end - arrow.start;
      const part = ({ end }: { end: number }) => Math.min(5, Math.floor((end - from) / ((to - from) / 5 || 1)));
      const parts = [0, 1, 2, 3, 4, 5].map((p) => touching.filter((arrow) => part(arrow) === p));
      const shared = (share: number) =>
        parts.map((arrows) =>
          arrows
            .map(length)
            .sort((a, b) => b - a)
            .slice(0, share),
        );
      const shares = [5, 4, 3, 2].filter((share) => shared(share).flat().length <= 5);
      const expected = shared(touching.length <= 5 ? 5 : (shares[0] ?? 1));
      const few = [...list.within(from, to, 5)];
      assert.deepEqual(
        few,
        few.toSorted((a, b) => a - b),
      );
      assert.deepEqual(
        parts.map((_, p) =>
          few
            .filter((i) => part(all[i]!) === p)
            .map((i) => length(all[i]!))
            .sort((a, b) => b - a),
        ),
        expected,
      );
    }
  }
});

test('a step series tells the value at any time and keeps only changes', () => {
  const series = new StepSeries();
  for (const [time, value] of [
    [1, 5],
    [2, 5],
    [4, 7],
    [4, 8],
    [9, 5],
  ] as const)
    series.push(time, value);
  assert.equal(series.length, 3);
  assert.deepEqual(
    [0, 1, 3, 4, 8, 9, 99].map((time) => series.at(time)),
    [0, 5, 5, 8, 8, 5, 5],
  );
});
