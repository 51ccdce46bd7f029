import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reloaded } from './testing/reloaded.ts';
import { seeded } from './testing/seeded.ts';
import { TypeColumn } from './type-column.ts';

for (const typeCount of [1, 7, 300, 5000]) {
  test(`of any run of events, those of each of ${typeCount} types are counted as a scan counts them`, async () => {
    const next = seeded(typeCount);
    const column = new TypeColumn();
    const all: number[] = [];
    assert.deepEqual([...column.counts(0, 0)], []);
    while (all.length < 150_000) {
      const batch = Uint16Array.from({ length: 1 + next(9000) }, () => next(1 + next(typeCount)));
      const count = next(batch.length + 1);
      column.append(batch, count, typeCount);
      all.push(...batch.subarray(0, count));
    }
    assert.equal(column.length, all.length);
    const kept = await reloaded(column, new TypeColumn());
    assert.equal(kept.length, all.length);
    for (let q = 0; q < 40; q++) {
      const from = q === 0 ? 0 : next(all.length);
      const to = q < 2 ? all.length : from + next(q % 2 === 0 ? 50 : all.length - from + 1);
      const expected = new Float64Array(typeCount);
      for (const type of all.slice(from, to)) expected[type]!++;
      assert.deepEqual(column.counts(from, to), expected, `[${from}, ${to})`);
      assert.deepEqual(kept.counts(from, to), expected, `kept, [${from}, ${to})`);
    }
  });
}
