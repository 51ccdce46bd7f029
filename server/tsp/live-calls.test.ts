/** Projects of calls as live experiments: recorded over HTTP, read by tsp-typescript-client as it is. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type * as Queries from 'tsp-typescript-client/lib/models/query/query-helper.js';
import type { HttpTspClient as Client } from 'tsp-typescript-client/lib/protocol/http-tsp-client.js';
import type { TspClientResponse } from 'tsp-typescript-client/lib/protocol/tsp-client-response.js';
import { REAL_PARTS } from './testing/real-parts.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const require = createRequire(import.meta.url);
const { HttpTspClient } = require('tsp-typescript-client/lib/protocol/http-tsp-client.js') as {
  HttpTspClient: typeof Client;
};
const { QueryHelper } = require('tsp-typescript-client/lib/models/query/query-helper.js') as typeof Queries;

const CHART = 'org.eclipse.tracecompass.analysis.profiling.core.flamechart:heddle.calls';
const PROJECT = 'me/agents';

let under: ServerUnderTest;
let client: Client;
before(async () => {
  under = await ServerUnderTest.start(REAL_PARTS);
  client = new HttpTspClient(under.server.tsp);
});
after(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

async function model<T>(reply: Promise<TspClientResponse<T>>): Promise<T> {
  const answered = await reply;
  assert.ok(answered.isOk(), answered.getText());
  return answered.getModel()!;
}

/** Waits for what has to come about. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(20);
  }
  assert.fail(`in vain: ${what}`);
}

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (ms: number): string => new Date(BEGIN + ms).toISOString();
const BEGIN = Date.now() - 60_000;

interface Told {
  readonly call: number;
  readonly parent?: number;
  readonly op?: string;
  readonly start?: number;
  readonly end?: number;
  readonly exception?: string;
}

async function record(...told: readonly Told[]): Promise<void> {
  const batch = told.flatMap(({ call, parent, op, start, end, exception }) => [
    ...(start === undefined
      ? []
      : [
          {
            mode: 'start',
            req: {
              start: {
                ...{ project_id: PROJECT, id: id(call), trace_id: id(900), op_name: op, started_at: at(start) },
                ...{ attributes: {}, inputs: { question: `what is ${call}?` } },
                ...(parent === undefined ? {} : { parent_id: id(parent) }),
              },
            },
          },
        ]),
    ...(end === undefined
      ? []
      : [
          {
            mode: 'end',
            req: {
              end: {
                ...{ project_id: PROJECT, id: id(call), ended_at: at(end), output: 42 },
                ...{ summary: { usage: { 'gpt-4o': { prompt_tokens: 10, completion_tokens: 1 } } } },
                ...(exception === undefined ? {} : { exception }),
              },
            },
          },
        ]),
  ]);
  await calls('/call/upsert_batch', { batch });
}

async function calls(path: string, body: object): Promise<void> {
  const { status, text } = await under.fetch(`${under.server.calls}${path}`, 'POST', body);
  assert.equal(status, 200, text);
}

async function progress(uuid: string) {
  return (await under.heddle(`/experiments/${uuid}/progress`)).json;
}

/** Rows of the chart as `label[start-end] …`, in ms since `BEGIN`. */
async function chart(uuid: string, output = CHART): Promise<string[]> {
  const { start, end } = await model(client.fetchExperiment(uuid));
  const tree = await model(client.fetchTimeGraphTree(uuid, output, QueryHelper.timeRangeQuery(start, end)));
  const items = tree.model.entries.filter(({ hasData }) => hasData).map(({ id }) => id);
  const query = QueryHelper.selectionTimeRangeQuery(start, end, 1000, items);
  const states = await model(client.fetchTimeGraphStates(uuid, output, query));
  const texts = states.model.rows.map(({ states }) =>
    states
      .map(
        ({ label, start, end }) =>
          `${label}[${Number(start / 1_000_000n) - BEGIN}-${Number(end / 1_000_000n) - BEGIN}]`,
      )
      .join(' '),
  );
  return texts.filter((text) => text !== '');
}

async function project(): Promise<string> {
  const experiment = (await model(client.fetchExperiments())).find(({ name }) => name === PROJECT);
  assert.ok(experiment, 'the project is listed');
  return experiment.UUID;
}

