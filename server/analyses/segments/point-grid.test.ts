import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { PointGrid } from './point-grid.ts';

interface Point {
  readonly s: number;
  readonly x: number;
  readonly y: number;
}

const SPAN = 1_000_000;

function random(count: number, series: number, seed: number): Point[] {
  const next = seeded(seed);
  return Array.from({ length: count }, () => ({
    s: next(series),
    x: next(SPAN + 1),
    y: next(4) === 0 ? next(100_000) : next(100),
  }));
}

function thinned(points: readonly Point[], columns: number, series: number): Point[] {
  const grid = new PointGrid(
    0,
    SPAN,
    columns,
    points.reduce((most, { y }) => Math.max(most, y), 0),
  );
  for (const { s, x, y } of points) grid.add(s, x, y);
  return grid.points(series).flatMap(({ x, y }, s) => Array.from(x, (at, i) => ({ s, x: at, y: y[i]! })));
}

const columnOf = (x: number, columns: number) => Math.min(columns - 1, Math.floor(x / (SPAN / columns)));

function longestOfColumns(points: readonly Point[], columns: number): number[] {
  const longest = new Array<number>(columns).fill(-1);
  for (const { x, y } of points) {
    const c = columnOf(x, columns);
    longest[c] = Math.max(longest[c]!, y);
  }
  return longest;
}

test('of each series one point a cell is left, the highest, in order of time', () => {
  const points = random(20_000, 3, 1);
  const columns = 50;
  const highest = Math.max(...points.map(({ y }) => y));
  const cells = new Map<string, Point>();
  for (const point of points) {
    const row = Math.min(255, Math.floor((point.y / highest) * 256));
    const cell = `${point.s} ${columnOf(point.x, columns)} ${row}`;
    const known = cells.get(cell);
    if (known === undefined || known.y < point.y || (known.y === point.y && known.x > point.x)) cells.set(cell, point);
  }
  const sorted = [...cells.values()].sort((a, b) => a.s - b.s || a.x - b.x || a.y - b.y);
  assert.deepEqual(thinned(points, columns, 3), sorted);
});

test('too many points make cells larger, but the highest of each column stays', () => {
  const points = random(150_000, 3000, 2);
  const columns = 1000;
  const left = thinned(points, columns, 3000);
  assert.ok(left.length <= 102_000 && left.length > 20_000, `${left.length} points`);
  assert.deepEqual(longestOfColumns(left, columns), longestOfColumns(points, columns));
  const given = new Set(points.map(({ s, x, y }) => `${s} ${x} ${y}`));
  assert.ok(left.every(({ s, x, y }) => given.has(`${s} ${x} ${y}`)));
  assert.equal(new Set(left.map(({ s, x, y }) => `${s} ${x} ${y}`)).size, left.length);
});

test('points of no height, and a window of no width, are no trouble', () => {
  const grid = new PointGrid(5, 5, 1, 0);
  grid.add(0, 5, 0);
  grid.add(0, 5, 0);
  assert.deepEqual(grid.points(1), [{ x: Float64Array.of(5), y: Float64Array.of(0) }]);
});
