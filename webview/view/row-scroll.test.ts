import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clampPosition,
  lastPosition,
  MOST_PIXELS,
  positionAt,
  revealRow,
  scrollHeight,
  scrollTopOf,
} from './row-scroll.ts';

const few = { count: 1000, rowHeight: 20, height: 400 };
const many = { count: 10_000_000, rowHeight: 20, height: 400 };

test('few rows scroll pixel by pixel', () => {
  assert.equal(scrollHeight(few), 20_000);
  assert.equal(positionAt(200, few), 10);
  assert.ok(Math.abs(scrollTopOf(10, few) - 200) < 1e-9);
});

test('ten million rows fit the browser, and both ends can be reached', () => {
  assert.equal(scrollHeight(many), MOST_PIXELS);
  assert.equal(positionAt(0, many), 0);
  assert.equal(positionAt(MOST_PIXELS - many.height, many), lastPosition(many));
  assert.equal(lastPosition(many), 9_999_980);
});

test('position and scroll bar are each other’s inverse', () => {
  for (let row = 0; row < many.count; row += 777_777)
    assert.ok(Math.abs(positionAt(scrollTopOf(row, many), many) - clampPosition(row, many)) < 1e-3);
});

test('fewer rows than fit do not scroll', () => {
  const short = { count: 3, rowHeight: 20, height: 400 };
  assert.equal(positionAt(50, short), 0);
  assert.equal(scrollTopOf(2, short), 0);
  assert.equal(lastPosition({ ...short, count: 0 }), 0);
});

test('a row is brought into sight by the least move, or centred', () => {
  assert.equal(revealRow(100, 105, few), 100);
  assert.equal(revealRow(100, 99, few), 99);
  assert.equal(revealRow(100, 120, few), 101);
  assert.equal(revealRow(100, 500, few, true), 490.5);
  assert.equal(revealRow(100, 999, few, true), 980);
});