test('a project of calls is listed, grows, and is read anew where what came was late', async () => {
  assert.deepEqual(await model(client.fetchExperiments()), []);
  await record({ call: 1, op: 'agent', start: 0 }, { call: 2, parent: 1, op: 'llm', start: 100, end: 200 });
  const uuid = await project();
  assert.deepEqual((await under.heddle('/calls/experiments')).json, [{ project_id: PROJECT, experiment: uuid }]);
  assert.equal((await model(client.fetchTraces()))[0]!.name, PROJECT);

  assert.equal((await model(client.fetchExperiment(uuid))).indexingStatus, 'RUNNING');
  await until('all is there', async () => ((await progress(uuid)).live === true ? true : undefined));
  const outputs = await model(client.experimentOutputs(uuid));
  assert.ok(outputs.some(({ id }) => id === CHART));
  const [running, ended] = await chart(uuid);
  assert.equal(ended, 'llm[100-200]');
  const reach = Number(/^agent\[0-(\d+)\]$/.exec(running!)?.[1]);
  assert.ok(reach > 50_000, `what runs reaches until about now: ${running}`);
  const before = await progress(uuid);
  assert.deepEqual([before.status, before.fraction, before.nbEvents], ['RUNNING', 1, 3]);

  await record(
    { call: 1, end: 300 },
    { call: 3, parent: 1, op: 'tool', start: 250, end: 280, exception: 'no such tool' },
  );
  await until('it has grown', async () => ((await progress(uuid)).nbEvents === 6 ? true : undefined));
  assert.ok((await progress(uuid)).liveRevision > before.liveRevision);
  assert.deepEqual(await chart(uuid), ['agent[0-300]', 'llm[100-200] tool[250-280]']);

  await record({ call: 4, parent: 1, op: 'late', start: 150, end: 160 });
  await until('it is read anew', async () => ((await progress(uuid)).nbEvents === 8 ? true : undefined));
  assert.deepEqual(await chart(uuid), ['agent[0-300]', 'llm[100-200] tool[250-280]', 'late[150-160]']);

  await calls('/calls/delete', { project_id: PROJECT, call_ids: [id(4)] });
  await until('a deleted call is gone', async () => ((await chart(uuid)).length === 2 ? true : undefined));
});

test('the tooltip tells what a call got and gave, and its ids', async () => {
  const uuid = await project();
  const { start, end } = await model(client.fetchExperiment(uuid));
  const { model: tree } = await model(client.fetchTimeGraphTree(uuid, CHART, QueryHelper.timeRangeQuery(start, end)));
  const entryId = tree.entries.find(({ labels }) => labels[0] === 'depth 1')!.id;
  const time = BigInt(BEGIN + 260) * 1_000_000n;
  const element = { elementType: 'STATE', time, duration: 1n, entryId };
  const parameters = { requested_times: [time], requested_items: [entryId], requested_element: element };
  const answered = await under.call('POST', `/experiments/${uuid}/outputs/timeGraph/${CHART}/tooltip`, { parameters });
  const { Started: _, ...told } = answered.json.model;
  assert.deepEqual(told, {
    Op: 'tool',
    Status: 'error',
    Latency: '30 ms',
    Exception: 'no such tool',
    Inputs: 'question: what is 3?',
    Output: '42',
    Tokens: '10 prompt, 1 completion',
    Cost: '$0.000065',
    User: told.User,
    call_id: id(3),
    trace_id: id(900),
    parent_id: id(1),
    project_id: PROJECT,
  });
});

test('what is derived from its outputs stays when it is read anew, and over a restart', async () => {
  const uuid = await project();
  const derived = await under.call('POST', `/experiments/${uuid}/outputs/${CHART}`, {
    name: 'tools',
    description: '',
    sourceTypeId: 'custom.flame.charts.id',
    parameters: { title: 'Tools', filter: 'op == tool' },
  });
  assert.equal(derived.status, 200, derived.text);
  const output: string = derived.json.id;
  await until('the derived chart', async () =>
    (await chart(uuid, output)).join() === 'tool[250-280]' ? true : undefined,
  );
  const { nbEvents } = await progress(uuid);
  await record({ call: 5, parent: 1, op: 'tool', start: 110, end: 120 });
  await until('it is read anew', async () => ((await progress(uuid)).nbEvents === nbEvents + 2 ? true : undefined));
  const both = 'tool[250-280],tool[110-120]';
  await until('its chart anew', async () => ((await chart(uuid, output)).join() === both ? true : undefined));

  await under.restart(REAL_PARTS);
  client = new HttpTspClient(under.server.tsp);
  assert.equal(await project(), uuid);
  const closed = (await model(client.fetchExperiments()))[0]!;
  assert.deepEqual([closed.indexingStatus, closed.nbEvents], ['CLOSED', nbEvents + 2]);
  await model(client.fetchExperiment(uuid));
  await until('all is there', async () => ((await progress(uuid)).live ? true : undefined));
  await until('its chart again', async () => ((await chart(uuid, output)).join() === both ? true : undefined));
});

