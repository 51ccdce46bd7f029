import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText } from '../testing/opened.ts';

const EVENTS = 'switch@0 wake@1 switch@5 switch@5 irq@9 wake@10 switch@11';

test('events are counted by type, in the whole trace and in the selected range with both of its ends', async () => {
  const output = outputNamed(await opened(fakeReader(EVENTS, { base: 1000n, batchSize: 2 })), 'Event Statistics');
  const whole = [
    'trace|7|100.000 %',
    '  Total|7|100.000 %',
    '    switch|4|57.143 %',
    '    wake|2|28.571 %',
    '    irq|1|14.286 %',
  ];
  assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), whole);
  const selected = async (start: bigint, end: bigint) =>
    treeText(await output.tree!({ start, end, isFiltered: true, extra: {} }, NEVER)).slice(whole.length);
  assert.deepEqual(await selected(1005n, 1010n), [
    '  Selection|4|100.000 %',
    '    switch|2|50.000 %',
    '    wake|1|25.000 %',
    '    irq|1|25.000 %',
  ]);
  assert.deepEqual(await selected(1012n, 1020n), ['  Selection|0|---']);
});

test('every trace of an experiment has its own part, and no id comes twice', async () => {
  const experiment = await opened(fakeReader(EVENTS), fakeReader('other@3', { base: 5n }));
  const query = { start: 0n, end: 100n, isFiltered: true, extra: {} };
  const tree = await outputNamed(experiment, 'Event Statistics').tree!(query, NEVER);
  assert.deepEqual(
    treeText(tree).filter((row) => row.includes('trace') || row.includes('other')),
    ['trace|7|100.000 %', 'trace (2)|1|100.000 %', '    other|1|100.000 %', '    other|1|100.000 %'],
  );
  assert.equal(new Set(tree.entries.map(({ id }) => id)).size, tree.entries.length);
});
