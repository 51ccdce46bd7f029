import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleTimes } from '../../index/sample-times.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { QueryError } from '../output.ts';
import { callTrace } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, treeText, unread } from '../testing/opened.ts';

const NAME = 'LTTng-UST CallStack (new) - Flame Graph';

async function graph(experiment: ExperimentIndex, extra: Record<string, unknown> = {}) {
  const output = outputNamed(experiment, NAME);
  const tree = await output.tree!({ extra }, NEVER);
  const times = SampleTimes.list(Array.from({ length: 2000 }, (_, i) => BigInt(i)));
  const states = await output.states!({ times, items: rowIds(tree), extra }, NEVER);
  return { output, tree, states: statesText(states) };
}

test('calls of one chain are one bar; heavier ones stand first', async () => {
  const { tree, states, output } = await graph(
    await opened(callTrace('A[0-10] B[1-3] C[4-9] B[5-6] A[20-25] B[21-24] D[30-60]')),
  );
  assert.deepEqual(treeText(tree), ['trace', '  7', '    app-1', '      0', '      1', '      2']);
  assert.deepEqual(states, ['0x44[0-30] 0x41[30-45]', '0x42[30-35] 0x43[35-40]', '0x42[35-36]']);
  assert.equal(tree.entries.at(-1)!.end, 45n);
  assert.equal(output.descriptor.type, 'GANTT_CHART');
  const entryId = rowIds(tree)[1]!;
  const tooltip = await output.tooltip!({
    time: 36n,
    items: [entryId],
    element: { type: 'STATE', time: 35n, duration: 5n, entryId },
  });
  assert.deepEqual(Object.fromEntries(tooltip), {
    Object: '0x43',
    Calls: '1',
    Duration: '5 ns',
    'Self time': '4 ns',
    Average: '5 ns',
    '% of all': '11.111 %',
  });
});

test('groups can be wider than a thread; a selected range cuts calls at its ends', async () => {
  const experiment = await opened(callTrace('A[0-10] B[2-8] A/2[0-4]'));
  const all = await graph(experiment, { group_by: 'all' });
  assert.deepEqual(treeText(all.tree), ['All', '  0', '  1']);
  assert.deepEqual(all.states, ['0x41[0-14]', '0x42[0-6]']);
  assert.deepEqual(treeText((await graph(experiment, { group_by: 'Process' })).tree), [
    'trace',
    '  7',
    '    0',
    '    1',
  ]);
  assert.deepEqual((await graph(experiment, { group_by: 'Trace', selection_range: [3, 7n] })).states, [
    '0x41[0-5]',
    '0x42[0-4]',
  ]);
  await assert.rejects(async () => graph(experiment, { group_by: 'CPU' }), QueryError);
  await assert.rejects(async () => graph(experiment, { selection_range: [7, 3] }), QueryError);
});

test('while the trace is read, open functions count up to now, and entries keep their ids', async () => {
  const experiment = unread(callTrace('A[0-100] B[10-20] C[30-40]', { batchSize: 2 }));
  const run = experiment.run(NEVER);
  while (experiment.traces[0]!.events < 2) await new Promise((resolve) => setImmediate(resolve));
  const early = await graph(experiment);
  assert.equal(early.output.status, 'RUNNING');
  assert.equal(early.states[0], '0x41[0-11]');
  await run;
  const late = await graph(experiment);
  assert.deepEqual(late.states, ['0x41[0-100]', '0x42[0-10] 0x43[10-20]']);
  assert.deepEqual(
    late.tree.entries.map(({ id }) => id),
    early.tree.entries.map(({ id }) => id),
  );
});

test('weights are those that a replay of all entries and exits finds', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = seeded(seed * 31);
    const calls: string[] = [];
    const weights = new Map<string, number>();
    const nest = (path: string, from: number, to: number): void => {
      for (let at = from + 1 + next(5); at < to; at += next(9)) {
        const end = Math.min(to, at + 1 + next(40));
        const name = 'ABCDE'[next(5)]!;
        calls.push(`${name}[${at}-${end}]`);
        const inner = `${path}/0x${name.charCodeAt(0).toString(16)}`;
        weights.set(inner, (weights.get(inner) ?? 0) + end - at);
        if (end - at > 3) nest(inner, at, end - 1);
        at = end;
      }
    };
    nest('', 0, 400);
    if (calls.length === 0) continue;
    const { tree, output } = await graph(await opened(callTrace(calls.join(' '))));
    const times = SampleTimes.list(Array.from({ length: 3000 }, (_, i) => BigInt(i)));
    const { looks, rows } = await output.states!({ times, items: rowIds(tree), extra: {} }, NEVER);
    const found = new Map<string, number>();
    let above: { path: string; start: number; end: number }[] = [{ path: '', start: 0, end: Number.POSITIVE_INFINITY }];
    for (const { start, end, look } of rows) {
      const level = Array.from(look, (l, i) => {
        const name = looks[l]!.label;
        const parent = above.find((candidate) => start[i]! >= candidate.start && end[i]! <= candidate.end)!;
        found.set(`${parent.path}/${name}`, end[i]! - start[i]!);
        return { path: `${parent.path}/${name}`, start: start[i]!, end: end[i]! };
      });
      above = level;
    }
    assert.deepEqual(new Map([...found].sort()), new Map([...weights].sort()), `seed ${seed}`);
  }
});
