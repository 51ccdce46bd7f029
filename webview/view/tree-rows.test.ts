import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../client/messages.ts';
import { compareCells, expandedAtFirst, treeRows } from './tree-rows.ts';

const entry = (id: number, parentId: number, ...labels: string[]): Entry => ({ id, parentId, labels, hasData: true });
const all = { isExpanded: () => true };
const shown = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => `${' '.repeat(row.depth)}${row.entry.labels[0]}`);

const tree = [
  entry(1, -1, 'trace'),
  entry(2, 1, 'process 10'),
  entry(3, 2, 'thread 101', '5 ms'),
  entry(4, 2, 'thread 11', '10 µs'),
  entry(5, 1, 'process 9'),
];

test('children stand below their parents in the order given', () => {
  assert.deepEqual(shown(treeRows(tree, all)), ['trace', ' process 10', '  thread 101', '  thread 11', ' process 9']);
});

test('what is collapsed is left away but known to have children', () => {
  const rows = treeRows(tree, { isExpanded: (at) => at.id !== 2 });
  assert.deepEqual(shown(rows), ['trace', ' process 10', ' process 9']);
  assert.deepEqual([rows[1]!.hasChildren, rows[1]!.expanded, rows[2]!.hasChildren], [true, false, false]);
});

test('sorting is among siblings, numbers by value and units by size', () => {
  const byName = treeRows(tree, { ...all, order: { column: 0, descending: false } });
  assert.deepEqual(shown(byName), ['trace', ' process 9', ' process 10', '  thread 11', '  thread 101']);
  const byTime = treeRows(tree, { ...all, order: { column: 1, descending: true } });
  assert.ok(shown(byTime).indexOf('  thread 101') < shown(byTime).indexOf('  thread 11'));
  assert.ok(compareCells('1,234', '999') > 0 && compareCells('2 %', '10 %') < 0);
});

test('a filter keeps hits with their ancestors and descendants, collapsed or not', () => {
  const filtered = (filter: string) => shown(treeRows(tree, { isExpanded: () => false, filter }));
  assert.deepEqual(filtered('THREAD 11'), ['trace', ' process 10', '  thread 11']);
  assert.deepEqual(filtered('process 10'), ['trace', ' process 10', '  thread 101', '  thread 11']);
  assert.deepEqual(filtered('none'), []);
});

test('entries without a parent, and circles of parents, are roots and never hang', () => {
  assert.deepEqual(shown(treeRows([entry(2, 99, 'orphan'), entry(3, 3, 'self')], all)), ['orphan', 'self']);
  const circle = treeRows([entry(1, 2, 'a'), entry(2, 1, 'b')], all);
  assert.equal(circle.length, 2);
  assert.equal(treeRows([entry(1, 2, 'a'), entry(2, 1, 'b')], { ...all, filter: 'zzz' }).length, 0);
});

test('ten thousand levels do not overflow the stack', () => {
  const deep = Array.from({ length: 10_000 }, (_, i) => entry(i, i - 1, `f${i}`));
  assert.equal(treeRows(deep, all).length, 10_000);
  assert.equal(treeRows(deep, { ...all, filter: 'f9999' }).length, 10_000);
});

test('levels expand at first as the server says', () => {
  assert.equal(expandedAtFirst(undefined)(5), true);
  assert.equal(expandedAtFirst(-1)(5), true);
  assert.equal(expandedAtFirst(0)(0), false);
  assert.deepEqual([expandedAtFirst(1)(0), expandedAtFirst(1)(1)], [true, false]);
});
