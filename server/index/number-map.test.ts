import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NumberMap } from './number-map.ts';
import { seeded } from './testing/seeded.ts';

test('numbers by key are those that a map holds, while keys come and go', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = seeded(seed);
    const numbers = new NumberMap();
    const map = new Map<number, number>();
    const keys = Array.from({ length: 1 + next(600) }, (_, i) =>
      seed % 3 === 0 ? -1 - i : 0x7f00_0000_0000 + next(2000) * [16, 4096, 2 ** 20][seed % 3]!,
    );
    for (let step = 0; step < 8000; step++) {
      const key = keys[next(keys.length)]!;
      const kind = next(5);
      // Fills and empties in turn.
      if (kind < (step % 4000 < 2000 ? 3 : 1)) {
        assert.equal(numbers.put(key, step), map.get(key) ?? Number.NaN);
        map.set(key, step);
      } else if (kind < 4) {
        assert.equal(numbers.take(key), map.get(key) ?? Number.NaN);
        map.delete(key);
      } else assert.equal(numbers.get(key), map.get(key) ?? Number.NaN);
    }
    assert.equal(numbers.size, map.size);
    for (const key of keys) assert.equal(numbers.get(key), map.get(key) ?? Number.NaN);
  }
});
