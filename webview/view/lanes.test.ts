import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLane, HEADER_HEIGHT, LEAST_BODY, moveLane, placeLanes, rowsInSight, stackHeight } from './lanes.ts';

const lanes = [
  { outputId: 'a', collapsed: false },
  { outputId: 'b', collapsed: true },
  { outputId: 'c', collapsed: false, height: 200 },
];

const room = { height: 0, wanted: () => 100, most: 500, grows: () => false };

test('lanes stand one below the other; a collapsed one is its header', () => {
  const placed = placeLanes(lanes, room);
  assert.deepEqual(
    placed.map((lane) => [lane.top, lane.bodyTop, lane.bodyHeight]),
    [
      [0, 24, 100],
      [124, 148, 0],
      [148, 172, 200],
    ],
  );
  assert.equal(stackHeight(placed), 372);
  assert.equal(stackHeight([]), 0);
});

test('content gets what it wants between the least and the most', () => {
  assert.equal(placeLanes(lanes, { ...room, wanted: () => 5 })[0]!.bodyHeight, LEAST_BODY);
  const large = placeLanes(lanes, { ...room, wanted: () => 9000 });
  assert.equal(large[0]!.bodyHeight, 500);
  assert.equal(large[2]!.top, HEADER_HEIGHT + 500 + HEADER_HEIGHT);
});

test('room left over goes to a lane that can use it, never to one the user has sized', () => {
  const height = 1000;
  assert.equal(stackHeight(placeLanes(lanes, { ...room, height })), 372);
  const table = placeLanes(lanes, { ...room, height, grows: () => true });
  assert.equal(stackHeight(table), height);
  assert.equal(table[2]!.bodyHeight, 200);
  const cut = placeLanes(lanes, { ...room, height, wanted: () => 600 });
  assert.equal(cut[0]!.bodyHeight, 600);
});

test('a lane is moved before another or to the end', () => {
  const order = (moved: string, before?: string) =>
    moveLane(lanes, moved, before)
      .map((lane) => lane.outputId)
      .join('');
  assert.equal(order('c', 'a'), 'cab');
  assert.equal(order('a'), 'bca');
  assert.equal(order('a', 'a'), 'abc');
  assert.equal(order('a', 'gone'), 'abc');
});

test('rows in sight include those cut by an edge, and no others', () => {
  assert.deepEqual(rowsInSight(0, 36, 100, 18), [0, 1]);
  assert.deepEqual(rowsInSight(17, 36, 100, 18), [0, 2]);
  assert.deepEqual(rowsInSight(18, 1, 100, 18), [1, 1]);
  const [first, last] = rowsInSight(0, 100, 0, 18);
  assert.ok(last < first);
});

test('a derived output stands below its parent and what else is derived from that', () => {
  const lanes = ['chart', 'chart:1', 'table'].map((outputId) => ({ outputId, collapsed: false }));
  const ids = (outputId: string, parent: string) =>
    addLane(lanes, outputId, (id) => id.startsWith(parent)).map((lane) => lane.outputId);
  assert.deepEqual(ids('chart:2', 'chart'), ['chart', 'chart:1', 'chart:2', 'table']);
  assert.deepEqual(ids('histogram', 'none'), ['chart', 'chart:1', 'table', 'histogram']);
});
