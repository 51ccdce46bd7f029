import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidRequest, NotFoundError, TraceServerError } from '../errors.ts';
import type { Call, TraceServer } from '../trace-server.ts';
import { EMPTY_OBJECT, JsonText, stringify } from '../values/json-text.ts';
import { ExternalTraceServer } from './external-trace-server.ts';
import { IDENTITY, type IdConverter } from './id-converter.ts';

const P = 'c2hhd24vdGVzdC1wcm9qZWN0';
const USER = 'c2hhd24=';
const INSIDE = `weave-trace-internal:///${P}`;
const OUTSIDE = 'weave:///shawn/test-project';

/** A store that answers each method as it is told, and keeps what it was asked. */
function asking(replies: { readonly [method in keyof TraceServer]?: unknown }, converter: IdConverter = IDENTITY) {
  const asked: unknown[] = [];
  const answer = (method: keyof TraceServer) => (request: unknown) => {
    asked.push(JSON.parse(stringify(request)));
    const reply = replies[method];
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
  const methods = Object.keys(replies) as (keyof TraceServer)[];
  const store = Object.fromEntries(methods.map((method) => [method, answer(method)])) as unknown as TraceServer;
  return { server: new ExternalTraceServer(store, converter), asked };
}

const call = (members: Partial<Call>): Call => ({
  id: '1',
  project_id: P,
  op_name: `${INSIDE}/op/f:v`,
  display_name: null,
  trace_id: '2',
  parent_id: null,
  started_at: '2024-06-13T12:00:00Z',
  attributes: EMPTY_OBJECT,
  inputs: EMPTY_OBJECT,
  ended_at: null,
  exception: null,
  output: null,
  summary: null,
  wb_user_id: USER,
  wb_run_id: `${P}:run`,
  wb_run_step: null,
  wb_run_step_end: null,
  thread_id: null,
  turn_id: null,
  deleted_at: null,
  ...members,
});

test('a start is told in internal words: project, op, user, run, and refs deep in values; keys and prose are left alone', async () => {
  const { server, asked } = asking({ callStart: { id: '1', trace_id: '2' } });
  const values = (prefix: string, outside: string) => ({
    list: [`${prefix}/object/a:b/key/x%2Fy`],
    [`${outside}/object/key:k`]: `see ${outside}/object/a:b`,
    json: JSON.stringify({ ref: `${outside}/object/a:b` }),
  });
  const start = (prefix: string) => ({
    op_name: `${prefix}/op/f:v`,
    display_name: `see ${OUTSIDE}/object/a:b`,
    started_at: '2024-06-13T12:00:00Z',
    attributes: JsonText.of(values(prefix, OUTSIDE)),
    inputs: JsonText.of(values(prefix, OUTSIDE)),
  });
  await server.callStart({
    start: {
      ...start(OUTSIDE),
      project_id: 'shawn/test-project',
      wb_user_id: 'shawn',
      wb_run_id: 'shawn/test-project/run-1',
    },
  });
  const expected = { start: { ...start(INSIDE), project_id: P, wb_user_id: USER, wb_run_id: `${P}:run-1` } };
  assert.deepEqual(asked, [JSON.parse(stringify(expected))]);
});

test('refs of the wrong kind are refused with the error of their side', async () => {
  const start = { project_id: 'e/p', op_name: 'f', started_at: '', attributes: EMPTY_OBJECT, inputs: EMPTY_OBJECT };
  const { server, asked } = asking({
    callStart: {},
    refsReadBatch: { vals: [] },
    callRead: { call: call({ output: JsonText.of(['weave:///e/p/object/a:b']) }) },
    objsQuery: { objs: [] },
  });
  for (const bad of [`${INSIDE}/object/a:b`, 'weave:///e/p', 'weave:////p/object', 'weave:///e//object']) {
    await assert.rejects(server.callStart({ start: { ...start, inputs: JsonText.of([bad]) } }), {
      name: 'InvalidExternalRef',
      status: 400,
    });
  }
  for (const bad of [`${INSIDE}/object/a:b`, 'weave:///e/p/object/a', 'weave-private://///object/a:b', 'a']) {
    await assert.rejects(server.refsReadBatch({ refs: [bad] }), { name: 'InvalidExternalRef' });
  }
  assert.deepEqual(asked, []);
  await assert.rejects(server.callRead({ project_id: 'shawn/test-project', id: '1' }), {
    name: 'InvalidInternalRef',
    status: 400,
  });
  for (const project of ['', 'project', 'a/b/c', '/b', 'a/', 'a/b\0', '\ud800/b', `a/${'b'.repeat(300)}`]) {
    await assert.rejects(server.objsQuery({ project_id: project }), InvalidRequest, project);
  }
});

test('replies come in the words of the caller, and what prices and feedback say of people, too', async () => {
  const summary = new JsonText(
    `{"usage":{"weave":{"feedback":["${USER}"]}},"n":1.0,"weave":{"status":"success","feedback":[{"project_id":"${P}","wb_user_id":"${USER}","weave_ref":"${INSIDE}/call/1","payload":{"wb_user_id":"${USER}","n":1e-07}}],"costs":{"gpt":{"created_by":"system","pricing_level":"default","pricing_level_id":"default"},"own":{"prompt_tokens_total_cost":0.10,"created_by":"${USER}","pricing_level_id":"${P}"}}}}`,
  );
  const output = new JsonText(`["${INSIDE}/object/a:b","x ${INSIDE}"]`);
  const { server } = asking({ callRead: { call: call({ summary, output }) } });
  const read = (await server.callRead({ project_id: 'shawn/test-project', id: '1' })).call!;
  assert.deepEqual(
    { ...read, output: read.output!.text, summary: read.summary!.text },
    {
      ...call({}),
      project_id: 'shawn/test-project',
      op_name: `${OUTSIDE}/op/f:v`,
      wb_user_id: 'shawn',
      wb_run_id: 'shawn/test-project/run',
      output: `["${OUTSIDE}/object/a:b","x ${INSIDE}"]`,
      summary: `{"usage":{"weave":{"feedback":["${USER}"]}},"n":1.0,"weave":{"status":"success","feedback":[{"project_id":"shawn/test-project","wb_user_id":"shawn","weave_ref":"${OUTSIDE}/call/1","payload":{"wb_user_id":"${USER}","n":1e-07}}],"costs":{"gpt":{"created_by":"system","pricing_level":"default","pricing_level_id":"default"},"own":{"prompt_tokens_total_cost":0.10,"created_by":"shawn","pricing_level_id":"shawn/test-project"}}}}`,
    },
  );
});

test('whoever made an object is told by name', async () => {
  const obj = { project_id: P, object_id: 'a', val: EMPTY_OBJECT, wb_user_id: USER };
  const { server } = asking({ objRead: { obj }, objsQuery: { objs: [obj] } });
  const read = await server.objRead({ project_id: 'shawn/test-project', object_id: 'a', digest: 'latest' });
  assert.equal(read.obj.wb_user_id, 'shawn');
  assert.equal((await server.objsQuery({ project_id: 'shawn/test-project' })).objs[0]!.wb_user_id, 'shawn');
});

test('a reply about another project than the one asked for is an error of ours', async () => {
  const { server } = asking({ callRead: { call: call({ project_id: 'ZS9w' }) } });
  await assert.rejects(server.callRead({ project_id: 'shawn/test-project', id: '1' }), {
    status: 500,
    message: 'Internal Error - Project Mismatch',
  });
});

test('filters and the literals of queries are converted where they name something', async () => {
  const { server, asked } = asking({ callsQueryStats: { count: 0 } });
  const literal = (value: unknown) => ({ $literal: JsonText.of(value) });
  const request = (prefix: string, user: string, run: string, project: string) => ({
    project_id: project,
    filter: {
      op_names: [`${prefix}/op/f:*`, 'plain'],
      input_refs: [`${prefix}/object/a:b`],
      output_refs: null,
      wb_user_ids: [user],
      wb_run_ids: [run],
      call_ids: ['weave:///'],
    },
    query: {
      $expr: {
        $and: [
          { $eq: [{ $getField: 'wb_user_id' }, literal(user)] },
          { $in: [{ $convert: { input: { $getField: 'wb_run_id' }, to: 'string' } }, [literal(run)]] },
          { $not: [{ $eq: [literal(project), { $getField: 'project_id' }] }] },
          { $contains: { input: { $getField: 'inputs.a' }, substr: literal(`${prefix}/object/`) } },
          { $gt: [{ $getField: 'inputs.user' }, literal('shawn')] },
          { $eq: [{ $getField: 'inputs.a' }, literal({ deep: [`${prefix}/call/1`] })] },
        ],
      },
    },
  });
  await server.callsQueryStats(
    request(OUTSIDE, 'shawn', 'shawn/test-project/r', 'shawn/test-project') as Parameters<
      TraceServer['callsQueryStats']
    >[0],
  );
  assert.deepEqual(asked, [JSON.parse(stringify(request(INSIDE, USER, `${P}:r`, P)))]);
});

test('who cannot see a project gets private refs to it, and cannot name it', async () => {
  const converter: IdConverter = {
    ...IDENTITY,
    projectToInternal(project, access) {
      if (project.startsWith('hidden/')) throw new NotFoundError('no such project');
      return IDENTITY.projectToInternal(project, access);
    },
    projectToExternal(id) {
      const name = IDENTITY.projectToExternal(id);
      return name?.startsWith('hidden/') ? undefined : name;
    },
  };
  const hidden = Buffer.from('hidden/p').toString('base64url').padEnd(12, '=');
  const output = JsonText.of([`weave-trace-internal:///${hidden}/object/a:b/key/x`]);
  const { server } = asking(
    {
      callRead: { call: call({ output, wb_run_id: `${hidden}:run` }) },
      projectsQuery: { projects: [{ project_id: P }, { project_id: hidden }] },
    },
    converter,
  );
  const read = (await server.callRead({ project_id: 'shawn/test-project', id: '1' })).call!;
  assert.deepEqual([read.output!.text, read.wb_run_id], ['["weave-private://///object/a:b/key/x"]', null]);
  const { projects } = await server.projectsQuery({});
  assert.deepEqual(
    projects.map((project) => project.project_id),
    ['shawn/test-project'],
  );
  await assert.rejects(server.refsReadBatch({ refs: ['weave:///hidden/p/object/a:b'] }), NotFoundError);
});

test('errors of the store speak of projects as the caller does', async () => {
  const { server } = asking({ callRead: new NotFoundError(`${INSIDE}/call/1 of ${P}: not there`) });
  await assert.rejects(server.callRead({ project_id: 'shawn/test-project', id: '1' }), {
    name: 'NotFoundError',
    message: `${OUTSIDE}/call/1 of shawn/test-project: not there`,
  });
  const odd = Buffer.from('e/$&').toString('base64url');
  const { server: another } = asking({ callRead: new NotFoundError(`${odd}==: not there`) });
  await assert.rejects(another.callRead({ project_id: 'e/$&', id: '1' }), { message: 'e/$&: not there' });
});

test('a stream is converted call by call, and its errors are those of the store', async () => {
  const store = {
    async *callsQueryStream() {
      yield call({ id: '1' });
      yield call({ id: '2' });
      throw new TraceServerError(`broken at ${INSIDE}/call/3`, 502);
    },
  } as unknown as TraceServer;
  const server = new ExternalTraceServer(store, IDENTITY);
  const seen: string[] = [];
  await assert.rejects(
    async () => {
      for await (const { id, op_name } of server.callsQueryStream({ project_id: 'shawn/test-project' })) {
        seen.push(`${id} ${op_name}`);
      }
    },
    { message: `broken at ${OUTSIDE}/call/3`, status: 502 },
  );
  assert.deepEqual(seen, [`1 ${OUTSIDE}/op/f:v`, `2 ${OUTSIDE}/op/f:v`]);
});
