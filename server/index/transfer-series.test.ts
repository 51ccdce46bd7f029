import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reloaded } from './testing/reloaded.ts';
import { seeded } from './testing/seeded.ts';
import { MOST_UNDER_WAY, TransferSeries } from './transfer-series.ts';

interface Transfer {
  readonly begin: number;
  readonly end: number;
  readonly amount: number;
}

function sum(transfers: readonly Transfer[], time: number): number {
  return transfers.reduce((total, { begin, end, amount }) => {
    if (time >= end) return total + amount;
    return time <= begin ? total : total + (amount * (time - begin)) / (end - begin);
  }, 0);
}

function near(actual: Float64Array, expected: readonly number[], what: string): void {
  const worst = Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value)));
  assert.ok(worst <= 1e-6, `${what}: off by ${worst}`);
}

test('what was transferred up to any time is the sum over all transfers, while it grows, at the end and kept', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = seeded(seed);
    const series = new TransferSeries();
    const underWay: { transfer: number; begin: number }[] = [];
    const complete: Transfer[] = [];
    let time = 100;
    const times = () => Float64Array.from({ length: 30 }, () => 50 + next(time)).sort();
    for (let step = 0; step < 400; step++) {
      time += next(4);
      const kind = next(10);
      if (kind < 5) underWay.push({ transfer: series.begin(time), begin: time });
      else if (kind === 5 && underWay.length > 3)
        series.abandon(underWay.splice(next(underWay.length), 1)[0]!.transfer);
      else {
        const amount = next(500);
        const known = kind === 6 ? undefined : underWay.splice(next(underWay.length), 1)[0];
        series.complete(known?.transfer ?? -1, time, amount);
        complete.push({ begin: known?.begin ?? time, end: time, amount });
      }
      if (step % 57 !== 0) continue;
      const samples = times();
      near(
        series.amounts(samples),
        [...samples].map((t) => sum(complete, t)),
        `seed ${seed}, step ${step}`,
      );
    }
    series.finish();
    const samples = times();
    const expected = [...samples].map((t) => sum(complete, t));
    near(series.amounts(samples), expected, `seed ${seed}`);
    near((await reloaded(series, new TransferSeries())).amounts(samples), expected, `seed ${seed}, kept`);
    assert.equal(series.amounts(Float64Array.of(time))[0], sum(complete, time), 'exact where nothing is under way');
  }
});

test('a transfer that never completes does not hold up the others for ever', () => {
  const series = new TransferSeries();
  const lost = series.begin(0);
  for (let i = 1; i <= MOST_UNDER_WAY; i++) series.complete(series.begin(10 * i), 10 * i + 5, 8);
  const end = 10 * MOST_UNDER_WAY + 5;
  assert.equal(series.amounts(Float64Array.of(end))[0], 8 * MOST_UNDER_WAY);
  series.complete(lost, end + 10, 100);
  assert.deepEqual(
    [...series.amounts(Float64Array.of(end + 9, end + 10))],
    [8 * MOST_UNDER_WAY, 8 * MOST_UNDER_WAY + 100],
  );
});
