import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from './history.ts';

const place = (start: number, selected?: number) => ({
  range: { start, end: start + 100 },
  selection: selected === undefined ? undefined : { start: selected, end: selected },
});

test('undo goes back place by place, redo forward again', () => {
  const history = new History();
  for (const start of [0, 10, 20]) history.record(place(start));
  assert.deepEqual(history.undo(), place(10));
  assert.deepEqual(history.undo(), place(0));
  assert.equal(history.undo(), undefined);
  assert.deepEqual(history.redo(), place(10));
  assert.equal(history.canRedo, true);
});

test('a new place drops what could be redone', () => {
  const history = new History();
  for (const start of [0, 10, 20]) history.record(place(start));
  history.undo();
  history.record(place(30));
  assert.equal(history.canRedo, false);
  assert.deepEqual(history.undo(), place(10));
});

test('the same place twice is one entry; a change of selection alone is another', () => {
  const history = new History();
  history.record(place(0));
  history.record(place(0));
  assert.equal(history.canUndo, false);
  history.record(place(0, 5));
  assert.deepEqual(history.undo(), place(0));
});

test('the oldest entries are forgotten', () => {
  const history = new History();
  for (let start = 0; start < 500; start++) history.record(place(start));
  let steps = 0;
  while (history.undo()) steps++;
  assert.equal(steps, 199);
});
