import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatePaint } from './state-paint.ts';

test('a state without a label is called as its style is', () => {
  const paint = new StatePaint();
  paint.use({
    'Wait blocked': { values: { 'style-name': 'Wait blocked' } },
    child: { parentKey: 'Wait blocked' },
  });
  const state = { entryId: 1, start: 0, end: 1, label: undefined };
  assert.equal(paint.named({ ...state, style: { parentKey: 'child' } }).label, 'Wait blocked');
  assert.equal(paint.named({ ...state, label: 'read', style: { parentKey: 'child' } }).label, 'read');
  assert.equal(paint.named({ ...state, style: { parentKey: '120' } }).label, undefined);
  assert.equal(paint.named(state).label, undefined);
});
