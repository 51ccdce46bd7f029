import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidFieldError, InvalidRequest } from '../errors.ts';
import type { CallsPlan, RowsPlan } from '../query/plan.ts';
import { SqliteCallDatabase } from '../sqlite/sqlite-call-database.ts';
import type { Call, CallsQueryRequest } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import type { CallRow, ObjectsPlan } from './call-database.ts';
import { StoredTraceServer } from './stored-trace-server.ts';
import { end, json, objectRef, openStore, PROJECT, start, USER, uuid } from './testing/store.ts';

/** Counts questions, and gives calls three at a time. */
class Counting extends SqliteCallDatabase {
  readonly asked = { objects: 0, rows: 0 };
  batches = 0;
  ended = 0;

  override async *selectCalls(plan: CallsPlan): AsyncGenerator<readonly CallRow[]> {
    try {
      for await (const rows of super.selectCalls(plan)) {
        for (let at = 0; at < rows.length; at += 3) {
          this.batches++;
          yield rows.slice(at, at + 3);
        }
      }
    } finally {
      this.ended++;
    }
  }

  override selectObjects(plan: ObjectsPlan) {
    this.asked.objects++;
    return super.selectObjects(plan);
  }

  override selectRows(table: 'feedback' | 'llm_token_prices', plan: RowsPlan) {
    this.asked.rows++;
    return super.selectRows(table, plan);
  }
}

test('Only what was asked for is told of a call; the summary has what is derived all the same.', async () => {
  const store = openStore();
  await store.callStart(start(1, { attributes: json({ a: 1 }), inputs: json({ b: 2 }), display_name: 'n' }));
  await store.callEnd(end(1, { output: json({ c: 3 }), exception: 'e', summary: json({ d: 4 }) }));
  const read = async (columns?: string[]) =>
    (await store.callRead({ project_id: PROJECT, id: uuid(1), columns })).call!;
  const plain = await read(['id']);
  assert.deepEqual([plain.attributes.text, plain.inputs.text], ['{}', '{}']);
  for (const name of ['output', 'ended_at', 'summary', 'exception', 'display_name', 'wb_user_id'] as const) {
    assert.equal(plain[name], null, name);
  }
  assert.equal(plain.op_name, 'op');
  assert.equal((await read(['output.c.x'])).output?.text, '{"c":3}');
  const summary = await read(['summary.weave.status']);
  assert.equal(summary.ended_at, null);
  assert.match(summary.summary!.text, /^\{"d":4,"weave":\{"status":"error","display_name":"n","latency_ms":1999\}\}$/);
  for (const columns of [undefined, []]) assert.equal((await read(columns)).summary?.text, summary.summary?.text);
  await assert.rejects(read(['nonsense']), InvalidFieldError);
  assert.equal((await store.callRead({ project_id: PROJECT, id: 'nonsense' })).call, null);
  await store.close();
});

test('Costs and feedback bring the summary with them.', async () => {
  const store = openStore();
  await store.callStart(start(1));
  await store.callStart(start(2));
  await store.callEnd(end(1, { summary: json({ usage: { 'gpt-4': { input_tokens: 2, prompt_tokens: 1 } } }) }));
  const weave_ref = `weave-trace-internal:///${PROJECT}/call/${uuid(1)}`;
  for (const n of [1, 2]) {
    const payload = new JsonText(`{"n":${n}.0}`);
    await store.feedbackCreate({ project_id: PROJECT, weave_ref, feedback_type: 'mine', payload, wb_user_id: USER });
  }
  const { calls } = await store.callsQuery({
    project_id: PROJECT,
    columns: ['id'],
    include_costs: true,
    include_feedback: true,
  });
  const [first, second] = calls.map((call) => call.summary!.text);
  assert.match(first!, /"costs":\{"gpt-4":\{"prompt_tokens":3,"completion_tokens":0,/);
  assert.match(first!, /"prompt_tokens_total_cost":0\.00009,/);
  assert.match(first!, /"feedback":\[\{.*"payload":\{"n":1\.0\}.*\},\{.*"payload":\{"n":2\.0\}/);
  assert.equal(second, '{"weave":{"status":"running","trace_name":"op","costs":{},"feedback":[]}}');
  await store.close();
});

test('What belongs to calls is asked for once a batch, and who stops reading stops the database.', async () => {
  const database = new Counting(':memory:');
  const store = new StoredTraceServer(database);
  const { digest } = await store.objCreate({ obj: { project_id: PROJECT, object_id: 'model', val: json({ x: 1 }) } });
  const usage = json({ usage: { 'gpt-4': { requests: 1 } } });
  for (let n = 1; n <= 9; n++) {
    await store.callStart(start(n, { inputs: json({ model: objectRef('model', digest) }) }));
    await store.callEnd(end(n, { summary: usage }));
  }
  database.asked.objects = 0;
  const request: CallsQueryRequest = {
    project_id: PROJECT,
    expand_columns: ['inputs.model'],
    include_costs: true,
    include_feedback: true,
  };
  const all: Call[] = [];
  for await (const call of store.callsQueryStream(request)) all.push(call);
  assert.equal(all.length, 9);
  assert.ok(all.every((call) => call.inputs.text.includes('"x":1')));
  assert.deepEqual([database.batches, database.ended], [3, 1]);
  // Prices once for all, feedback and objects with each batch.
  assert.deepEqual(database.asked, { objects: 3, rows: 4 });

  for await (const call of store.callsQueryStream(request)) if (call.id === uuid(2)) break;
  assert.deepEqual([database.batches, database.ended], [4, 2]);
  await store.close();
});

test('A request that makes no sense is refused with the first call.', async () => {
  const store = openStore();
  for (const [request, type] of [
    [{ project_id: 'x' }, InvalidRequest],
    [{ project_id: PROJECT, sort_by: [{ field: 'x', direction: 'asc' }] }, InvalidFieldError],
    [{ project_id: PROJECT, expand_columns: ['x'] }, InvalidFieldError],
    [{ project_id: PROJECT, expand_columns: Array(101).fill('inputs.x') }, InvalidRequest],
    [{ project_id: PROJECT, filter: { call_ids: Array(1001).fill('x') } }, InvalidRequest],
  ] as const) {
    await assert.rejects(store.callsQueryStream(request)[Symbol.asyncIterator]().next(), type);
    await assert.rejects(store.callsQuery(request), type);
  }
  await store.close();
});

test('Limits count, none gives nothing.', async () => {
  const store = openStore();
  for (let n = 1; n <= 4; n++) await store.callStart(start(n));
  const ids = async (more: Partial<CallsQueryRequest>) =>
    (await store.callsQuery({ project_id: PROJECT, ...more })).calls.map((call) => Number(call.id.slice(-2)));
  assert.deepEqual(await ids({}), [1, 2, 3, 4]);
  assert.deepEqual(await ids({ limit: 0 }), []);
  assert.deepEqual(await ids({ limit: 2, offset: 1 }), [2, 3]);
  assert.deepEqual(await store.callsQueryStats({ project_id: PROJECT, limit: 3 }), { count: 3 });
  await store.close();
});
