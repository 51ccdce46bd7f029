import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleTimes } from '../../index/sample-times.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { QueryError } from '../output.ts';
import { callTrace, fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, treeText, unread, window } from '../testing/opened.ts';

async function chart(experiment: ExperimentIndex) {
  const output = outputNamed(experiment, 'Flame Chart');
  const tree = await output.tree!({ extra: {} }, NEVER);
  const states = async (start: number, end: number, count = 1000) =>
    statesText(await output.states!(window(start, end, count, rowIds(tree)), NEVER));
  return { output, tree, states };
}

test('function entries and exits become rows of nested calls', async () => {
  const { tree, states, output } = await chart(await opened(callTrace('A[0-10] B[2-5] C[3-4] B[6-6] A/2[1-9]')));
  assert.deepEqual(treeText(tree), [
    'trace',
    '  7',
    '    app-1',
    '      app-1',
    '      app-1',
    '      app-1',
    '    app-2',
    '      app-2',
  ]);
  assert.deepEqual(await states(0, 20), ['0x41[0-10]', '0x42[2-5] 0x42[6-6]', '0x43[3-4]', '0x41[1-9]']);
  assert.deepEqual(tree.entries[3]!.metadata, { PID: [7], TID: [1], 'thread-name': ['app-1'], tid: [1], pid: [7] });
  assert.deepEqual([tree.entries[4]!.start, tree.entries[4]!.end], [2n, 6n]);
  assert.equal(output.descriptor.type, 'TIME_GRAPH');
});

test('functions that are open at the end of the trace end just after it; exits without a call are passed over', async () => {
  const text = 'A[0-] B[2-8]';
  assert.deepEqual(await (await chart(await opened(callTrace(text)))).states(0, 20), ['0x41[0-9]', '0x42[2-8]']);
  const exits = fakeReader(
    'lttng_ust_cyg_profile:func_exit@1(addr=1,vtid=1) lttng_ust_cyg_profile:func_entry@2(addr=1,vtid=1)',
  );
  const { states, tree } = await chart(await opened(exits));
  assert.deepEqual(await states(0, 9), ['0x1[2-3]']);
  assert.equal(tree.entries[1]!.labels[0], 'UNKNOWN');
});

test('while a trace is read, what is there is shown, with open functions up to now', async () => {
  const experiment = unread(callTrace('A[0-100] B[10-20] C[30-40]', { batchSize: 2 }));
  const run = experiment.run(NEVER);
  while (experiment.traces[0]!.events < 2) await new Promise((resolve) => setImmediate(resolve));
  const seen = await (await chart(experiment)).states(0, 200);
  assert.deepEqual(seen, ['0x41[0-11]', '0x42[10-11]']);
  assert.equal(experiment.status, 'RUNNING');
  await run;
  assert.deepEqual(await (await chart(experiment)).states(0, 200), ['0x41[0-100]', '0x42[10-20] 0x43[30-40]']);
});

test('several traces have roots of different names, distinct entry ids and times of their own', async () => {
  const experiment = await opened(callTrace('A[0-4]'), callTrace('B[1-2]', { base: 100n }), callTrace('C[0-1]'));
  const { tree, states } = await chart(experiment);
  assert.deepEqual(
    tree.entries.filter(({ parentId }) => parentId === undefined).map(({ labels }) => labels[0]),
    ['trace', 'trace (2)', 'trace (3)'],
  );
  assert.equal(new Set(tree.entries.map(({ id }) => id)).size, tree.entries.length);
  assert.deepEqual(await states(0, 200, 300), ['0x41[0-4]', '0x42[1-2]', '0x43[0-1]']);
});

test('a tooltip tells the function, its address, duration and share of its caller', async () => {
  const { output, tree } = await chart(await opened(callTrace('A[0-8] B[2-4]')));
  const [, inner] = rowIds(tree);
  const element = { type: 'STATE', time: 2n, duration: 2n, entryId: inner! } as const;
  const tooltip = await output.tooltip!({ time: 3n, items: [inner!], element });
  assert.deepEqual(Object.fromEntries(tooltip), {
    State: '0000000000000042',
    Address: '0x42',
    Duration: '2 ns',
    Parent: '0x41',
    '% of parent': '25 %',
  });
  assert.equal((await output.tooltip!({ time: 5n, items: [inner!], element })).size, 0);
});

