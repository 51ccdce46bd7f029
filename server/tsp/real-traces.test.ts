/**
 * From a file on disk to every answer about it, through the real readers, analyses and worker, each reply validated
 * against the specification: a small trace written here, and real ones where they are at hand.
 */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sharedTrace } from '../formats/shared-traces.ts';
import { REAL_PARTS } from './testing/real-parts.ts';
import { type Answered, ServerUnderTest } from './testing/server-under-test.ts';

const HISTOGRAM = 'org.eclipse.tracecompass.internal.tmf.core.histogram.HistogramDataProvider';
const FLAME_CHART = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';
const CUSTOM_FLAME_CHARTS = 'custom.flame.charts.id';

interface Descriptor {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

describe('a trace on disk', () => {
  let under: ServerUnderTest;
  before(async () => {
    under = await ServerUnderTest.start(REAL_PARTS);
  });
  after(async () => {
    await under.close();
    assert.deepEqual(under.failures, []);
  });

  const open = (path: string): Promise<string> => under.open(path);

  /** Asks every output everything that its type can answer; all must be COMPLETED with a model. */
  async function askAll(experiment: string): Promise<Map<string, Answered>> {
    const answers = new Map<string, Answered>();
    const { start, end } = (await under.call('GET', experiment)).json;
    const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
    const ask = async (output: Descriptor, route: string, parameters: object): Promise<Answered> => {
      for (;;) {
        const answer = await under.call('POST', `${experiment}/outputs/${route}`, { parameters });
        assert.equal(answer.status, 200, `${output.name} ${route}: ${answer.text.slice(0, 300)}`);
        if (answer.json.status === 'RUNNING') continue;
        assert.equal(answer.json.status, 'COMPLETED', `${output.name} ${route}: ${answer.json.statusMessage}`);
        answers.set(`${output.name} ${route.split('/').at(-1)}`, answer);
        return answer;
      }
    };
    for (const output of outputs) {
      const { id, type } = output;
      await ask(output, `${id}/style`, {});
      await under.call('GET', `${experiment}/outputs/${id}/annotations`);
      await ask(output, `${id}/annotations`, { requested_timerange: { start, end, nbTimes: 100 } });
      if (type === 'TABLE') {
        await ask(output, `table/${id}/columns`, {});
        await ask(output, `table/${id}/lines`, { requested_table_index: 0, requested_table_count: 10 });
      } else if (type !== 'NONE') {
        const kinds: Record<string, string> = { DATA_TREE: 'data', TREE_TIME_XY: 'XY', TREE_GENERIC_XY: 'genericXY' };
        const kind = kinds[type] ?? 'timeGraph';
        const { entries } = (await ask(output, `${kind}/${id}/tree`, {})).json.model;
        const requested_items = entries
          .filter((e: { hasData?: boolean }) => e.hasData)
          .map((e: { id: number }) => e.id);
        const requested_timerange = { start, end, nbTimes: 200, nbSamples: 50 };
        if (kind === 'timeGraph') {
          await ask(output, `timeGraph/${id}/states`, { requested_items, requested_timerange });
          await ask(output, `timeGraph/${id}/arrows`, { requested_timerange });
        } else if (kind !== 'data') await ask(output, `${kind}/${id}/xy`, { requested_items, requested_timerange });
      }
    }
    return answers;
  }

  test('Trace Event JSON: flame chart, arrow, counter, statistics and table', async () => {
    const events = [
      { ph: 'B', ts: 1, pid: 1, tid: 1, name: 'outer' },
      { ph: 'X', ts: 2, dur: 3.5, pid: 1, tid: 1, name: 'inner', args: { size: 5 } },
      { ph: 's', ts: 3, pid: 1, tid: 1, name: 'flow', id: 1 },
      { ph: 'C', ts: 4, pid: 1, name: 'memory', args: { used: 42 } },
      { ph: 'X', ts: 6, dur: 2, pid: 1, tid: 2, name: 'other' },
      { ph: 'f', bp: 'e', ts: 7, pid: 1, tid: 2, name: 'flow', id: 1 },
      { ph: 'E', ts: 9, pid: 1, tid: 1 },
    ];
    const experiment = await open(under.file('small.json', JSON.stringify(events)));
    const answers = await askAll(experiment);
    const labels = answers
      .get('Flame Chart states')!
      .json.model.rows.flatMap((row: { states: { label?: string }[] }) => row.states.map(({ label }) => label));
    assert.deepEqual(labels.sort(), ['inner', 'other', 'outer']);
    const lines = answers.get('Events Table lines')!.json.model;
    assert.equal(lines.size, (await under.call('GET', experiment)).json.nbEvents);
    const columns = answers.get('Events Table columns')!.json.model.map(({ name }: { name: string }) => name);
    assert.ok(columns.includes('Timestamp ns'));
    for (const name of ['Histogram xy', 'Function Duration Statistics tree']) assert.ok(answers.has(name), name);
  });

  test('a custom flame chart, made and asked, and made again after a restart', async () => {
    const events = Array.from({ length: 20 }, (_, i) => ({
      ph: 'X',
      ts: i * 10,
      dur: 5,
      pid: 1,
      tid: i % 2,
      name: `f${i % 4}`,
    }));
    const experiment = await open(under.file('custom.json', JSON.stringify(events)));
    const parameters = { title: 'only f1', filter: 'label == f1' };
    const body = { name: 'only f1', sourceTypeId: CUSTOM_FLAME_CHARTS, parameters };
    const made = await under.call('POST', `${experiment}/outputs/${FLAME_CHART}`, body);
    assert.equal(made.status, 200, made.text);
    for (const restarted of [false, true]) {
      if (restarted) await under.restart(REAL_PARTS);
      await under.indexed(experiment);
      const states = (await askAll(experiment)).get('only f1 states')!.json.model.rows;
      const labels = states.flatMap((row: { states: { label?: string; tags?: number }[] }) => row.states);
      const shown = labels.filter(({ tags }: { tags?: number }) => !tags).map(({ label }: { label?: string }) => label);
      assert.deepEqual(shown, ['f1', 'f1', 'f1', 'f1', 'f1'], restarted ? 'after the restart' : 'at first');
    }
    const wrong = { ...body, parameters: { title: 'x', filter: 'label == (' } };
    const refused = await under.call('POST', `${experiment}/outputs/${FLAME_CHART}`, wrong);
    assert.deepEqual([refused.status, refused.json.parameter, typeof refused.json.position], [400, 'filter', 'number']);
  });

  test('a file that is cut off or is none is told with its name', async () => {
    const experiment = await open(
      under.file('cut.json', '[{"ph":"X","ts":1,"dur":2,"pid":1,"tid":1,"name":"f"},{"ph":"X","ts"'),
    );
    const { json } = await under.fetch(`${under.server.calls}/heddle${experiment}/progress`, 'GET');
    assert.equal(json.nbEvents, 1);
    assert.match(JSON.stringify(json.notices), /cut\.json/);
    const none = await under.fetch(`${under.server.calls}/heddle/find-traces`, 'POST', {
      path: under.file('x.txt', 'hello'),
    });
    assert.equal(none.status, 501);
    assert.match(none.json.detail, /x\.txt/);
  });

  const cygProfile = sharedTrace('ctf/cyg-profile/glxgears-cyg-profile');
  test('CTF: function entries and exits of a program', { skip: cygProfile ? false : 'no shared traces' }, async () => {
    const experiment = await open(cygProfile!);
    const { start, end, nbEvents, traces } = (await under.call('GET', experiment)).json;
    assert.deepEqual([start, end, nbEvents], [1_378_850_463_596_911_581n, 1_378_850_474_207_792_548n, 4977]);
    assert.equal(traces[0].properties.domain, '"ust"');
    const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
    assert.ok(outputs.some(({ id }) => id === HISTOGRAM));
    const answers = await askAll(experiment);
    assert.equal(answers.get('Events Table lines')!.json.model.lines.length, 10);

    // Clients of old use whatever comes first for everything, with a list of times.
    const requested_times = [start, end];
    for (const route of ['timeGraph/ID/tree', 'XY/ID/tree', 'XY/ID/xy']) {
      const path = `${experiment}/outputs/${route.replace('ID', outputs[0]!.id)}`;
      assert.equal(
        (await under.call('POST', path, { parameters: { requested_times, requested_items: [1] } })).status,
        200,
      );
    }
  });

  test(
    'symbols from a map that the user names, at once and after a restart',
    { skip: cygProfile ? false : 'no shared traces' },
    async () => {
      const copy = join(under.folder, 'without-map', 'trace');
      cpSync(cygProfile!, copy, { recursive: true });
      const experiment = await open(copy);
      const symbols = (path: string) =>
        under.fetch(`${under.server.calls}/heddle${experiment}/symbols`, 'POST', { path });
      const labels = async () => (await askAll(experiment)).get('Flame Chart states')!.text;
      assert.ok(!(await labels()).includes('draw_gears'));
      assert.equal((await symbols('/no/such/map')).status, 404);
      const refused = await symbols(under.file('prose.txt', 'these are no symbols'));
      assert.deepEqual([refused.status, refused.json.parameter], [400, 'path']);
      assert.equal((await symbols(resolve(cygProfile!, '../cyg-profile-mapping.txt'))).status, 200);
      assert.ok((await labels()).includes('draw_gears'));
      await under.restart(REAL_PARTS);
      await under.indexed(experiment);
      assert.ok((await labels()).includes('draw_gears'));
    },
  );
});
