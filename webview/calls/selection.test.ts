import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NONE_SELECTED, type Selected, selectOne, selectTo, toggleOne } from './selection.ts';

const ROWS = ['a', 'b', 'c', 'd', 'e'];
const between = (from: string, to: string) => {
  const [x, y] = [ROWS.indexOf(from), ROWS.indexOf(to)];
  return ROWS.slice(Math.min(x, y), Math.max(x, y) + 1);
};
const idsOf = ({ ids }: Selected) => [...ids].sort();

test('Shift selects from where one began, and begins nowhere else', () => {
  let selected = selectTo(selectOne('b'), 'd', between, false);
  assert.deepEqual(idsOf(selected), ['b', 'c', 'd']);
  selected = selectTo(selected, 'a', between, false);
  assert.deepEqual(idsOf(selected), ['a', 'b']);
  assert.equal(selected.cursor, 'a');
});

test('Ctrl adds one and takes it away; with Shift it adds a range', () => {
  let selected = toggleOne(selectOne('a'), 'c');
  assert.deepEqual(idsOf(selected), ['a', 'c']);
  selected = selectTo(selected, 'e', between, true);
  assert.deepEqual(idsOf(selected), ['a', 'c', 'd', 'e']);
  assert.deepEqual(idsOf(toggleOne(selected, 'a')), ['c', 'd', 'e']);
});

test('a range without a beginning is the row itself', () => {
  assert.deepEqual(idsOf(selectTo(NONE_SELECTED, 'c', between, false)), ['c']);
});
