import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLayout, writeLayout } from './saved-layout.ts';

const layout = {
  lanes: [
    { outputId: 'a', collapsed: false, height: 120 },
    { outputId: 'b', collapsed: true, filter: { text: 'cpu == 1', mode: 'dim' as const } },
  ],
  range: { start: 5, end: 50 },
  selection: { start: 7, end: 7 },
  treeWidth: 260,
  timeMode: 'utc' as const,
  detailsOpen: true,
};

test('what is written is read back, also through JSON', () => {
  assert.deepEqual(readLayout(JSON.parse(JSON.stringify(writeLayout(layout)))), layout);
  const { selection: _, ...without } = layout;
  assert.deepEqual(readLayout(writeLayout({ ...layout, selection: undefined })), without);
});

test('damaged parts are left out, the rest is kept', () => {
  const damaged = { ...writeLayout(layout), range: { start: 9, end: 1 }, timeMode: 'stardate', treeWidth: 'wide' };
  assert.deepEqual(Object.keys(readLayout(damaged)).sort(), ['detailsOpen', 'lanes', 'selection']);
  const lanes = [
    { outputId: 'a' },
    { outputId: 'a' },
    { outputId: 3 },
    undefined,
    { outputId: 'b', height: -4, filter: { text: ' ' } },
  ];
  assert.deepEqual(readLayout({ version: 1, lanes }).lanes, [
    { outputId: 'a', collapsed: false },
    { outputId: 'b', collapsed: false },
  ]);
});

test('what is no layout, or one of another version, is nothing', () => {
  for (const value of [undefined, 7, 'x', [], { version: 2, lanes: [] }]) assert.deepEqual(readLayout(value), {});
});
