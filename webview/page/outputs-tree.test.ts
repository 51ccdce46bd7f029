import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputInfo } from '../../client/messages.ts';
import { outputRows } from './outputs-tree.ts';

const output = (id: string, parentId?: string): OutputInfo => ({
  id,
  name: id,
  description: '',
  type: 'TABLE',
  canCreate: false,
  canDelete: false,
  ...(parentId === undefined ? {} : { parentId }),
});
const text = (...outputs: OutputInfo[]) => outputRows(outputs).map((row) => `${'.'.repeat(row.depth)}${row.output.id}`);

test('children stand below their parents, wherever they come in the list', () => {
  assert.deepEqual(text(output('b', 'a'), output('a'), output('c', 'b'), output('d')), ['a', '.b', '..c', 'd']);
});

test('an output whose parent is missing, or that is its own ancestor, is a root', () => {
  assert.deepEqual(text(output('a', 'gone')), ['a']);
  assert.deepEqual(text(output('a', 'b'), output('b', 'a')), ['a', 'b']);
});
