/**
 * XML analyses over HTTP, as the ADR's diagrams draw it: uploaded by path, changed, deleted; their outputs in all
 * experiments that they fit. Through the real readers and the real worker.
 */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { configurationTypes } from '../configurations/registry.ts';
import { findTraces } from '../formats/find-traces.ts';
import { formats } from '../formats/registry.ts';
import { sharedTrace } from '../formats/shared-traces.ts';
import { type Answered, ServerUnderTest } from './testing/server-under-test.ts';

const TYPE = 'org.eclipse.tracecompass.tmf.core.config.xmlsourcetype';
const CONFIGS = `/config/types/${TYPE}/configs`;
const worker = new URL('../engine/worker.ts', import.meta.url);
const options = { formats, findTraces, configurationTypes, worker };

const FTRACE = `# tracer: nop
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
            bash-12      [000] ..... 100.000001: sched_switch: prev_comm=bash prev_pid=12 prev_prio=120 prev_state=S ==> next_comm=make next_pid=13 next_prio=120
            make-13      [000] ..... 100.000005: sched_switch: prev_comm=make prev_pid=13 prev_prio=120 prev_state=S ==> next_comm=bash next_pid=12 next_prio=120
            bash-12      [000] ..... 100.000009: sched_switch: prev_comm=bash prev_pid=12 prev_prio=120 prev_state=S ==> next_comm=make next_pid=13 next_prio=120
`;