test('charts of any field follow it', async () => {
  const uuid = await project();
  await until('all is there', async () => ((await progress(uuid)).live ? true : undefined));
  const table = (await model(client.experimentOutputs(uuid))).find(({ name }) => name === 'Events Table')!;
  const made = await under.call('POST', `/experiments/${uuid}/outputs/${table.id}`, {
    ...{ name: 'x', description: '', sourceTypeId: 'custom.xy.time.charts.id' },
    parameters: { title: 'x', columns: ['Op'], filter: '"Event type" == call_start' },
  });
  assert.equal(made.status, 200, made.text);
  const labels = async () => {
    const parameters = { requested_times: [0n, 1n] };
    const path = `/experiments/${uuid}/outputs/XY/${made.json.id}/tree`;
    const { json } = await under.call('POST', path, { parameters });
    return json.model.entries.map(({ labels }: { labels: string[] }) => labels[0]);
  };
  await until('its series', async () => ((await labels()).includes('tool') ? true : undefined));
  await record({ call: 6, parent: 1, op: 'new', start: 70_000 });
  await until('another one', async () => ((await labels()).includes('new') ? true : undefined));
});

test('reading can be cancelled, begun anew, and the experiment deleted: the calls stay', async () => {
  const uuid = await project();
  await model(client.fetchExperiment(uuid));
  await until('it is open', async () => ((await progress(uuid)).live ? true : undefined));
  const cancelled = await under.heddle(`/experiments/${uuid}/cancel`, 'POST');
  assert.deepEqual([cancelled.json.status, cancelled.json.live], ['CANCELLED', false]);
  await under.heddle(`/experiments/${uuid}/reread`, 'POST');
  await until('it is read again', async () => ((await progress(uuid)).live ? true : undefined));
  await model(client.deleteExperiment(uuid));
  assert.equal((await under.call('GET', `/experiments/${uuid}`)).json.indexingStatus, 'RUNNING');
  await until('all is there', async () => ((await progress(uuid)).live ? true : undefined));
  await until('its calls', async () => ((await chart(uuid)).length > 0 ? true : undefined));
});

test('is not opened by its path, and no other database is', async () => {
  for (const uri of ['calls:bWUvYWdlbnRz', 'calls:/etc/passwd']) {
    const { status } = await under.call('POST', '/traces', { parameters: { uri, typeID: 'calls' } });
    assert.ok(status >= 400 && status < 500, String(status));
  }
  const { status } = await under.call('POST', '/traces', { parameters: { uri: under.file('x'), typeID: 'calls' } });
  assert.equal(status, 501);
});

test('stands on one axis with a trace of another kind, which its going on does not hold up', async () => {
  const uri = under.file(
    'other.json',
    JSON.stringify([{ ph: 'X', ts: BEGIN * 1000, dur: 5, pid: 1, tid: 1, name: 'x' }]),
  );
  const other = await under.call('POST', '/traces', { parameters: { uri, name: 'other' } });
  const own = (await model(client.fetchTraces())).find(({ name }) => name === PROJECT)!;
  const made = await under.call('POST', '/experiments', {
    parameters: { name: 'both', traces: [own.UUID, other.json.UUID] },
  });
  assert.equal(made.status, 200, made.text);
  const traces = await until('the other trace', async () => {
    const { json } = await under.call('GET', `/experiments/${made.json.UUID}`);
    const read = json.traces.find(({ name }: { name: string }) => name === 'other').indexingStatus;
    return read === 'COMPLETED' ? json.traces : undefined;
  });
  assert.equal(traces[0].indexingStatus, 'RUNNING');
  await until('all is there', async () => ((await progress(made.json.UUID)).live ? true : undefined));
  await until('the calls', async () => ((await chart(made.json.UUID)).length > 0 ? true : undefined));
});
