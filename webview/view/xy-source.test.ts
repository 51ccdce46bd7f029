import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Series } from '../../client/messages.ts';
import { steps } from './xy-source.ts';

const axis = { label: '', unit: '', dataType: 'NUMBER' };
const counted = (...y: number[]): Series => ({
  id: 1,
  name: 'Total',
  x: Float64Array.from(y, (_, i) => i * 10),
  y: Float64Array.from(y),
  xAxis: axis,
  yAxis: axis,
});

test('within a trace the events before the window are in none of its steps', () => {
  assert.deepEqual([...steps(counted(700, 1, 2), false).y], [1, 2]);
});

test('at a trace’s start its first events are in the first step, also where there is only one', () => {
  assert.deepEqual([...steps(counted(1, 0, 2), true).y], [1, 2]);
  assert.deepEqual([...steps(counted(1, 0), true).y], [1]);
  assert.deepEqual([...steps(counted(1, 0, 2), true).x!], [10, 20]);
});
