import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputInfo } from '../../client/messages.ts';
import { GoneLanes } from './gone-lanes.ts';
import type { Lane } from './lanes.ts';

const output = (id: string, parameters?: object): OutputInfo => ({
  ...{ id, name: id, description: '', type: 'TIME_GRAPH', canCreate: false, canDelete: false },
  ...(parameters
    ? { parentId: 'p', configuration: { id, name: id, sourceTypeId: 't', parameters: { ...parameters } } }
    : {}),
});
const lanes = (...ids: readonly string[]): readonly Lane[] => ids.map((outputId) => ({ outputId, collapsed: true }));
const ids = (all: readonly Lane[]) => all.map(({ outputId }) => outputId).join(' ');

test('lanes come back to their places with their outputs, also under another id, and once', () => {
  const gone = new GoneLanes();
  const was = new Map([output('b', { n: 1 }), output('c')].map((each) => [each.id, each]));
  const left = gone.letGo(lanes('a', 'b', 'c', 'd'), (id) => was.get(id));
  assert.equal(ids(left), 'a d');
  assert.equal(ids(gone.bringBack(left, [output('x', { n: 2 }), output('d')])), 'a d');
  const back = gone.bringBack(left, [output('a'), output('b2', { n: 1 }), output('c'), output('d')]);
  assert.equal(ids(back), 'a b2 c d');
  assert.equal(back[1]?.collapsed, true);
  assert.equal(gone.bringBack(left, [output('b2', { n: 1 })]), left);
});

test('a lane that the user has opened again is not there twice', () => {
  const gone = new GoneLanes();
  gone.letGo(lanes('a'), output);
  assert.equal(ids(gone.bringBack(lanes('a'), [output('a')])), 'a');
});

test('where nothing goes the lanes stay what they are', () => {
  const all = lanes('a');
  assert.equal(
    new GoneLanes().letGo(all, () => undefined),
    all,
  );
});
