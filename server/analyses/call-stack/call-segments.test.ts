import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { callTrace } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../testing/opened.ts';
import { callSegments } from './call-segments.ts';

interface Call {
  readonly name: string;
  readonly tid: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** Calls of three threads that nest, at times that all differ. */
function calls(seed: number): Call[] {
  const next = seeded(seed);
  const all: Call[] = [];
  const nest = (tid: number, from: number, to: number, depth: number): void => {
    for (let start = from + 1 + next(9); start + 2 < to; ) {
      const end = Math.min(to - 1, start + 1 + next(depth === 0 ? 200 : 40));
      all.push({ name: 'ABCD'[next(4)]!, tid, start: start * 3 + tid, end: end * 3 + tid, depth });
      if (depth < 5) nest(tid, start, end, depth + 1);
      start = end + 1 + next(9);
    }
  };
  for (const tid of [0, 1, 2]) nest(tid, 0, 1500, 0);
  return all;
}

const all = calls(1);
const text = all.map(({ name, tid, start, end }) => `${name}/${tid + 1}[${start}-${end}]`).join(' ');
const byStart = all.toSorted((a, b) => a.start - b.start);

test('calls of all threads and depths are one table, under the ids of both call stack analyses', async () => {
  const experiment = await opened(callTrace(text));
  for (const analysis of ['LTTng-UST CallStack (new)', 'LTTng-UST CallStack']) {
    const table = outputNamed(experiment, `${analysis} - Latency Table`);
    const ids = table.columns!().flatMap(({ id, name }) =>
      ['Timestamp ns', 'Duration', 'Function name', 'Thread', 'Depth'].includes(name) ? [id] : [],
    );
    const { lines } = await table.lines!({ index: 0, count: 10_000, columnIds: ids }, NEVER);
    assert.deepEqual(
      lines.map(({ cells }) => cells.map(({ content }) => content).join('|')),
      byStart.map(
        ({ name, tid, start, end, depth }) =>
          `${end - start}|0x${name.charCodeAt(0).toString(16)}|app-${tid + 1}|${depth}|${start}`,
      ),
    );
  }
});

test('latency vs time and density of calls have each call of the window', async () => {
  const experiment = await opened(callTrace(text));
  const scatter = outputNamed(experiment, 'LTTng-UST CallStack - Latency vs Time');
  const tree = await scatter.tree!({ extra: {} }, NEVER);
  assert.equal(treeText(tree).length, 5);
  const [from, to] = [1000, 2000];
  const { series } = await scatter.xy!(window(from, to, 60_000, rowIds(tree)), NEVER);
  const points = series.flatMap(({ xValues, yValues }) => Array.from(yValues, (y, i) => `${xValues!.at(i)} ${y}`));
  const begun = all.filter(({ start }) => start >= from && start <= to);
  assert.deepEqual(points.sort(), begun.map(({ start, end }) => `${start} ${end - start}`).sort());
  const density = outputNamed(experiment, 'LTTng-UST CallStack - Latency Density');
  const xy = await density.xy!(window(from, to, 10, rowIds(await density.tree!({ extra: {} }, NEVER))), NEVER);
  const touching = all.filter(({ start, end }) => start <= to && end >= from);
  assert.equal(
    xy.series[0]!.yValues.reduce((sum, count) => sum + count, 0),
    touching.length,
  );
});

test('a range of a row has the calls that touch it, those that end where it begins included', async () => {
  const experiment = await opened(callTrace('A[0-10] B[2-4] B[4-4] B[4-6] C[12-20]'));
  const [{ source }] = callSegments(experiment as never) as [ReturnType<typeof callSegments>[0]];
  const inner = source.runs.find(({ row }) => row.depth === 1)!;
  assert.deepEqual(inner.within(4, 5), [0, 3]);
  assert.deepEqual(inner.within(5, 5), [2, 3]);
  assert.deepEqual(inner.within(7, 9), []);
});