const analysis = (shown: string, type = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<tmfxml>
  <stateProvider id="test.cpus" version="1">
    <head>${type}<label value="CPUs"/></head>
    <eventHandler eventName="sched_switch">
      <stateChange>
        <stateAttribute type="constant" value="CPUs"/>
        <stateAttribute type="eventField" value="cpu"/>
        <stateValue type="eventField" value="${shown}"/>
      </stateChange>
    </eventHandler>
  </stateProvider>
  <timeGraphView id="test.cpus.view">
    <head><analysis id="test.cpus"/><label value="Who runs"/></head>
    <entry path="CPUs/*"><display type="self"/></entry>
  </timeGraphView>
</tmfxml>
`;

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(options);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

async function opened(name: string, path = under.file(`${name}.txt`, FTRACE)): Promise<string> {
  const trace = await under.call('POST', '/traces', { parameters: { uri: path, name } });
  assert.equal(trace.status, 200, trace.text);
  const made = await under.call('POST', '/experiments', { parameters: { name, traces: [trace.json.UUID] } });
  const experiment = `/experiments/${made.json.UUID}`;
  await under.indexed(experiment);
  return experiment;
}

const create = (parameters: Record<string, string>): Promise<Answered> => under.call('POST', CONFIGS, { parameters });

async function idsIn(experiment: string): Promise<string[]> {
  const outputs: { id: string; configuration?: { sourceTypeId: string } }[] = (
    await under.call('GET', `${experiment}/outputs`)
  ).json;
  return outputs.filter(({ configuration }) => configuration?.sourceTypeId === TYPE).map(({ id }) => id);
}

async function ask(experiment: string, route: string, parameters: object): Promise<Answered['json']> {
  for (;;) {
    const { json, text } = await under.call('POST', `${experiment}/outputs/${route}`, { parameters });
    if (json.status !== 'RUNNING') {
      assert.equal(json.status, 'COMPLETED', text);
      return json.model;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The labels of all states of the view. */
async function shown(experiment: string, view = 'test.cpus.view'): Promise<string[]> {
  const { entries } = await ask(experiment, `timeGraph/${view}/tree`, {});
  const requested_items = entries.filter((e: { hasData?: boolean }) => e.hasData).map((e: { id: number }) => e.id);
  const { start, end } = (await under.call('GET', experiment)).json;
  const { rows } = await ask(experiment, `timeGraph/${view}/states`, {
    requested_items,
    requested_timerange: { start, end, nbTimes: 1000 },
  });
  return rows.flatMap(({ states }: { states: { label: string }[] }) => states.map(({ label }) => label));
}

test('created by path, without a name: its outputs are in experiments opened before and after, and after a restart', async () => {
  const before = await opened('before');
  const types = (await under.call('GET', '/config/types')).json;
  const type = types.find(({ id }: { id: string }) => id === TYPE);
  assert.deepEqual([type.name, type.scope], ['XML Data-driven analyses', 'global']);
  assert.deepEqual((await under.call('GET', CONFIGS)).json, []);

  const path = under.file('cpus.xml', analysis('next_comm'));
  const made = await create({ path });
  assert.equal(made.status, 200, made.text);
  const { name, description, sourceTypeId, parameters } = made.json;
  assert.deepEqual([name, description, sourceTypeId], ['cpus', 'XML Data-driven analysis: cpus', TYPE]);
  assert.deepEqual(parameters, { path, content: analysis('next_comm') });
  assert.deepEqual((await under.call('GET', CONFIGS)).json, [made.json]);
  rmSync(path);

  const after = await opened('after');
  for (const experiment of [before, after]) {
    assert.deepEqual(await idsIn(experiment), ['test.cpus.view']);
    assert.deepEqual(await shown(experiment), ['make', 'bash', 'make']);
  }
  const output = (await under.call('GET', `${before}/outputs/test.cpus.view`)).json;
  assert.deepEqual([output.name, output.type, output.configIds], ['CPUs: Who runs', 'TIME_GRAPH', [made.json.id]]);

  await under.restart(options);
  await under.indexed(before);
  assert.deepEqual(await shown(before), ['make', 'bash', 'make']);
});

test('changed: open experiments show the new result under the same ids', async () => {
  const experiment = await opened('open');
  const path = under.file('cpus.xml', analysis('next_comm'));
  const { json: made } = await create({ path });
  assert.deepEqual(await shown(experiment), ['make', 'bash', 'make']);

  writeFileSync(path, analysis('prev_comm'));
  const updated = await under.call('PUT', `${CONFIGS}/${made.id}`, { parameters: { path } });
  assert.deepEqual([updated.status, updated.json.id], [200, made.id]);
  assert.deepEqual(await shown(experiment), ['bash', 'make', 'bash']);

  const other = await under.call('PUT', `${CONFIGS}/${made.id}`, { parameters: { content: analysis('next_pid') } });
  assert.deepEqual([other.status, other.json.name], [200, 'CPUs']);
  assert.deepEqual(await shown(experiment), ['13', '12', '13']);

  const wrong = await under.call('PUT', `${CONFIGS}/${made.id}`, {
    parameters: { content: '<tmfxml>\n  <view/>\n</tmfxml>' },
  });
  assert.equal(wrong.status, 400);
  assert.deepEqual(await shown(experiment), ['13', '12', '13'], 'what is refused changes nothing');
});

test('what was stored can be sent back, renamed or after it was deleted, though its file is another one now', async () => {
  const path = under.file('cpus.xml', analysis('next_comm'));
  const { json: made } = await create({ path });
  writeFileSync(path, analysis('prev_comm'));
  const url = `${CONFIGS}/${made.id}`;
  const renamed = await under.call('PUT', url, { name: 'By hand', parameters: made.parameters });
  assert.deepEqual(renamed.json, { ...made, name: 'By hand' });
  await under.call('DELETE', url);
  assert.deepEqual((await under.call('POST', CONFIGS, renamed.json)).json, renamed.json);
  const other = { ...made.parameters, content: analysis('next_pid') };
  assert.equal((await under.call('PUT', url, { parameters: other })).status, 400);
});

test('deleted: its outputs are gone from every experiment', async () => {
  const experiment = await opened('open');
  const { json: made } = await create({ content: analysis('next_comm') });
  assert.deepEqual(await idsIn(experiment), ['test.cpus.view']);
  assert.equal((await under.call('DELETE', `${CONFIGS}/${made.id}`)).status, 200);
  assert.deepEqual(await idsIn(experiment), []);
  const gone = await under.call('POST', `${experiment}/outputs/timeGraph/test.cpus.view/tree`, { parameters: {} });
  assert.notEqual(gone.status, 200);
  assert.deepEqual((await under.call('GET', CONFIGS)).json, []);
});

test('a copy has outputs of its own; what fits no trace adds none', async () => {
  const experiment = await opened('open');
  await create({ content: analysis('next_comm') });
  const { json: copy } = await create({ content: analysis('prev_comm') });
  assert.deepEqual((await idsIn(experiment)).toSorted(), ['test.cpus.view', `test.cpus.view:${copy.id}`]);
  assert.deepEqual(await shown(experiment, `test.cpus.view:${copy.id}`), ['bash', 'make', 'bash']);
  const { name } = (await under.call('GET', `${experiment}/outputs/test.cpus.view:${copy.id}`)).json;
  assert.equal(name, 'CPUs: Who runs (CPUs)');
  await create({ content: analysis('next_comm', '<traceType id="org.eclipse.linuxtools.lttng2.ust.tracetype"/>') });
  assert.equal((await idsIn(experiment)).length, 2);
});

/** Besides the time graph: a chart, a pattern with segments, and a call stack. */
const ALL = analysis('next_comm').replace(
  '</tmfxml>',
  `<xyView id="test.pids"><head><analysis id="test.cpus"/></head>
    <entry path="CPUs/*" displayType="absolute"><display type="self"/></entry></xyView>
  <pattern id="test.runs" version="1"><head><label value="Runs"/></head><patternHandler>
    <action id="end"><segment><segType segName="run"/></segment></action>
    <fsm id="run" initial="idle" multiple="false">
      <state id="idle"><transition event="sched_switch" target="on"/></state>
      <state id="on"><transition event="sched_switch" target="done" action="end"/></state>
      <final id="done"/>
    </fsm></patternHandler></pattern>
  <callstack id="test.calls"><callstackGroup><level path="CPUs/*"/></callstackGroup>
    <stateProvider id="test.stack" version="1"><head><label value="Stacks"/></head>
      <eventHandler eventName="sched_switch"><stateChange>
        <stateAttribute type="constant" value="CPUs"/><stateAttribute type="eventField" value="cpu"/>
        <stateAttribute type="constant" value="CallStack"/>
        <stateValue type="eventField" value="next_comm" stack="push"/>
      </stateChange></eventHandler></stateProvider></callstack></tmfxml>`,
);

test('every output that a document adds answers all that its type can be asked', async () => {
  const experiment = await opened('open');
  const made = await create({ content: ALL });
  assert.equal(made.status, 200, made.text);
  const { start, end } = (await under.call('GET', experiment)).json;
  const requested_timerange = { start, end, nbTimes: 20 };
  const outputs: { id: string; name: string; type: string }[] = (await under.call('GET', `${experiment}/outputs`)).json;
  const answered = new Map<string, number>();
  for (const { id, name, type } of outputs) {
    if (!(await idsIn(experiment)).includes(id)) continue;
    await ask(experiment, `${id}/style`, {});
    await ask(experiment, `${id}/annotations`, { requested_timerange });
    if (type === 'TABLE') {
      const { lines } = await ask(experiment, `table/${id}/lines`, {
        requested_table_index: 0,
        requested_table_count: 9,
      });
      answered.set(name, lines.length);
      continue;
    }
    const kind = { DATA_TREE: 'data', TREE_TIME_XY: 'XY', TREE_GENERIC_XY: 'genericXY' }[type] ?? 'timeGraph';
    const { entries } = await ask(experiment, `${kind}/${id}/tree`, {});
    const requested_items = entries.filter((e: { hasData?: boolean }) => e.hasData).map((e: { id: number }) => e.id);
    if (kind === 'data') answered.set(name, entries.length);
    if (kind === 'data') continue;
    const parameters = { requested_items, requested_timerange };
    const route = kind === 'timeGraph' ? 'states' : 'xy';
    const model = await ask(experiment, `${kind}/${id}/${route}`, parameters);
    answered.set(name, (model.rows ?? model.series).length);
    if (kind === 'timeGraph') await ask(experiment, `timeGraph/${id}/arrows`, { requested_timerange });
  }
  const latencies = (analysis: string, rows: number): [string, number][] => [
    [`${analysis} - Latency Density`, 1],
    [`${analysis} - Latency Statistics`, rows],
    [`${analysis} - Latency Table`, analysis === 'Runs' ? 1 : 3],
    [`${analysis} - Latency vs Time`, rows - 2],
  ];
  assert.deepEqual(
    [...answered].toSorted(),
    [
      ['CPUs: Who runs', 1],
      ['CPUs: test.pids', 1],
      ['Stacks - Flame Chart', 3],
      ['Stacks - Flame Graph', 3],
      ...latencies('Runs', 3),
      ...latencies('Stacks', 4),
    ].toSorted(),
  );
});

test('scripts run in the worker; one that does not end is stopped, told by its place, and the worker goes on', async () => {
  const experiment = await opened('scripted');
  const scripted = (text: string): string =>
    analysis('x').replace(
      '<stateValue type="eventField" value="x"/>',
      `<stateValue type="script" value="${text}"><stateValue id="comm" type="eventField" value="next_comm"/></stateValue>`,
    );
  const { json: made } = await create({ content: scripted("comm === 'make' ? comm.length : comm + '!'") });
  assert.deepEqual(await shown(experiment), ['4', 'bash!', '4']);

  await under.call('PUT', `${CONFIGS}/${made.id}`, {
    parameters: { content: scripted('[].indexOf.call({length: 1e15}, 1)') },
  });
  let stopped: Answered['json'];
  do
    stopped = (await under.call('POST', `${experiment}/outputs/timeGraph/test.cpus.view/tree`, { parameters: {} }))
      .json;
  while (stopped.status === 'RUNNING');
  assert.equal(stopped.status, 'FAILED');
  assert.match(stopped.statusMessage, /Line 9, column 9 of the document: the script does not come to an end/);
  await under.call('PUT', `${CONFIGS}/${made.id}`, { parameters: { content: scripted('comm') } });
  assert.deepEqual(await shown(experiment), ['make', 'bash', 'make']);
});

test('while somebody types, it is told what would come of it, and where it goes wrong', async () => {
  const tried = async (parameters: object): Promise<Answered['json']> =>
    (await under.tried(`/config/types/${TYPE}`, { parameters })).json;
  const path = under.file('cpus.xml', analysis('next_comm'));
  assert.deepEqual(await tried({ path }), {
    errors: [],
    preview: {
      text: '1 state provider, 1 view; for all traces',
      columns: ['Output', 'Kind', 'Analysis'],
      rows: [['Who runs', 'Time graph', 'CPUs']],
    },
  });
  const content = '<tmfxml>\n  <bad/>\n</tmfxml>';
  const [{ parameter, message, position }] = (await tried({ content })).errors;
  assert.deepEqual([parameter, /line 2, column 3/.test(message)], ['content', true]);
  assert.equal(typeof position, 'number');
  assert.deepEqual((await under.call('GET', CONFIGS)).json, []);
});

describe('refused with 400', () => {
  const refused: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['a document type', { content: '\n  <!DOCTYPE x [<!ENTITY a "b">]>\n<tmfxml/>' }, /line 2, column \d+: .*DOCTYPE/],
    ['what is no XML', { content: '<tmfxml>\n  <stateProvider\n</tmfxml>' }, /line 3, column \d+: /],
    ['unknown elements', { content: '<tmfxml>\n <bad/>\n</tmfxml>' }, /line 2, column 2: .*bad/],
    [
      'a script that is no JavaScript',
      { content: analysis('x').replace('type="eventField" value="x"', 'type="script" value="1 +"') },
      /line 9, column \d+: .*script/,
    ],
    ['neither path nor content', {}, /"path" or "content"/],
  ];
  for (const [what, parameters, detail] of refused) {
    test(what, async () => {
      const answer = await create(parameters);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.json.detail, detail);
      assert.deepEqual((await under.call('GET', CONFIGS)).json, [], 'nothing is stored');
    });
  }

  test('a file that is not what "content" says, or is missing, or too large', async () => {
    const path = under.file('a.xml', analysis('next_comm'));
    assert.match((await create({ path, content: analysis('prev_comm') })).json.detail, /send one of the two/);
    assert.equal(
      (await create({ path, content: analysis('next_comm') })).status,
      200,
      'what was stored can be sent again',
    );
    const missing = await create({ path: `${path}.gone` });
    assert.deepEqual([missing.status, missing.json.parameter], [404, 'path']);
    const large = await create({ path: under.file('large.xml', ' '.repeat(256 * 1024 + 1)) });
    assert.equal(large.status, 400);
    assert.match(large.json.detail, /more than 262144 bytes/);
  });

  test('a file outside of --allow', async () => {
    const path = under.file('a.xml', analysis('next_comm'));
    await under.restart({ ...options, allowed: [under.folder] });
    assert.equal((await create({ path })).status, 200);
    assert.equal((await create({ path: '/etc/hostname' })).status, 403);
  });
});

describe('the example of the documentation', () => {
  const docs = readFileSync(resolve(import.meta.dirname, '../../docs/configurations.md'), 'utf8');
  const example = /## XML Data-driven analyses[\s\S]*?```xml\n([\s\S]*?)```/.exec(docs)?.[1];
  const trace = sharedTrace('ctf/many-threads');

  test('shows who runs where', { skip: trace === undefined && 'no shared traces' }, async () => {
    const experiment = await opened('real', trace);
    assert.equal((await create({ content: example! })).status, 200);
    assert.deepEqual((await idsIn(experiment)).toSorted(), ['example.cpus.switches', 'example.cpus.threads']);
    assert.ok(new Set(await shown(experiment, 'example.cpus.threads')).size > 5);
    const { entries } = await ask(experiment, 'XY/example.cpus.switches/tree', {});
    assert.equal(entries.length, 9);
  });
});
