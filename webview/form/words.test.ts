import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputInfo } from '../../client/messages.ts';
import { cause, preview, thing } from './words.ts';

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
  assert.equal(thing(type('Anything', { title: 'Function statistics' })), 'function statistics');
});

test('the preview says what will be created, and where', () => {
  assert.equal(preview(type('Custom Flame Charts'), output, {}), 'Creates a custom flame chart under “Flame Chart”.');
  assert.equal(preview(type('Trees'), output, { title: ' ' }), 'Creates a tree under “Flame Chart”.');
  assert.equal(preview(type('T'), output, { title: 'Slow calls' }), 'Creates “Slow calls” under “Flame Chart”.');
});

test('a refusal at a field is a sentence with its place', () => {
  const refusal = {
    message: 'Invalid parameters',
    detail: 'expected a value, found “(”',
    parameter: 'filter',
    position: 11,
  };
  assert.equal(cause(refusal), 'Expected a value, found “(”, at character 12.');
  assert.equal(cause({ message: 'Too long.' }), 'Too long.');
});
