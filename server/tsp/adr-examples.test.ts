/**
 * The five worked examples of ADR 0011 on real traces: each configuration is made from what the ADR shows as the user's
 * input, applied and asked for its data; at the end all are asked again after a restart of the server.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sharedTrace } from '../formats/shared-traces.ts';
import { REAL_PARTS } from './testing/real-parts.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const THREAD_STATUS = 'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ThreadStatusDataProvider';
const EVENTS_TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';
const FLAME_CHART = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';
const STATISTICS = 'org.eclipse.tracecompass.internal.analysis.profiling.core.callgraph.callgraphanalysis.statistics';

interface Entry {
  readonly id: number;
  readonly labels: readonly string[];
  readonly hasData?: boolean;
  readonly metadata?: Readonly<Record<string, readonly (string | number)[]>>;
}
interface Descriptor {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly parentId?: string;
  readonly configIds?: readonly string[];
  readonly configSourcesIds?: readonly string[];
}

const KINDS: Readonly<Record<string, string>> = { TIME_GRAPH: 'timeGraph', TREE_TIME_XY: 'XY', DATA_TREE: 'data' };
const kernel = sharedTrace('ctf/many-threads');
const program = sharedTrace('ctf/cyg-profile/glxgears-cyg-profile');

describe('the worked examples', { skip: kernel && program ? false : 'no shared traces' }, () => {
  let under: ServerUnderTest;
  let threads: string;
  let functions: string;
  before(async () => {
    under = await ServerUnderTest.start(REAL_PARTS);
    threads = await under.open(kernel!);
    functions = await under.open(program!);
  });
  after(async () => {
    await under.close();
    assert.deepEqual(under.failures, []);
  });

  const tree = async (experiment: string, { id, type }: Pick<Descriptor, 'id' | 'type'>, more = {}): Promise<Entry[]> =>
    (await under.completed(`${experiment}/outputs/${KINDS[type]}/${id}/tree`, more)).json.model.entries;

  /** As the second sequence of the updated proposal has it; answers the new descriptor. */
  async function customise(experiment: string, output: string, type: string, input: unknown): Promise<Descriptor> {
    const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
    assert.ok(outputs.find(({ id }) => id === output)?.configSourcesIds?.includes(type), 'it is in the menu');
    const configuration = await under.call('POST', `/config/types/${type}`, input);
    assert.equal(configuration.status, 200, configuration.text);
    const configId = configuration.json.id;
    const made = await under.call('POST', `${experiment}/outputs/${output}/configs/`, { configId });
    assert.equal(made.status, 200, made.text);
    const { name, parentId, configIds } = made.json;
    assert.deepEqual([name, parentId, configIds], [configuration.json.name, output, [configId]]);
    const again = await under.call('POST', `${experiment}/outputs/${output}/configs/${configId}`);
    assert.deepEqual(again.json, made.json, 'the id may be in the path, too; applied twice it is one');
    const listed = (await under.call('GET', `${experiment}/outputs`)).json;
    assert.deepEqual(
      listed.filter(({ id }: Descriptor) => id === made.json.id),
      [made.json],
    );
    return made.json;
  }

  const asked: { readonly ask: () => Promise<unknown>; readonly answer: unknown }[] = [];
  /** What `ask` answers; it is asked again by the last test. */
  async function lasting<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await ask();
    asked.push({ ask, answer });
    return answer;
  }

  test('a custom flame chart', async () => {
    const input = { title: 'CPU 0-1 only', filter: 'cpu matches [0-1]' };
    const made = await customise(functions, FLAME_CHART, 'custom.flame.charts.id', input);
    assert.deepEqual([made.name, made.type], ['CPU 0-1 only', 'TIME_GRAPH']);
    const rows = await lasting(() => tree(functions, made));
    assert.ok(rows.length > 0);
  });

  test('the critical paths of two threads, by their rows', async () => {
    const rows = await tree(threads, { id: THREAD_STATUS, type: 'TIME_GRAPH' });
    const two = rows.filter(({ hasData, metadata }) => hasData && Number(metadata?.tid?.[0]) > 0).slice(0, 2);
    const made: Descriptor[] = [];
    for (const { metadata } of two) {
      const [name, tid, host] = ['thread-name', 'tid', 'host-id'].map((key) => String(metadata![key]![0]));
      const extraParams = JSON.stringify({ name, tid, host });
      made.push(await customise(threads, THREAD_STATUS, 'follow.thread.id', { parameters: { extraParams } }));
      assert.ok(made.at(-1)!.name.includes(`[${tid}]`), made.at(-1)!.name);
    }
    assert.notEqual(made[0]!.id, made[1]!.id);
    const trees = await lasting(() => Promise.all(made.map((output) => tree(threads, output))));
    for (const entries of trees) assert.ok(entries.length > 1);
  });

  test('active threads: as an output of its own, and by extra parameters with each question', async () => {
    const input = { isActiveThreadFilter: 'true', cpus: '0-1' };
    const made = await customise(threads, THREAD_STATUS, 'active.thread.filter.id', input);
    const names = (entries: readonly Entry[]): readonly string[] =>
      entries.map(({ labels }) => labels.join(' ')).sort();
    const active = await lasting(async () => names(await tree(threads, made)));
    const base = { id: THREAD_STATUS, type: 'TIME_GRAPH' };
    const extraParams = JSON.stringify({ isActiveThreadFilter: 'true', requested_cpus: [0, 1] });
    assert.deepEqual(names(await tree(threads, base, { extraParams })), active);
    assert.ok(active.length < (await tree(threads, base)).length, 'the output itself stays as it is');
  });

  test('a chart from the events table', async () => {
    const input = {
      title: 'CPU Number Plot',
      columns: ['CPU'],
      filter: 'tid==1234',
      'y-axis': 'CPU',
      'y-unit': 'no-unit',
      'y-data-type': 'Number',
    };
    const made = await customise(threads, EVENTS_TABLE, 'custom.xy.time.charts.id', input);
    assert.deepEqual([made.name, made.type], ['CPU Number Plot', 'TREE_TIME_XY']);
    const { start, end } = (await under.call('GET', threads)).json;
    const series = await lasting(async () => {
      const entries = await tree(threads, made);
      const requested_items = entries.filter(({ hasData }) => hasData).map(({ id }) => id);
      const requested_timerange = { start, end, nbTimes: 50 };
      const path = `${threads}/outputs/XY/${made.id}/xy`;
      return (await under.completed(path, { requested_items, requested_timerange })).json.model;
    });
    assert.equal(series.series.length, (await tree(threads, made)).filter(({ hasData }) => hasData).length);
  });

  test('statistics of functions, put together', async () => {
    const input = { title: 'Grouped Stats', aggregation: 'label matches COM.*' };
    const made = await customise(functions, STATISTICS, 'custom.fct.execution.stats.id', input);
    assert.deepEqual([made.name, made.type], ['Grouped Stats', 'DATA_TREE']);
    const all = await tree(functions, { id: STATISTICS, type: 'DATA_TREE' });
    assert.deepEqual(
      (await lasting(() => tree(functions, made))).map(({ labels }) => labels),
      all.map(({ labels }) => labels),
      'no function is called so',
    );
    const drawing = await customise(functions, STATISTICS, 'custom.fct.execution.stats.id', {
      title: 'Drawing',
      aggregation: 'label matches draw.*',
    });
    const grouped = await tree(functions, drawing);
    assert.ok(grouped.length <= all.length && grouped.length > 0);
  });

  test('all of it answers the same after a restart', async () => {
    await under.restart(REAL_PARTS);
    for (const experiment of [threads, functions]) await under.indexed(experiment);
    assert.equal(asked.length, 5);
    for (const { ask, answer } of asked) assert.deepEqual(await ask(), answer);
  });
});
