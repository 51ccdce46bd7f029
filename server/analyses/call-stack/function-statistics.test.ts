import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration } from '../durations.ts';
import { DurationStatistics } from '../segments/duration-statistics.ts';
import { callTrace } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, unread, window } from '../testing/opened.ts';

const TEXT = 'A[0-10] B[1-3] B[4-5] B[6-9] A/2[100-2100]';

test('each function has its nine columns, below the total; a selection counts calls that touch it in full', async () => {
  const output = outputNamed(await opened(callTrace(TEXT, { base: 1000n })), 'Function Duration Statistics');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.equal(tree.headers.length, 9);
  assert.deepEqual(treeText(tree), [
    'trace|1 ns|2 µs|403.2 ns|892.645 ns|5|2.016 µs|[1004,1005]|[1100,3100]',
    '  Total|1 ns|2 µs|403.2 ns|892.645 ns|5|2.016 µs|[1004,1005]|[1100,3100]',
    '    0x41 [7]|10 ns|2 µs|1.005 µs|---|2|2.01 µs|[1000,1010]|[1100,3100]',
    '    0x42 [7]|1 ns|3 ns|2 ns|1 ns|3|6 ns|[1004,1005]|[1006,1009]',
  ]);
  const filtered = await output.tree!({ start: 1004n, end: 1005n, isFiltered: true, extra: {} }, NEVER);
  assert.deepEqual(treeText(filtered).slice(4), [
    '  Selection|1 ns|10 ns|5.5 ns|---|2|11 ns|[1004,1005]|[1000,1010]',
    '    0x41 [7]|10 ns|10 ns|10 ns|---|1|10 ns|[1000,1010]|[1000,1010]',
    '    0x42 [7]|1 ns|1 ns|1 ns|---|1|1 ns|[1004,1005]|[1004,1005]',
  ]);
  assert.equal(new Set(filtered.entries.map(({ id }) => id)).size, filtered.entries.length);
  const empty = await output.tree!({ start: 1050n, end: 1060n, isFiltered: true, extra: {} }, NEVER);
  assert.equal(treeText(empty)[4], '  Selection|---|---|---|---|0|0||');
});

test('questions while the trace grows count every call once', async () => {
  const experiment = unread(callTrace(TEXT, { batchSize: 1 }));
  const run = experiment.run(NEVER);
  for (let i = 0; i < 12; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    const output = experiment.outputs().find(({ descriptor }) => descriptor.type === 'DATA_TREE');
    if (output !== undefined)
      await Promise.all([output.tree!({ extra: {} }, NEVER), output.tree!({ extra: {} }, NEVER)]);
  }
  await run;
  const tree = await outputNamed(experiment, 'Function Duration Statistics').tree!({ extra: {} }, NEVER);
  assert.equal(tree.entries[1]!.labels[5], '5');
});

test('the spread is exact for long durations that differ little', () => {
  const statistics = new DurationStatistics();
  for (const duration of [1e15 + 4, 1e15 + 7, 1e15 + 13, 1e15 + 16]) statistics.add(0, 0, duration);
  assert.equal(statistics.facts(0).standardDeviation, Math.sqrt(30));
  assert.equal(statistics.facts(0).average, 1e15 + 10);
});

test('durations are written with at most three decimals and a unit', () => {
  const texts = [0, 3, 1975, 200_000_000, 314_159_264, 2_100_000_000, 200_000_100, Number.NaN].map(formatDuration);
  assert.deepEqual(texts, ['0', '3 ns', '1.975 µs', '200 ms', '314.159 ms', '2.1 s', '200 ms', '---']);
});

test('function density counts the calls of the window by duration, of all or of one process', async () => {
  const output = outputNamed(
    await opened(callTrace('A[0-100] B[1-3] B[4-5] B[6-9] C[10-60]')),
    'Function Density View',
  );
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace', '  7']);
  const query = (start: number, end: number) => ({ ...window(start, end, 2, rowIds(tree)), extra: { nbSamples: 4 } });
  const { series } = await output.xy!(query(0, 200), NEVER);
  assert.deepEqual(
    series.map(({ seriesName, yValues }) => [seriesName, ...yValues]),
    [
      ['trace', 3, 0, 1, 1],
      ['trace/7', 3, 0, 1, 1],
    ],
  );
  assert.deepEqual(
    series[0]!.xRanges!.map(({ start, end }) => [Number(start), Number(end)]),
    [
      [0, 25],
      [26, 50],
      [51, 75],
      [76, 100],
    ],
  );
  assert.deepEqual([...(await output.xy!(query(4, 5), NEVER)).series[0]!.yValues], [1, 0, 0, 1]);
});