test('lost events are marked on the chart', async () => {
  const { output } = await chart(
    await opened(callTrace('A[0-8]', { base: 50n, lost: [{ start: 2, end: 5, count: 7 }] })),
  );
  assert.deepEqual(output.annotationCategories!(), ['Lost Events']);
  const found = await output.annotations!(window(50, 60, 10), NEVER);
  assert.deepEqual(
    found.get('Lost Events')!.map(({ time, duration, label, entryId }) => ({ time, duration, label, entryId })),
    [{ time: 52n, duration: 3n, label: '7 lost events', entryId: -1 }],
  );
  assert.equal((await output.annotations!(window(56, 60, 10), NEVER)).size, 0);
});

test('a trace without calls has no flame chart', async () => {
  const experiment = await opened(fakeReader('open@1 close@2'));
  assert.deepEqual(
    experiment.outputs().map(({ descriptor }) => descriptor.name),
    ['Event Statistics', 'Events Table', 'Histogram', 'InAndOut Configurator'],
  );
});

test('filters dim what does not match or empty it; a deep one finds matches in the gaps between samples', async () => {
  const { output, tree } = await chart(await opened(callTrace('A[0-9] B[10-11] A[12-30] B[31-32] C[33-39] A[40-50]')));
  const ask = async (filter: { deep: boolean; dim: string[]; exclude: string[] }) => {
    const times = SampleTimes.list([5n, 35n, 50n]);
    const states = await output.states!({ times, items: rowIds(tree), extra: {}, filter }, NEVER);
    const [row] = states.rows;
    return statesText(states)[0]!
      .split(' ')
      .map((state, i) => `${state}${row!.tags?.[i] ? `*${row!.tags[i]}` : ''}`);
  };
  const seen = ['0x41[0-9]', '0x41[12-30]', '0x43[33-39]', '0x41[40-50]'];
  assert.deepEqual(await ask({ deep: false, dim: [''], exclude: [] }), seen);
  assert.deepEqual(await ask({ deep: false, dim: ['0x43'], exclude: [] }), [
    '0x41[0-9]*1',
    '0x41[12-30]*1',
    '0x43[33-39]',
    '0x41[40-50]*1',
  ]);
  assert.deepEqual(await ask({ deep: false, dim: [], exclude: ['0x43', 'Duration > 1'] }), [
    '[0-9]*4',
    '[12-30]*4',
    '0x43[33-39]',
    '[40-50]*4',
  ]);
  assert.deepEqual(await ask({ deep: true, dim: ['0x42'], exclude: [] }), [
    '0x41[0-9]*1',
    '0x42[10-11]',
    '0x43[33-39]*1',
  ]);
  await assert.rejects(
    async () => ask({ deep: true, dim: ['label = x'], exclude: [] }),
    (error) => {
      return error instanceof QueryError && error.position === 6;
    },
  );
});

test('a call can be chosen by the CPU on which it began', async () => {
  const call = (name: string, time: number, cpu: number) =>
    `lttng_ust_cyg_profile:func_${name}@${time}(addr=1,vtid=1,$cpu=${cpu})`;
  const trace = fakeReader(
    [call('entry', 1, 0), call('exit', 3, 0), call('entry', 5, 2), call('exit', 9, 2)].join(' '),
  );
  const { output, tree } = await chart(await opened(trace));
  const query = {
    ...window(0, 10, 100, rowIds(tree)),
    filter: { deep: false, dim: [], exclude: ['cpu matches [0-1]'] },
  };
  assert.deepEqual(
    (await output.states!(query, NEVER)).rows.map(({ start, tags }) =>
      [...start].filter((_, i) => (tags?.[i] ?? 0) === 0),
    ),
    [[1]],
  );
  const tooltip = await output.tooltip!({
    time: 6n,
    items: rowIds(tree),
    element: { type: 'STATE', time: 5n, duration: 4n },
  });
  assert.equal(tooltip.get('CPU'), '2');
});
