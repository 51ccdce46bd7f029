import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Float64Column } from './columns.ts';
import { Extremes } from './extremes.ts';
import { seeded } from './testing/seeded.ts';

test('the extremes of any stretch are those of its values, also once more have come', () => {
  const random = seeded(7);
  const values = new Float64Column();
  const extremes = new Extremes(values);
  for (let round = 0; round < 8; round++) {
    for (let i = random(1500); i >= 0; i--) values.push(random(1000) - 500);
    for (let i = 0; i < 300; i++) {
      const from = random(values.length);
      const to = from + 1 + random(values.length - from);
      const part = values.items.subarray(from, to);
      assert.deepEqual(extremes.of(from, to), { least: Math.min(...part), most: Math.max(...part) }, `${from}-${to}`);
    }
  }
});
