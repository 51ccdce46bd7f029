import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { formatDuration } from '../durations.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { type Output, QueryError } from '../output.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText, unread, window } from '../testing/opened.ts';

interface Call {
  readonly name: string;
  readonly cpu: number;
  readonly start: number;
  readonly end: number;
}

const CPUS = 4;
const NAMES = ['read', 'write', 'brk', 'poll', 'fancy'];

/** System calls of one thread a CPU: thread n + 1 on CPU n. */
function calls(seed: number, count: number): { text: string; all: readonly Call[] } {
  const next = seeded(seed);
  const events = Array.from({ length: CPUS }, (_, cpu) => ({
    time: 0,
    word: `sched_switch@0($cpu=${cpu},prev_tid=0,next_tid=${cpu + 1})`,
  }));
  const all: Call[] = [];
  const free = new Array<number>(CPUS).fill(1);
  for (let i = 0; i < count; i++) {
    const cpu = next(CPUS);
    // No two events at one time: what is equal has an order that a plain count does not know.
    const at = (time: number) => time * CPUS + cpu;
    const name = NAMES[next(NAMES.length)]!;
    const start = at(free[cpu]! + next(5));
    const end = start + CPUS * (next(10) === 0 ? next(800) : next(12));
    free[cpu] = Math.floor(end / CPUS) + 1;
    all.push({ name, cpu, start, end });
    events.push({ time: start, word: `syscall_entry_${name}@${start}($cpu=${cpu},fd=1)` });
    events.push({ time: end, word: `syscall_exit_${name}@${end}($cpu=${cpu},ret=${i % 7})` });
  }
  // Of one time, entries came first above: sorting is stable.
  events.sort((a, b) => a.time - b.time);
  return { text: events.map(({ word }) => word).join(' '), all };
}

function output(experiment: ExperimentIndex, name: string): Output {
  return outputNamed(experiment, `System Call Latency - ${name}`);
}

const byStart = (a: Call, b: Call) => a.start - b.start || a.end - b.end;
const { text, all } = calls(1, 400);
const BASE = 1_700_000_000_000_000_000n;

test('an analysis has its four outputs, under the ids that clients know', async () => {
  const experiment = await opened(fakeReader(text));
  const ids = experiment
    .outputs()
    .flatMap(({ descriptor: { id, name, description, type } }) =>
      id.endsWith(':org.eclipse.tracecompass.analysis.os.linux.latency.syscall') ? [[id, name, description, type]] : [],
    );
  assert.deepEqual(
    ids.map(([id]) => id!.split(':')[0]),
    [
      'org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.SegmentStoreDensityDataProvider',
      'org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreStatisticsDataProvider',
      'org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreTableDataProvider',
      'org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore.scatter.dataprovider',
    ],
  );
  assert.deepEqual(
    ids.map(([, ...rest]) => rest),
    [
      [
        'System Call Latency - Latency Density',
        'Shows latency density distribution by Analysis module: System Call Latency',
        'TREE_GENERIC_XY',
      ],
      [
        'System Call Latency - Latency Statistics',
        'Show latency statistics provided by Analysis module: System Call Latency',
        'DATA_TREE',
      ],
      [
        'System Call Latency - Latency Table',
        'Show latency table provided by Analysis module: System Call Latency',
        'TABLE',
      ],
      [
        'System Call Latency - Latency vs Time',
        'Show latencies provided by Analysis module: System Call Latency',
        'TREE_TIME_XY',
      ],
    ],
  );
});

/** The cells of a row of statistics, counted plainly. */
function statistics(label: string, of: readonly Call[]): string {
  const lengths = of.map(({ start, end }) => end - start);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const average = total / of.length;
  const spread = Math.sqrt(lengths.reduce((sum, length) => sum + (length - average) ** 2, 0) / (of.length - 1));
  // Of several as short or as long, the first that ended.
  const inOrder = [...of].sort((a, b) => a.end - b.end);
  const range = (length: number) => {
    const { start, end } = inOrder.find((call) => call.end - call.start === length)!;
    return `[${BASE + BigInt(start)},${BASE + BigInt(end)}]`;
  };
  const [min, max] = [Math.min(...lengths), Math.max(...lengths)];
  const cells = [min, max, average, of.length > 2 ? spread : Number.NaN].map(formatDuration);
  return [label, ...cells, of.length, formatDuration(total), range(min), range(max)].join('|');
}

