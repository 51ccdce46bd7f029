import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRow } from '../../client/call-messages.ts';
import { openRows, parentRow, parentsOf, traceTree } from './trace-tree.ts';

let clock = 0;
const call = (id: string, parentId?: string, latencyMs?: number): CallRow => {
  const startedAt = new Date(clock++).toISOString();
  return {
    ...{ id, traceId: 't', name: id, op: id, startedAt, status: latencyMs === undefined ? 'running' : 'success' },
    ...(parentId === undefined ? {} : { parentId }),
    ...(latencyMs === undefined ? {} : { latencyMs, endedAt: startedAt }),
  };
};
const outline = (rows: ReturnType<typeof traceTree>['rows']) =>
  rows.map((row) => `${'-'.repeat(row.depth)}${row.call.id}`);

test('children stand below their parents, by their start', () => {
  const calls = [call('a'), call('b', 'a', 1), call('c', 'b', 1), call('d', 'a', 5), call('e', undefined, 1)];
  const { rows, start, end } = traceTree(calls);
  assert.deepEqual(outline(rows), ['a', '-b', '--c', '-d', 'e']);
  assert.equal(rows[0]?.children, 2);
  assert.equal(rows[0]?.end, undefined);
  assert.equal(end - start, 8000);
});

test('one whose parent is not there, its own parent, and parents of each other are lost nowhere', () => {
  const calls = [call('a', 'gone', 1), call('b', 'b', 1), call('c', 'd', 1), call('d', 'c', 1), call('e', 'a', 1)];
  const { rows } = traceTree(calls);
  assert.deepEqual(outline(rows), ['a', '-e', 'b', 'c', '-d']);
});

test('a thousand levels and ten thousand calls are no matter', () => {
  const calls = Array.from({ length: 10_000 }, (_, i) => call(`c${i}`, i === 0 ? undefined : `c${i - 1}`, 1));
  const { rows } = traceTree(calls);
  assert.equal(rows.at(-1)?.depth, 9999);
  assert.equal(parentsOf(calls, 'c9999').length, 9999);
});

test('what is below a closed call is hidden, and nothing else', () => {
  const calls = [call('a'), call('b', 'a', 1), call('c', 'b', 1), call('d', 'a', 1), call('e')];
  const { rows } = traceTree(calls);
  assert.deepEqual(outline(openRows(rows, new Set(['b']))), ['a', '-b', '-d', 'e']);
  assert.deepEqual(outline(openRows(rows, new Set(['a', 'b']))), ['a', 'e']);
  assert.equal(parentRow(rows, 2), 1);
  assert.equal(parentRow(rows, 0), undefined);
});

test('parents are told from the outermost down', () => {
  const calls = [call('a'), call('b', 'a'), call('c', 'b')];
  assert.deepEqual(
    parentsOf(calls, 'c').map(({ id }) => id),
    ['a', 'b'],
  );
  assert.deepEqual(
    parentsOf([call('x', 'y'), call('y', 'x')], 'x').map(({ id }) => id),
    ['y'],
  );
});
