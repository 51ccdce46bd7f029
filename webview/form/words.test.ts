import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputInfo } from '../../client/messages.ts';
import { preview, thing } from './words.ts';

const type = (name: string, schema = {}) => ({ id: 't', name, schema });
const output = {
  id: 'o',
  name: 'Flame Chart',
  description: '',
  type: 'TIME_GRAPH',
  canCreate: true,
  canDelete: false,
} satisfies OutputInfo;

test('the button names one thing, in sentence case', () => {
  assert.equal(thing(type('Custom Flame Charts')), 'custom flame chart');
  assert.equal(thing(type('XY Charts')), 'XY chart');
  assert.equal(thing(type('CPU Status')), 'CPU status');
  assert.equal(thing(type('XML analyses')), 'XML analysis');
  assert.equal(thing(type('T', { title: 'XML analyses' })), 'XML analysis');
  assert.equal(thing(type('Anything', { title: 'Function statistics' })), 'function statistics');
});

test('the preview says what will be created, and where', () => {
  const under = (name: string, parameters = {}) => preview({ type: type(name), output }, parameters);
  assert.equal(under('Custom Flame Charts'), 'Creates a custom flame chart under “Flame Chart”.');
  assert.equal(under('XY Charts'), 'Creates an XY chart under “Flame Chart”.');
  assert.equal(under('Active Threads'), 'Creates an active thread under “Flame Chart”.');
  assert.equal(under('CPU Charts'), 'Creates a CPU chart under “Flame Chart”.');
  assert.equal(under('Trees', { title: ' ' }), 'Creates a tree under “Flame Chart”.');
  assert.equal(under('T', { title: 'Slow calls' }), 'Creates “Slow calls” under “Flame Chart”.');
  assert.equal(preview({ type: type('Text logs') }, {}), 'Creates a text log, for all traces that it fits.');
});

test('what is edited is told with what uses it', () => {
  const configuration = { id: 'c', name: 'Slow', sourceTypeId: 't' };
  const use = (outputName: string) => ({ experiment: 'e', experimentName: 'E', outputId: 'o', outputName });
  const editing = (...uses: string[]) =>
    preview({ type: type('T'), edited: { configuration, shared: true, uses: uses.map(use) } }, {});
  assert.equal(editing(), 'Changes “Slow”, which nothing uses now.');
  const traces = [{ uuid: 't', name: 'app.log' }];
  const read = { configuration, shared: true, uses: [], traces };
  assert.equal(preview({ type: type('T'), edited: read }, {}), 'Changes “Slow”. “app.log” will be read again.');
  assert.equal(editing('A'), 'Changes “Slow”. “A” in “E” will be made anew.');
  assert.equal(editing('A', 'B'), 'Changes “Slow”. The 2 outputs will be made anew.');
});
