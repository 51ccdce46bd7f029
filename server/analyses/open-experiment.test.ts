import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callTrace, fakeReader } from './testing/fake-reader.ts';
import { NEVER, opened, outputNamed, unread } from './testing/opened.ts';

test('outputs are known by the ids of Trace Compass, and sorted by name', async () => {
  const experiment = await opened(callTrace('A[0-1]'));
  assert.deepEqual(
    experiment.outputs().map(({ descriptor: { name, id, type } }) => `${name} | ${id} | ${type}`),
    [
      'Event Statistics | heddle.event-statistics | DATA_TREE',
      'Events Table | org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider | TABLE',
      'Flame Chart | org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider | TIME_GRAPH',
      'Function Density View | org.eclipse.tracecompass.analysis.profiling.core.callstack.functiondensity.provider | TREE_GENERIC_XY',
      'Function Duration Statistics | org.eclipse.tracecompass.internal.analysis.profiling.core.callgraph.callgraphanalysis.statistics | DATA_TREE',
      'Histogram | org.eclipse.tracecompass.internal.tmf.core.histogram.HistogramDataProvider | TREE_TIME_XY',
      'InAndOut Configurator | org.eclipse.tracecompass.incubator.inandout.core.analysis.inAndOutdataProviderFactory | NONE',
      'LTTng-UST CallStack (new) - Flame Chart | org.eclipse.tracecompass.analysis.profiling.core.flamechart:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | TIME_GRAPH',
      'LTTng-UST CallStack (new) - Flame Graph | org.eclipse.tracecompass.analysis.profiling.core.flamegraph:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | GANTT_CHART',
      'LTTng-UST CallStack (new) - Latency Density | org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.SegmentStoreDensityDataProvider:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | TREE_GENERIC_XY',
      'LTTng-UST CallStack (new) - Latency Statistics | org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreStatisticsDataProvider:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | DATA_TREE',
      'LTTng-UST CallStack (new) - Latency Table | org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreTableDataProvider:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | TABLE',
      'LTTng-UST CallStack (new) - Latency vs Time | org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.scatter.dataprovider:org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack | TREE_TIME_XY',
      'LTTng-UST CallStack - Latency Density | org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.SegmentStoreDensityDataProvider:org.eclipse.linuxtools.lttng2.ust.analysis.callstack | TREE_GENERIC_XY',
      'LTTng-UST CallStack - Latency Statistics | org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreStatisticsDataProvider:org.eclipse.linuxtools.lttng2.ust.analysis.callstack | DATA_TREE',
      'LTTng-UST CallStack - Latency Table | org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreTableDataProvider:org.eclipse.linuxtools.lttng2.ust.analysis.callstack | TABLE',
      'LTTng-UST CallStack - Latency vs Time | org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.scatter.dataprovider:org.eclipse.linuxtools.lttng2.ust.analysis.callstack | TREE_TIME_XY',
      'State System Explorer | org.eclipse.tracecompass.internal.tmf.core.statesystem.provider.StateSystemDataProvider | TIME_GRAPH',
    ],
  );
});

test('a trace that fails keeps what was read of it, says why, and does not stop the others', async () => {
  const error = new Error('packet 3 is cut off');
  const experiment = await opened(callTrace('A[0-10] B[2-]', { error }), callTrace('C[0-1]'));
  const [failed, whole] = experiment.traces;
  assert.equal(failed!.status, 'FAILED');
  assert.equal(failed!.message, 'packet 3 is cut off');
  assert.equal(failed!.events, 3);
  assert.equal(whole!.status, 'COMPLETED');
  assert.equal(experiment.status, 'COMPLETED');
  assert.equal(outputNamed(experiment, 'Histogram').statusMessage, 'trace: packet 3 is cut off');
  assert.equal((await opened(fakeReader('a@1', { error }))).status, 'FAILED');
});

test('reading stops when it is cancelled', async () => {
  const experiment = unread(
    fakeReader(Array.from({ length: 50 }, (_, i) => `a@${i}`).join(' '), { batchSize: 1 }),
    fakeReader('b@1'),
  );
  const controller = new AbortController();
  const run = experiment.run(controller.signal);
  while (experiment.traces[0]!.events < 3) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await run;
  assert.equal(experiment.status, 'CANCELLED');
  assert.ok(experiment.traces[0]!.events < 50);
  assert.equal(experiment.traces[1]!.events, 0);
  assert.deepEqual(
    experiment.traces.map(({ status }) => status),
    ['CANCELLED', 'CANCELLED'],
  );
});

test('begin, end, counts and the fraction read grow while it reads', async () => {
  const experiment = unread(fakeReader('a@5 b@7 c@9', { base: 100n, batchSize: 1 }));
  assert.deepEqual([experiment.traces[0]!.start, experiment.traces[0]!.end, experiment.fraction], [0n, 0n, 0]);
  const run = experiment.run(NEVER);
  const seen = new Set<number>();
  while (experiment.status === 'RUNNING') {
    seen.add(experiment.fraction);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await run;
  assert.ok(seen.size > 2);
  const { start, end, events } = experiment.traces[0]!;
  assert.deepEqual([start, end, events, experiment.fraction], [105n, 109n, 3, 1]);
});

test('an experiment without traces, and one without events, answer too', async () => {
  assert.equal((await opened()).status, 'COMPLETED');
  const experiment = await opened(fakeReader(''));
  assert.equal((await outputNamed(experiment, 'Events Table').lines!({ index: 0, count: 5 }, NEVER)).size, 0);
});
