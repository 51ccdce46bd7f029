import assert from 'node:assert/strict';
import { test } from 'node:test';
import { record, recorded } from '../../analyses/calls/testing/calls.ts';
import { NEVER, outputNamed, rowIds, statesText, window } from '../../analyses/testing/opened.ts';
import { settled } from '../../formats/calls/testing/manual-clock.ts';
import { customFlameCharts } from './custom-flame-charts.ts';

test('a custom flame chart of calls shows those that match, by the fields of calls', async () => {
  const of = await recorded((feed) => record(feed, 'a[0-100] b<a[10-40] c<b[15-20]! b<a[50-60] d[200-] e<d[210-220]'));
  const parent = outputNamed(of.experiment, 'Call Flame Chart');
  assert.ok(customFlameCharts.appliesTo(parent.descriptor, parent));
  const matching = async (filter: string): Promise<string[]> => {
    const parameters = { title: 'x', filter };
    const configuration = { id: 'c', name: 'x', description: '', sourceTypeId: customFlameCharts.id, parameters };
    const output = customFlameCharts.derive!(parent, configuration);
    await output.tree!({ extra: {} }, NEVER);
    await settled();
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    const { base } = of.reader;
    const states = await output.states!(window(base, base + 1_000_000n, 10_000, ids), NEVER);
    const found = statesText(states);
    output.close!();
    return found.filter((row) => row !== '');
  };
  assert.deepEqual(await matching('status == error'), ['c[15000-20000]']);
  assert.deepEqual(await matching('op == b && latency_ms < 0.02'), ['b[50000-60000]']);
  assert.deepEqual(await matching('status == running'), ['d[200000-220001]']);
  assert.deepEqual(await matching('depth == 1'), ['e[210000-220000]', 'b[10000-40000] b[50000-60000]']);
  assert.equal(
    (await customFlameCharts.preview!(parent, { filter: 'status == error' }))!.text,
    '1 of 5 calls looked at match.',
  );
  of.stop();
});