test('statistics of all, by name, and of a selection are those of a plain count', async () => {
  const experiment = await opened(fakeReader(text, { base: BASE }));
  const [from, to] = [900, 1300];
  const tree = await output(experiment, 'Latency Statistics').tree!(
    { start: BASE + BigInt(from), end: BASE + BigInt(to), isFiltered: true, extra: {} },
    NEVER,
  );
  const table = (name: string, of: readonly Call[]) => {
    const named = NAMES.map((call) => of.filter((one) => one.name === call)).filter(({ length }) => length > 0);
    const totals = (list: readonly Call[]) => list.reduce((sum, { start, end }) => sum + end - start, 0);
    named.sort((a, b) => totals(b) - totals(a));
    return [`  ${statistics(name, of)}`, ...named.map((list) => `    ${statistics(list[0]!.name, list)}`)];
  };
  const inside = all.filter(({ start, end }) => start <= to && end >= from);
  assert.deepEqual(treeText(tree), [statistics('trace', all), ...table('Total', all), ...table('Selection', inside)]);
  assert.equal(new Set(tree.entries.map(({ id }) => id)).size, tree.entries.length);
});

test('the table has all segments in order of start, and of any column', async () => {
  const experiment = await opened(fakeReader(text, { base: BASE }));
  const table = output(experiment, 'Latency Table');
  assert.deepEqual(
    table.columns!().map(({ id, name, type }) => `${id} ${name} ${type}`),
    [
      '1 Start Time TIMESTAMP',
      '2 End Time TIMESTAMP',
      '3 Duration DURATION',
      '4 System Call STRING',
      '5 TID NUMBER',
      '6 Return value NUMBER',
      '7 Component STRING',
      '8 File STRING',
      '9 Timestamp ns NUMBER',
    ],
  );
  const columns = async (query: object, ...wanted: number[]) => {
    const { lines } = await table.lines!({ index: 0, count: 1000, columnIds: wanted, ...query }, NEVER);
    return lines.map(({ cells }) => cells.map(({ content }) => content).join('|'));
  };
  const starts = [...all].sort(byStart);
  const cells = ({ name, cpu, start, end }: Call) => `${end - start}|${name}|${cpu + 1}|${BASE + BigInt(start)}`;
  const plain = (list: readonly Call[]) => list.map(cells);
  const lines = async (query: object) => (await columns(query, 3, 4, 5, 9)).map((line) => line.replaceAll(',', ''));
  assert.deepEqual(await lines({}), plain(starts));
  const sorted = (compare: (a: Call, b: Call) => number) => plain([...starts].sort(compare));
  const length = ({ start, end }: Call) => end - start;
  assert.deepEqual(
    await lines({ sort: { column: 2 } }),
    sorted((a, b) => b.end - a.end),
  );
  assert.deepEqual(
    await lines({ sort: { column: 3 } }),
    sorted((a, b) => length(a) - length(b)),
  );
  assert.deepEqual(
    await lines({ sort: { column: 3, descending: true } }),
    sorted((a, b) => length(b) - length(a)),
  );
  assert.deepEqual(
    await lines({ sort: { column: 4 } }),
    sorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  );
  assert.deepEqual(
    await lines({ sort: { column: 5 } }),
    sorted((a, b) => a.cpu - b.cpu),
  );
  assert.equal((await columns({}, 1))[7], formatTimestamp(BASE + BigInt(starts[7]!.start)));
  assert.ok((await columns({ sort: { column: 3, descending: true } }, 3))[0]!.includes(','));
  await assert.rejects(columns({ sort: { column: 77 } }, 1), QueryError);
});

