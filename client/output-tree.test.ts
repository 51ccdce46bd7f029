import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputInfo } from './messages.ts';
import { madeFrom, outputRows, outputTree } from './output-tree.ts';

const output = (id: string, parentId?: string): OutputInfo => ({
  id,
  name: id,
  description: '',
  type: 'TABLE',
  canCreate: false,
  canDelete: false,
  ...(parentId === undefined ? {} : { parentId }),
});
const text = (...outputs: OutputInfo[]) =>
  outputRows(outputTree(outputs), () => false).map(({ item, depth }) => `${'.'.repeat(depth)}${item.label}`);

test('children stand below their parents, wherever they come in the list', () => {
  assert.deepEqual(text(output('b', 'a'), output('a'), output('c', 'b'), output('d')), ['a', '.b', '..c', 'd']);
});

test('an output whose parent is missing, or that is its own ancestor, is a root', () => {
  assert.deepEqual(text(output('a', 'gone')), ['a']);
  assert.deepEqual(text(output('a', 'b'), output('b', 'a'), output('c', 'b')), ['a', 'b', 'c']);
});

test('several answers of one analysis stand below its name, with what is made from them; a single one stays as it is', () => {
  const outputs = [
    output('IRQ Analysis - Latency Table'),
    output('Histogram'),
    output('IRQ Analysis: by CPU'),
    output('mine', 'IRQ Analysis: by CPU'),
    output('Calls - Flame Chart'),
  ];
  assert.deepEqual(text(...outputs), [
    'IRQ Analysis',
    '.Latency Table',
    '.by CPU',
    '..mine',
    'Histogram',
    'Calls - Flame Chart',
  ]);
  const rows = outputRows(outputTree(outputs), ({ output }) => output === undefined);
  assert.deepEqual(
    rows.map(({ item }) => item.label),
    ['IRQ Analysis', 'Histogram', 'Calls - Flame Chart'],
  );
});

test('what stands below an output does not repeat its name', () => {
  const outputs = [output('Calls'), output('Calls - Flame Chart', 'Calls'), output('Calls per CPU', 'Calls')];
  assert.deepEqual(text(...outputs, output('Calls - ', 'Calls')), [
    'Calls',
    '.Flame Chart',
    '.Calls per CPU',
    '.Calls - ',
  ]);
});

test('what an output was made from follows from its id', () => {
  assert.equal(madeFrom('flame:a:b', 'b'), 'flame:a');
  assert.equal(madeFrom('flame', 'b'), undefined);
});
