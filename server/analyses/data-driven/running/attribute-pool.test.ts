import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../../index/string-table.ts';
import { seeded } from '../../../index/testing/seeded.ts';
import { AttributeStore } from '../attribute-store.ts';
import { StateValues } from '../state-values.ts';
import { AttributePool } from './attribute-pool.ts';
import { Names } from './names.ts';

for (const first of ['oldest', 'lowest'] as const) {
  test(`a pool lends the ${first} of what came back, and makes more only when nothing did`, () => {
    const store = new AttributeStore(new StateValues(new StringTable(), () => 0n), 0);
    const pool = new AttributePool(store, new Names(store.values), 0, first);
    const random = seeded(7);
    const free: number[] = [];
    const lent: number[] = [];
    let made = 0;
    for (let i = 0; i < 5000; i++) {
      if (lent.length > 0 && random(2) === 0) {
        const [back] = lent.splice(random(lent.length), 1);
        pool.takeBack(back!, i);
        free.push(back!);
        if (first === 'lowest') free.sort((a, b) => a - b);
        continue;
      }
      const expected = free.shift();
      const attribute = pool.lend();
      if (expected === undefined) assert.equal(store.name(attribute), String(made++));
      else assert.equal(attribute, expected);
      lent.push(attribute);
    }
    assert.ok(made < 500);
  });
}