test('filters leave what a plain filter leaves, in any order of the table', async () => {
  const table = output(await opened(fakeReader(text)), 'Latency Table');
  const filters: readonly (readonly [string, (call: Call) => boolean])[] = [
    ['Duration > 100', ({ start, end }) => end - start > 100],
    ['brk', ({ name }) => name === 'brk'],
    ['"System Call" matches ^[rw] && !(TID == 2)', ({ name, cpu }) => /^[rw]/.test(name) && cpu !== 1],
    ['"Start Time" > 500 "End Time" < 900', ({ start, end }) => start > 500 && end < 900],
    ['nothing', () => false],
  ];
  const columns = table.columns!();
  const id = (name: string) => columns.find((column) => column.name === name)!.id;
  for (const [text, holds] of filters) {
    const filter = { dim: [], exclude: [text] };
    const expected = all.filter(holds).sort(byStart);
    const ask = async (more: object) => {
      const query = { index: 0, count: 1000, columnIds: [id('Timestamp ns')], filter, ...more };
      const model = await table.lines!(query, NEVER);
      assert.deepEqual(model.filtered, { done: all.length, of: all.length });
      return model;
    };
    const starts = ({ lines }: Awaited<ReturnType<typeof ask>>) => lines.map(({ cells }) => Number(cells[0]!.content));
    assert.deepEqual(
      starts(await ask({})),
      expected.map(({ start }) => start),
      text,
    );
    const longest = [...expected].sort((a, b) => b.end - b.start - (a.end - a.start) || byStart(a, b));
    const sort = { column: id('Duration'), descending: true };
    assert.deepEqual(
      starts(await ask({ sort })),
      longest.map(({ start }) => start),
      text,
    );
    const later = await ask({ index: undefined, time: 700n });
    assert.equal(later.lowIndex, expected.filter(({ start }) => start < 700).length, text);
    const sorted = await ask({ index: undefined, time: 700n, sort });
    const first = expected.find(({ start }) => start >= 700);
    assert.equal(sorted.lowIndex, first === undefined ? expected.length : longest.indexOf(first), text);
    const dimmed = await table.lines!({ index: 0, count: 1000, filter: { dim: [text], exclude: [] } }, NEVER);
    assert.equal(dimmed.lines.filter(({ tags }) => tags === undefined).length, expected.length, text);
  }
  await assert.rejects(
    async () => table.lines!({ index: 0, count: 1, filter: { dim: [], exclude: ['a =='] } }, NEVER),
    (error) => error instanceof QueryError && error.position === 4,
  );
});

test('the table is searched in its order, and opened at a time', async () => {
  const experiment = await opened(fakeReader(text, { base: BASE }));
  const table = output(experiment, 'Latency Table');
  const starts = [...all].sort(byStart);
  const first = async (query: object) => {
    const { lowIndex, lines, size } = await table.lines!({ count: 1, ...query }, NEVER);
    assert.equal(size, all.length);
    return lines.length === 0 ? undefined : lowIndex;
  };
  const search = (direction: string, index: number, more: object = {}) =>
    first({
      index,
      direction,
      search: new Map([
        [4, '^br'],
        [5, '2'],
      ]),
      ...more,
    });
  const wanted = ({ name, cpu }: Call) => name === 'brk' && cpu === 1;
  assert.equal(await search('NEXT', 50), 50 + starts.slice(50).findIndex(wanted));
  assert.equal(await search('PREVIOUS', 50), starts.slice(0, 51).findLastIndex(wanted));
  const byLength = [...starts].sort((a, b) => a.end - a.start - (b.end - b.start));
  assert.equal(await search('NEXT', 50, { sort: { column: 3 } }), 50 + byLength.slice(50).findIndex(wanted));
  assert.equal(await search('NEXT', 0, { search: new Map([[4, 'nothing']]) }), undefined);
  const time = starts[123]!.start;
  const at = starts.findIndex(({ start }) => start >= time);
  assert.equal(await first({ time: BASE + BigInt(time) }), at);
  assert.equal(await first({ time: BASE + BigInt(time), sort: { column: 3 } }), byLength.indexOf(starts[at]!));
  await assert.rejects(first({ index: 0, direction: 'NEXT', search: new Map([[4, '(']]) }), QueryError);
});

