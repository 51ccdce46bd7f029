import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tree } from '../../client/messages.ts';
import { treeColumns } from './tree-columns.ts';

const header = (name: string) => ({ name, tooltip: '' });
const tree = (...labels: string[][]) =>
  ({
    headers: ['Name', 'TID', 'Path'].map(header),
    entries: labels.map((each) => ({ labels: each })),
  }) as unknown as Tree;
const measure = (text: string) => text.length * 7;
const names = (width: number) =>
  treeColumns(tree(['init', '1', '/'], ['worker', '123456', '/a/very/long/path/of/a/file']), width, measure).map(
    ({ name }) => name,
  );

test('columns are as many as leave the names their room, in their order', () => {
  assert.deepEqual(names(500), ['TID', 'Path']);
  assert.deepEqual(names(250), ['TID']);
  assert.deepEqual(names(140), []);
});

test('a column is as wide as its longest text, and only what is no figure within limits', () => {
  const [tid, path] = treeColumns(tree(['init', '1', ''], ['worker', '123456', 'x'.repeat(80)]), 500, measure);
  assert.ok(tid!.width >= 6 * 7 && tid!.width < 80, String(tid!.width));
  assert.ok(path!.width < 140, String(path!.width));
  const [elapsed] = treeColumns(tree(['a', '111.901 234 567 seconds', '']), 500, measure);
  assert.ok(elapsed!.width >= 23 * 7 + 8, String(elapsed!.width));
});

test('a tree of names alone has none', () => {
  assert.deepEqual(treeColumns({ ...tree(['a']), headers: [header('Name')] }, 500, measure), []);
  assert.deepEqual(treeColumns(undefined, 500, measure), []);
});
