import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { Pace } from '../pace.ts';
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

async function thinned(points: readonly Point[], columns: number, series: number): Promise<Point[]> {
  const highest = points.reduce((most, { y }) => Math.max(most, y), 0);
  const grid = new PointGrid(0, SPAN, columns, series, highest);
  for (const { s, x, y } of points) grid.add(s, x, y);
  const left = await grid.points(new Pace());
  return left.flatMap(({ x, y }, s) => Array.from(x, (at, i) => ({ s, x: at, y: y[i]! })));
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

const key = ({ s, x, y }: Point) => `${s} ${x} ${y}`;

test('of each series one point a cell is left, in order of time, and the highest of each column', async () => {
  const points = random(20_000, 3, 1);
  const columns = 50;
  const highest = points.reduce((most, { y }) => Math.max(most, y), 0);
  const cell = ({ s, x, y }: Point) => `${s} ${columnOf(x, columns)} ${Math.min(255, Math.floor((y / highest) * 256))}`;
  const left = await thinned(points, columns, 3);
  assert.deepEqual(new Set(left.map(cell)), new Set(points.map(cell)));
  assert.ok(left.length <= new Set(points.map(cell)).size + columns);
  assert.deepEqual(longestOfColumns(left, columns), longestOfColumns(points, columns));
  assert.deepEqual(
    left,
    left.toSorted((a, b) => a.s - b.s || a.x - b.x || a.y - b.y),
  );
  const given = new Set(points.map(key));
  assert.ok(left.every((point) => given.has(key(point))));
});

test('too many points make cells larger, but the highest of each column stays', async () => {
  const points = random(150_000, 3000, 2);
  const columns = 1000;
  const left = await thinned(points, columns, 3000);
  assert.ok(left.length <= 101_000 && left.length > 20_000, `${left.length} points`);
  assert.deepEqual(longestOfColumns(left, columns), longestOfColumns(points, columns));
  const given = new Set(points.map(key));
  assert.ok(left.every((point) => given.has(key(point))));
});

test('points of no height, and a window of no width, are no trouble', async () => {
  const grid = new PointGrid(5, 5, 1, 1, 0);
  grid.add(0, 5, 0);
  grid.add(0, 5, 0);
  assert.deepEqual(await grid.points(new Pace()), [{ x: Float64Array.of(5), y: Float64Array.of(0) }]);
});

test('more series than cells can be told apart take bounded room', async () => {
  const grid = new PointGrid(0, SPAN, 65_536, 40_000, 10);
  for (let i = 0; i < 1000; i++) grid.add(i * 40, i * 1000, i % 11);
  const left = await grid.points(new Pace());
  assert.equal(left.flatMap(({ x }) => [...x]).length, 1000);
});
