import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../client/messages.ts';
import { withKept } from './kept-rows.ts';

const entry = (id: number, parentId: number, ...labels: string[]): Entry => ({ id, parentId, labels, hasData: true });
const before = [entry(1, -1, 'trace', 'Total', '3 %'), entry(2, 1, '5 %', '216', '0.363 %', '111.901 ms')];

test('a row that is kept stays with what is above it, and its figures are none', () => {
  assert.deepEqual(withKept(before, [], new Set([2])), [
    entry(2, 1, '5 %', '216', '0 %', '0 ms'),
    entry(1, -1, 'trace', 'Total', '0 %'),
  ]);
});

test('what is there is as it came, and what nobody keeps or knows goes', () => {
  const now = [entry(2, 1, 'b', '216', '1 %')];
  assert.equal(withKept(before, now, new Set([2, 9])), now);
  assert.deepEqual(withKept(before, [], new Set()), []);
});

test('parents that go round in a circle end', () => {
  assert.equal(withKept([entry(1, 2, 'a'), entry(2, 1, 'b')], [], new Set([1])).length, 2);
});
