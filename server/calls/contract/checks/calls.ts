/** How calls are told and read: starts, ends, names, deletes, users, what is derived. */
import assert from 'node:assert/strict';
import { JsonText, stringify } from '../../values/json-text.ts';
import { check, USER } from '../asking.ts';

export const CALLS = [
  check('a call is read as it was told, with what is derived from it', async (on) => {
    await on.start(1, {
      op_name: 'summarize',
      display_name: 'Shown',
      parent_id: on.id(9),
      attributes: JsonText.of({ a: { b: [1] } }),
      inputs: JsonText.of({ x: 1, y: 'two' }),
      wb_run_id: `${on.project}/run-7`,
      wb_run_step: 3,
      thread_id: 'thread',
      turn_id: 'turn',
    });
    const running = (await on.read(1))!;
    assert.equal(running.ended_at, null);
    assert.equal(running.output, null);
    assert.equal(running.summary!.text, '{"weave":{"status":"running","display_name":"Shown"}}');
    await on.end(1, {
      ended_at: on.time(3.25),
      output: JsonText.of(['out']),
      summary: JsonText.of({ usage: { m: { requests: 1 } } }),
      wb_run_step_end: 4,
    });
    const call = (await on.read(1))!;
    assert.deepEqual(
      { ...call, attributes: call.attributes.text, inputs: call.inputs.text, output: call.output!.text, summary: '' },
      {
        id: on.id(1),
        project_id: on.project,
        op_name: 'summarize',
        display_name: 'Shown',
        trace_id: on.trace(1),
        parent_id: on.id(9),
        started_at: '2024-06-13T12:00:01Z',
        attributes: '{"a":{"b":[1]}}',
        inputs: '{"x":1,"y":"two"}',
        ended_at: '2024-06-13T12:00:03.250000Z',
        exception: null,
        output: '["out"]',
        summary: '',
        wb_user_id: USER,
        wb_run_id: `${on.project}/run-7`,
        wb_run_step: 3,
        wb_run_step_end: 4,
        thread_id: 'thread',
        turn_id: 'turn',
        deleted_at: null,
      },
    );
    assert.equal(
      call.summary!.text,
      '{"usage":{"m":{"requests":1}},"weave":{"status":"success","display_name":"Shown","latency_ms":2250}}',
    );
  }),

  check('status is error, running, descendant_error or success; what the user says of it is laid over', async (on) => {
    const status = async (n: number) => (await on.read(n))!.summary!.text;
    await on.start(1);
    assert.match(await status(1), /"status":"running"/);
    await on.end(1, { exception: 'boom\0 \ud83d\ude00', summary: JsonText.of({ weave: { status: 'mine', own: 1 } }) });
    assert.match(await status(1), /"weave":\{"status":"error","own":1,/);
    assert.equal((await on.read(1))!.exception, 'boom\0 😀');
    await on.start(2);
    await on.end(2, { exception: '', summary: JsonText.of({ status_counts: { error: 2, success: 1 } }) });
    assert.match(await status(2), /"status":"descendant_error"/);
    await on.start(3);
    await on.end(3, { summary: JsonText.of({ status_counts: { error: 0 }, weave: 'a text' }) });
    assert.match(await status(3), /"status":"success"/);
    assert.deepEqual(
      await on.where({ $eq: [{ $getField: 'summary.weave.status' }, { $literal: JsonText.of('error') }] }),
      [1],
    );
  }),

  check('the name of a trace is that of its op, without project and version', async (on) => {
    await on.start(1, { op_name: on.ref('op/predict:abc') });
    await on.start(2, { op_name: 'plain.name' });
    assert.equal((await on.read(1))!.op_name, on.ref('op/predict:abc'));
    assert.match((await on.read(1))!.summary!.text, /"trace_name":"predict"/);
    assert.match((await on.read(2))!.summary!.text, /"trace_name":"plain.name"/);
  }),

  check('a call is renamed, the last name counts, an empty one takes it away', async (on) => {
    const rename = (display_name: string | null) =>
      on.ask('callUpdate', { project_id: on.project, call_id: on.id(1), display_name });
    await on.start(1, { display_name: 'first' });
    await rename('second');
    assert.equal((await on.read(1))!.display_name, 'second');
    await on.end(1);
    await rename('third');
    assert.equal((await on.read(1))!.display_name, 'third');
    await rename('');
    assert.equal((await on.read(1))!.display_name, null);
    assert.match((await on.read(1))!.summary!.text, /"trace_name":"op"/);
    await on.refused(
      'callUpdate',
      { project_id: on.project, call_id: on.id(1) },
      { name: 'InvalidRequest', status: 400 },
    );
    await on.refused(
      'callUpdate',
      { project_id: on.project, call_id: on.id(1), display_name: 'x'.repeat(1025) },
      { name: 'InvalidRequest', status: 400, message: /1024/ },
    );
    await on.ask('callUpdate', { project_id: on.project, call_id: on.id(77), display_name: 'nobody' });
    assert.equal(await on.read(77), null);
  }),

  check('deleting takes all below along, within the trace; unknown and deleted calls are passed over', async (on) => {
    await on.start(1);
    await on.start(2, { parent_id: on.id(1) });
    await on.start(3, { parent_id: on.id(2) });
    await on.start(4);
    await on.start(5, { parent_id: on.id(1), trace_id: on.trace(2) });
    const remove = async (...ids: number[]) => {
      const call_ids = ids.map((n) => on.id(n));
      return (await on.ask('callsDelete', { project_id: on.project, call_ids })).num_deleted;
    };
    assert.equal(await remove(1, 1, 99), 3);
    assert.equal(await remove(1, 2), 0);
    assert.deepEqual(await on.found({}), [4, 5]);
    assert.equal(await on.read(1), null);
    await on.end(3);
    assert.equal(await on.read(3), null);
    assert.equal(await remove(), 0);
  }),

  check('a call that is its own ancestor is deleted, too', async (on) => {
    await on.start(1, { parent_id: on.id(2) });
    await on.start(2, { parent_id: on.id(1) });
    await on.start(3, { parent_id: on.id(3) });
    const { num_deleted } = await on.ask('callsDelete', { project_id: on.project, call_ids: [on.id(1), on.id(3)] });
    assert.equal(num_deleted, 3);
    assert.deepEqual(await on.found({}), []);
  }),

  check('a batch is answered in its order, and stored as a whole or not at all', async (on) => {
    const start = (n: number, op_name = 'op') => ({
      mode: 'start' as const,
      req: {
        start: {
          project_id: on.project,
          id: on.id(n),
          trace_id: on.trace(1),
          op_name,
          started_at: on.time(n),
          attributes: JsonText.of({}),
          inputs: JsonText.of({ n }),
        },
      },
    });
    const end = (n: number) => ({
      mode: 'end' as const,
      req: { end: { project_id: on.project, id: on.id(n), ended_at: on.time(n + 1), summary: JsonText.of({}) } },
    });
    const { res } = await on.ask('callStartBatch', { batch: [start(1), end(2), start(2), end(1), start(3)] });
    assert.deepEqual(res, [
      { id: on.id(1), trace_id: on.trace(1) },
      {},
      { id: on.id(2), trace_id: on.trace(1) },
      {},
      { id: on.id(3), trace_id: on.trace(1) },
    ]);
    await on.refused(
      'callStartBatch',
      { batch: [start(4), start(5, 'x'.repeat(129))] },
      { name: 'InvalidRequest', status: 400, message: /op_name/ },
    );
    const unknown = stringify({ batch: [start(6), { mode: 'update', req: {} }] });
    assert.equal((await on.post('/call/upsert_batch', unknown)).status, 422);
    assert.deepEqual(await on.found({}), [1, 2, 3]);
    assert.deepEqual(await on.ask('callStartBatch', { batch: [] }), { res: [] });
  }),

  check('parts of one batch may be of several projects', async (on) => {
    const start = (project_id: string) => ({
      mode: 'start' as const,
      req: {
        start: {
          project_id,
          id: on.id(1),
          trace_id: on.trace(1),
          op_name: `of ${project_id.length}`,
          started_at: on.time(1),
          attributes: JsonText.of({}),
          inputs: JsonText.of({}),
        },
      },
    });
    await on.ask('callStartBatch', { batch: [start(on.project), start(on.other)] });
    assert.equal((await on.read(1))!.project_id, on.project);
    assert.equal((await on.read(1, on.other))!.project_id, on.other);
  }),

  check('what the body says of the user is not believed', async (on) => {
    await on.start(1, { wb_user_id: 'mallory' });
    assert.equal((await on.read(1))!.wb_user_id, USER);
    await on.ask('callUpdate', { project_id: on.project, call_id: on.id(1), display_name: 'n', wb_user_id: 'mallory' });
    assert.equal((await on.read(1))!.wb_user_id, USER);
    const val = JsonText.of({});
    await on.ask('objCreate', { obj: { project_id: on.project, object_id: 'o', val, wb_user_id: 'mallory' } });
    const { obj } = await on.ask('objRead', { project_id: on.project, object_id: 'o', digest: 'latest' });
    assert.equal(obj.wb_user_id, USER);
  }),

  check('a missing call is null, not an error', async (on) => {
    assert.equal(await on.read(1), null);
    assert.deepEqual(await on.found({ filter: { call_ids: [on.id(1)] } }), []);
  }),

  check('sixteen and thirty-two hexadecimal digits are ids as well', async (on) => {
    const ids = { id: '00f067aa0ba902b7', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', parent_id: '00f067aa0ba902b8' };
    await on.start(1, ids);
    const { call } = await on.ask('callRead', { project_id: on.project, id: ids.id });
    assert.deepEqual({ id: call!.id, trace_id: call!.trace_id, parent_id: call!.parent_id }, ids);
  }),

  check('projects are listed with their counts, and a revision that every change changes', async (on) => {
    const listed = async () => {
      const { projects } = await on.quietly('projectsQuery', {});
      assert.ok(!projects.some(({ project_id }) => project_id === on.other));
      const { revision, ...counts } = projects.find(({ project_id }) => project_id === on.project)!;
      on.transcript.push(JSON.stringify(counts));
      return { revision, counts: [counts.calls, counts.running, counts.errors, counts.last_started_at] };
    };
    await on.start(1);
    await on.start(2);
    const first = await listed();
    assert.deepEqual(first.counts, [2, 2, 0, '2024-06-13T12:00:02Z']);
    assert.equal((await listed()).revision, first.revision);
    await on.end(1, { exception: 'e' });
    await on.end(2);
    const ended = await listed();
    assert.deepEqual(ended.counts, [2, 0, 1, '2024-06-13T12:00:02Z']);
    assert.notEqual(ended.revision, first.revision);
    await on.ask('callsDelete', { project_id: on.project, call_ids: [on.id(2)] });
    const fewer = await listed();
    assert.deepEqual(fewer.counts, [1, 0, 1, '2024-06-13T12:00:01Z']);
    assert.notEqual(fewer.revision, ended.revision);
  }),

  check('ops are listed with their counts', async (on) => {
    await on.start(1, { op_name: on.ref('op/f:v1') });
    await on.start(2, { op_name: on.ref('op/f:v2') });
    await on.end(2, { exception: 'e' });
    await on.start(3, { op_name: 'plain' });
    await on.end(3);
    await on.start(4, { op_name: 'gone' });
    await on.ask('callsDelete', { project_id: on.project, call_ids: [on.id(4)] });
    const { ops } = await on.ask('opsSummary', { project_id: on.project });
    assert.deepEqual(ops.map(({ name, calls, running, errors }) => [name, calls, running, errors]).sort(), [
      ['f', 2, 1, 1],
      ['plain', 1, 0, 0],
    ]);
    assert.ok(ops.every(({ op }) => !op.includes('internal')));
  }),
];