test('latency vs time has a series a name: each segment that begins in the window, where there is room', async () => {
  const experiment = await opened(fakeReader(text, { base: BASE }));
  const scatter = output(experiment, 'Latency vs Time');
  const tree = await scatter.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace', ...[...NAMES].sort().map((name) => `  ${name}`)]);
  const [, ...named] = tree.entries;
  const [from, to] = [500, 2500];
  const ids = named.map(({ id }) => id);
  const { series, title } = await scatter.xy!(window(BASE + BigInt(from), BASE + BigInt(to), 60_000, ids), NEVER);
  assert.equal(title, 'Latency vs Time');
  for (const { seriesId, seriesName, xValues, yValues, style } of series) {
    assert.equal(seriesName, String(seriesId));
    assert.equal(style!.values!['series-type'], 'scatter');
    const name = named.find(({ id }) => id === seriesId)!.labels[0]!;
    const points = Array.from(yValues, (y, i) => `${xValues!.at(i) - BASE} ${y}`);
    const begun = [...all].sort(byStart).filter((call) => call.name === name && call.start >= from && call.start <= to);
    assert.deepEqual(
      points,
      begun.map(({ start, end }) => `${start} ${end - start}`),
    );
  }
  assert.equal(series.length, NAMES.length);
  const one = await scatter.xy!(window(BASE, BASE + 10_000n, 60_000, [ids[2]!]), NEVER);
  assert.deepEqual(
    one.series.map(({ seriesId }) => seriesId),
    [ids[2]],
  );
});

test('density counts the segments that touch the window, by duration', async () => {
  const experiment = await opened(fakeReader(text, { base: BASE }));
  const density = output(experiment, 'Latency Density');
  const [root] = (await density.tree!({ extra: {} }, NEVER)).entries;
  const [from, to] = [500, 2500];
  const query = { ...window(BASE + BigInt(from), BASE + BigInt(to), 2, [root!.id]), extra: { nbSamples: 16 } };
  const [series] = (await density.xy!(query, NEVER)).series;
  const longest = Math.max(...all.map(({ start, end }) => end - start));
  const step = Math.floor((longest + 1) / 16);
  const counts = new Array<number>(16).fill(0);
  for (const { start, end } of all) {
    if (start <= to && end >= from) counts[Math.min(15, Math.floor((end - start) / step))]!++;
  }
  assert.deepEqual([...series!.yValues], counts);
  assert.deepEqual([series!.xAxis.label, series!.yAxis.label], ['Duration', 'Count']);
  assert.deepEqual(series!.xRanges![1], { start: BigInt(step + 1), end: BigInt(2 * step) });
  assert.equal(series!.xRanges![15]!.end, BigInt(longest));
});

test('two traces are one table, in order of time, each with its own base', async () => {
  const other = calls(2, 30);
  const experiment = await opened(fakeReader(text, { base: BASE }), fakeReader(other.text, { base: BASE - 700n }));
  const table = output(experiment, 'Latency Table');
  const { lines, size } = await table.lines!({ index: 0, count: 1000, columnIds: [10, 4] }, NEVER);
  assert.equal(size, all.length + other.all.length);
  const times = [
    ...all.map(({ start, end }) => ({ time: BASE + BigInt(start), length: end - start, trace: 'trace' })),
    ...other.all.map(({ start, end }) => ({
      time: BASE - 700n + BigInt(start),
      length: end - start,
      trace: 'trace (2)',
    })),
  ];
  times.sort((a, b) => Number(a.time - b.time) || a.length - b.length);
  assert.deepEqual(
    lines.map(({ cells }) => cells.map(({ content }) => content)),
    times.map(({ time, trace }) => [String(time), trace]),
  );
});

test('a table that is asked while the trace is read ends up whole', async () => {
  const experiment = unread(fakeReader(text, { batchSize: 50 }));
  const run = experiment.run(NEVER);
  for (let i = 0; i < 8; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    const table = experiment
      .outputs()
      .find(({ descriptor }) => descriptor.name === 'System Call Latency - Latency Table');
    if (table === undefined) continue;
    const { lines } = await table.lines!({ index: 0, count: 1000, columnIds: [9] }, NEVER);
    const times = lines.map(({ cells }) => Number(cells[0]!.content));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  }
  await run;
  assert.equal((await output(experiment, 'Latency Table').lines!({ index: 0, count: 1 }, NEVER)).size, all.length);
});
