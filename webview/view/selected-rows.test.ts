import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_MODIFIERS, selectRows } from './selected-rows.ts';

const IDS = [10, 11, 12, 13, 14];
const CTRL = { ...NO_MODIFIERS, ctrlKey: true };
const SHIFT = { ...NO_MODIFIERS, shiftKey: true };
const none = new Set<number>();

test('a click selects one row; with Ctrl it joins what is selected, or leaves it', () => {
  assert.deepEqual(selectRows(IDS, new Set([10, 12]), 0, 3, NO_MODIFIERS), none);
  const two = selectRows(IDS, none, 0, 3, CTRL);
  assert.deepEqual(two, new Set([10, 13]));
  assert.deepEqual(selectRows(IDS, two, 3, 0, CTRL), new Set([13]));
  assert.deepEqual(selectRows(IDS, none, undefined, 2, CTRL), new Set([12]));
});

test('with Shift all rows between join, in either direction', () => {
  assert.deepEqual(selectRows(IDS, none, 3, 1, SHIFT), new Set([11, 12, 13]));
  assert.deepEqual(selectRows(IDS, new Set([10]), 2, 4, SHIFT), new Set([10, 12, 13, 14]));
});

test('a row that is not there changes nothing', () => {
  assert.deepEqual(selectRows(IDS, new Set([10]), 0, 9, CTRL), new Set([10]));
});
