import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText, window } from '../testing/opened.ts';

test('every event is counted once: after the sample before, up to the sample itself', async () => {
  const experiment = await opened(
    fakeReader('a@0 a@1 a@5 a@5 a@10', { base: 100n, lost: [{ start: 4, end: 6, count: 3 }] }),
    fakeReader('b@107'),
  );
  const output = outputNamed(experiment, 'Histogram');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace', '  Total', '  Lost', 'trace (2)', '  Total']);
  const items = tree.entries.filter(({ hasData }) => hasData === true).map(({ id }) => id);
  const { series } = await output.xy!(window(100, 110, 3, items), NEVER);
  assert.deepEqual(
    series.map(({ seriesName, yValues }) => [seriesName, ...yValues]),
    [
      ['trace/Total', 1, 3, 1],
      ['trace/Lost', 0, 3, 0],
      ['trace (2)/Total', 0, 0, 1],
    ],
  );
  assert.equal(output.descriptor.id, 'org.eclipse.tracecompass.internal.tmf.core.histogram.HistogramDataProvider');
});
