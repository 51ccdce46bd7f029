import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceReader } from '../../formats/reader.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../testing/opened.ts';
import { traceEvents } from '../testing/trace-event-file.ts';

async function values(reader: TraceReader, start: number, end: number, count: number, extra = {}) {
  const output = outputNamed(await opened(reader), 'Counters');
  const tree = await output.tree!({ extra: {} }, NEVER);
  const { series } = await output.xy!({ ...window(start, end, count, rowIds(tree)), extra }, NEVER);
  return { tree: treeText(tree), series: series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`) };
}

test('counter events are levels, one series for each of their values, grouped by process', async () => {
  const reader = await traceEvents(
    'C:heap@1(args={"used":3,"free":9}) C:heap@2(args={"used":5,"free":7}) C:fps@2(args={"value":60}) C:heap@1(pid=2,args={"used":1}) C:io@3(id=7,args={"io":1}) C:io@3(id=9,args={"io":2})',
  );
  const base = reader.base;
  const { tree, series } = await values(reader, 0, 3000, 4);
  reader.close();
  assert.deepEqual(tree, [
    'trace',
    '  Grouped',
    '    Process',
    '      1',
    '      2',
    '        heap: used',
    '        heap: free',
    '        heap: used',
    '        fps',
    '        io',
    '        io (2)',
  ]);
  assert.equal(base, 0n);
  assert.deepEqual(series, [
    'trace/Grouped/Process/1/heap: used 0,3,5,5',
    'trace/Grouped/Process/1/heap: free 0,9,7,7',
    'trace/Grouped/Process/2/heap: used 0,1,1,1',
    'trace/Grouped/Process/1/fps 0,0,60,60',
    'trace/Grouped/Process/1/io 0,0,0,1',
    'trace/Grouped/Process/1/io (2) 0,0,0,2',
  ]);
});

test('counters in the context of events only grow, and are shown as what came since the sample before', async () => {
  const reader = () =>
    fakeReader(
      'a@0(perf_cpu_cycles=10,$cpu=0) a@10(perf_cpu_cycles=15,$cpu=0) b@12 a@20(perf_cpu_cycles=40,$cpu=1) a@30(perf_cpu_cycles=17,$cpu=0)',
    );
  const { tree, series } = await values(reader(), 10, 30, 3);
  assert.deepEqual(tree, [
    'trace',
    '  Grouped',
    '    CPU',
    '      0',
    '      1',
    '        perf_cpu_cycles',
    '        perf_cpu_cycles',
  ]);
  assert.deepEqual(series, ['trace/Grouped/CPU/0/perf_cpu_cycles 5,0,2', 'trace/Grouped/CPU/1/perf_cpu_cycles 0,40,0']);
  assert.deepEqual((await values(reader(), 10, 30, 3, { isCumulative: true })).series, [
    'trace/Grouped/CPU/0/perf_cpu_cycles 15,15,17',
    'trace/Grouped/CPU/1/perf_cpu_cycles 0,40,40',
  ]);
});
