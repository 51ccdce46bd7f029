import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitTo, MIN_SPAN, ordered, pan, reveal, span, toTime, toX, within, zoomAt } from './range.ts';

const bounds = { start: 0, end: 1e9 };

test('zooming keeps the time under the pointer where it is', () => {
  let range = { start: 2e8, end: 6e8 };
  const time = 3.3e8;
  const x = toX(range, 1000, time);
  for (let i = 0; i < 40; i++) range = zoomAt(range, bounds, time, 0.8);
  assert.ok(Math.abs(toX(range, 1000, time) - x) < 1e-3);
});

test('zooming in and out again returns to the same window', () => {
  const range = { start: 2e8, end: 6e8 };
  const back = zoomAt(zoomAt(range, bounds, 4e8, 0.5), bounds, 4e8, 2);
  assert.ok(Math.abs(back.start - range.start) < 1e-3 && Math.abs(back.end - range.end) < 1e-3);
});

test('zooming stops at the least span, still around the pointer', () => {
  const range = zoomAt({ start: 1e8, end: 2e8 }, bounds, 1.5e8, 1e-12);
  assert.equal(span(range), MIN_SPAN);
  assert.ok(range.start < 1.5e8 && 1.5e8 < range.end);
});

test('zooming out stops at the bounds', () => {
  assert.deepEqual(zoomAt({ start: 1e8, end: 9e8 }, bounds, 2e8, 10), bounds);
});

test('whole nanoseconds stay apart 30 days after the base', () => {
  const day = 86_400e9;
  const far = { start: 0, end: 40 * day };
  const range = fitTo({ start: 30 * day, end: 30 * day + 20 }, far);
  assert.equal(span(range), 20);
  assert.equal(toX(range, 2000, 30 * day + 11) - toX(range, 2000, 30 * day + 10), 100);
  assert.equal(toTime(range, 2000, 1100), 30 * day + 11);
});

test('panning stops at either end without changing the width', () => {
  assert.deepEqual(pan({ start: 1e8, end: 3e8 }, bounds, -5e8), { start: 0, end: 2e8 });
  assert.deepEqual(pan({ start: 7e8, end: 9e8 }, bounds, 5e8), { start: 8e8, end: 1e9 });
});

test('a trace of no length still has a window', () => {
  assert.deepEqual(within({ start: 0, end: 0 }, { start: 0, end: 0 }), { start: 0, end: MIN_SPAN });
});

test('revealing moves only what is out of sight', () => {
  const range = { start: 1e8, end: 3e8 };
  assert.equal(reveal(range, bounds, { start: 2e8, end: 9e8 }), range);
  assert.deepEqual(reveal(range, bounds, { start: 6e8, end: 6e8 }), { start: 5e8, end: 7e8 });
  assert.deepEqual(reveal(range, bounds, { start: 4e8, end: 8e8 }), { start: 3e8, end: 9e8 });
});

test('a range drawn from right to left is put in order', () => {
  assert.deepEqual(ordered(5, 2), { start: 2, end: 5 });
});
