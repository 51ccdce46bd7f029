import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Float64Column, Uint32Column } from './columns.ts';
import { KeyTable } from './key-table.ts';
import { TimeColumn } from './time-column.ts';

test('columns keep what is pushed while they grow', () => {
  const doubles = new Float64Column(1);
  const integers = new Uint32Column(1);
  for (let i = 0; i < 100; i++) {
    doubles.push(i / 2);
    integers.push(i * 3);
  }
  assert.deepEqual([...doubles.data.subarray(0, doubles.length)].slice(-2), [49, 49.5]);
  assert.deepEqual([...integers.data.subarray(0, integers.length)].slice(-2), [294, 297]);
});

test('a key table numbers keys as a map would, whatever they are', () => {
  const table = new KeyTable();
  const map = new Map<number, number>();
  for (let i = 0; i < 20_000; i++) {
    const key = [i % 700, -(i % 300) - 1, 0x7f0000000000 + (i % 900) * 4096, (i % 500) * 2 ** 32, Number.NaN, 0.5 * i][
      i % 6
    ]!;
    if (!map.has(key)) map.set(key, map.size);
    assert.equal(table.id(key), map.get(key));
  }
  assert.equal(table.size, map.size);
  for (const [key, id] of map) {
    assert.equal(table.find(key), id);
    assert.equal(table.key(id), key);
  }
  assert.equal(table.find(-12345), -1);
});

test('a time column counts events up to any time, as a scan does', () => {
  const column = new TimeColumn();
  const all: number[] = [];
  let time = -50;
  for (let batch = 0; batch < 60; batch++) {
    const times = new Float64Array(3000);
    for (let i = 0; i < times.length; i++) {
      time += (i * 7 + batch) % 3 === 0 ? 1 : 0;
      times[i] = time;
    }
    const count = batch % 2 === 0 ? 3000 : 2999;
    if (count < 3000) time = times[count - 1]!;
    column.append(times, count);
    all.push(...times.subarray(0, count));
  }
  assert.equal(column.length, all.length);
  assert.equal(column.at(70_000), all[70_000]);
  for (let t = -52; t < time + 3; t += 997) {
    assert.equal(column.countBefore(t), all.filter((x) => x < t).length);
    assert.equal(column.countUpTo(t), all.filter((x) => x <= t).length);
  }
});
