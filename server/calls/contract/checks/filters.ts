/** Filters of calls, sorting, paging, columns. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, check, USER } from '../asking.ts';

async function seven(on: Asking) {
  for (const n of [1, 2, 3]) await on.start(n, { op_name: on.ref(`op/add:v${n}`), trace_id: on.trace(n) });
  await on.start(4, { op_name: on.ref('op/adder:v1'), parent_id: on.id(1), trace_id: on.trace(1) });
  await on.start(5, { op_name: on.ref('op/a_d:v1'), parent_id: on.id(1), trace_id: on.trace(1), thread_id: 't1' });
  await on.start(6, { op_name: 'add', turn_id: 'u1', trace_id: on.trace(2) });
  await on.start(7, { op_name: '100%', wb_run_id: `${on.project}/r1`, trace_id: on.trace(2) });
}

export const FILTERS = [
  check('each field of the filter finds its calls, and all of them together', async (on) => {
    await seven(on);
    const find = (filter: object) => on.found({ filter });
    assert.deepEqual(await find({ call_ids: [on.id(2), on.id(7), on.id(99)] }), [2, 7]);
    assert.deepEqual(await find({ trace_ids: [on.trace(1), on.trace(3)] }), [1, 3, 4, 5]);
    assert.deepEqual(await find({ parent_ids: [on.id(1)] }), [4, 5]);
    assert.deepEqual(await find({ trace_roots_only: true }), [1, 2, 3, 6, 7]);
    assert.deepEqual(await find({ trace_roots_only: false }), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await find({ thread_ids: ['t1'] }), [5]);
    assert.deepEqual(await find({ turn_ids: ['u1', 'u2'] }), [6]);
    assert.deepEqual(await find({ wb_run_ids: [`${on.project}/r1`] }), [7]);
    assert.deepEqual(await find({ trace_ids: [on.trace(1)], trace_roots_only: true }), [1]);
    assert.deepEqual(await find({ trace_ids: [on.trace(1)], call_ids: [on.id(2)] }), []);
  }),

  check('null and empty lists are no filter', async (on) => {
    await seven(on);
    const empty = { op_names: [], call_ids: [], input_refs: [], wb_user_ids: [], trace_ids: null, thread_ids: [] };
    assert.deepEqual(await on.found({ filter: empty }), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await on.found({ filter: null, query: null }), [1, 2, 3, 4, 5, 6, 7]);
  }),

  check('calls are sorted by several fields, in both directions; equal ones by id', async (on) => {
    for (const [n, a, b] of [
      [1, 'x', 2],
      [2, 'y', 10],
      [3, 'x', 10],
      [4, 'y', 2],
      [5, 'x', 2],
    ] as const) {
      await on.start(n, { inputs: JsonText.of({ a, b }), display_name: `name ${6 - n}` });
    }
    const sorted = (...by: [string, 'asc' | 'desc'][]) =>
      on.found({ sort_by: by.map(([field, direction]) => ({ field, direction })) });
    assert.deepEqual(await sorted(['inputs.a', 'asc'], ['inputs.b', 'desc']), [3, 1, 5, 2, 4]);
    assert.deepEqual(await sorted(['inputs.b', 'asc'], ['started_at', 'desc']), [5, 4, 1, 3, 2]);
    assert.deepEqual(await sorted(['display_name', 'asc']), [5, 4, 3, 2, 1]);
    assert.deepEqual(await sorted(['started_at', 'desc']), [5, 4, 3, 2, 1]);
    assert.deepEqual(await sorted(['summary.weave.status', 'asc'], ['id', 'desc']), [5, 4, 3, 2, 1]);
    assert.deepEqual(await sorted(), [1, 2, 3, 4, 5]);
    await on.refused(
      'callsQuery',
      { project_id: on.project, sort_by: [{ field: 'nonsense', direction: 'asc' }] },
      { name: 'InvalidFieldError', status: 422 },
    );
    await on.refused(
      'callsQuery',
      { project_id: on.project, sort_by: [{ field: 'id', direction: 'up' }] },
      { name: 'ValidationError', status: 422 },
    );
  }),

  check('derived values sort and filter: latency, status, names', async (on) => {
    for (const [n, seconds] of [
      [1, 3],
      [2, 1],
      [3, 20],
    ] as const) {
      await on.start(n, { op_name: on.ref(`op/${'cab'[n - 1]}:v`) });
      await on.end(n, { ended_at: on.time(n + seconds) });
    }
    await on.start(4, { op_name: 'zz', display_name: 'aa' });
    const by = (field: string, direction: 'asc' | 'desc') => on.found({ sort_by: [{ field, direction }] });
    assert.deepEqual(await by('summary.weave.latency_ms', 'asc'), [2, 1, 3, 4]);
    assert.deepEqual(await by('summary.weave.latency_ms', 'desc'), [3, 1, 2, 4]);
    assert.deepEqual(await by('summary.weave.trace_name', 'asc'), [2, 4, 3, 1]);
    const latency = { $getField: 'summary.weave.latency_ms' };
    assert.deepEqual(await on.where({ $gt: [latency, { $literal: JsonText.of(1000) }] }), [1, 3]);
    assert.deepEqual(
      await on.where({ $eq: [{ $getField: 'summary.weave.trace_name' }, { $literal: JsonText.of('aa') }] }),
      [4],
    );
  }),

  check('pages follow each other without gap or repetition', async (on) => {
    for (let n = 1; n <= 7; n++) await on.start(n, { started_at: on.time(1) });
    const pages: number[] = [];
    for (let offset = 0; offset < 9; offset += 3) pages.push(...(await on.found({ limit: 3, offset })));
    assert.deepEqual(pages, [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await on.found({ offset: 5 }), [6, 7]);
    for (const bad of [{ limit: -1 }, { offset: -1 }, { limit: 1.5 }, { limit: '3' }]) {
      await on.refused('callsQuery', { project_id: on.project, ...bad }, { name: 'ValidationError', status: 422 });
    }
    const { count } = await on.ask('callsQueryStats', { project_id: on.project, limit: 3 });
    assert.equal(count, 3);
  }),

  check('only the columns that are asked for are read', async (on) => {
    await on.start(1, { inputs: JsonText.of({ a: { b: 1 } }), attributes: JsonText.of({ c: 1 }), display_name: 'd' });
    await on.end(1, { output: JsonText.of({ o: 1 }), exception: 'e', summary: JsonText.of({ s: 1 }) });
    const read = async (columns: string[]) => {
      const { calls } = await on.ask('callsQuery', { project_id: on.project, columns });
      const { id, trace_id, project_id, op_name, started_at, ...rest } = calls[0]!;
      assert.ok(id && trace_id && project_id && op_name && started_at);
      return {
        inputs: rest.inputs.text,
        attributes: rest.attributes.text,
        output: rest.output?.text,
        ended: rest.ended_at,
      };
    };
    assert.deepEqual(await read(['id']), { inputs: '{}', attributes: '{}', output: undefined, ended: null });
    assert.deepEqual(await read(['inputs.a.b']), {
      inputs: '{"a":{"b":1}}',
      attributes: '{}',
      output: undefined,
      ended: null,
    });
    assert.deepEqual((await read(['output', 'attributes'])).output, '{"o":1}');
    await on.ask('callsQuery', { project_id: on.project, columns: ['summary'] });
    await on.ask('callsQuery', { project_id: on.project, columns: ['id'], include_costs: true });
    await on.ask('callsQuery', { project_id: on.project, columns: [] });
    await on.ask('callRead', { project_id: on.project, id: on.id(1), columns: ['inputs'] });
    await on.refused(
      'callsQuery',
      { project_id: on.project, columns: ['nonsense'] },
      { name: 'InvalidFieldError', status: 422 },
    );
  }),

  check('users are found by their name, in filters and in queries', async (on) => {
    await on.start(1);
    assert.deepEqual(await on.found({ filter: { wb_user_ids: [USER] } }), [1]);
    assert.deepEqual(await on.found({ filter: { wb_user_ids: ['nobody'] } }), []);
    const user = { $getField: 'wb_user_id' };
    assert.deepEqual(await on.where({ $eq: [user, { $literal: JsonText.of(USER) }] }), [1]);
    assert.deepEqual(await on.where({ $in: [user, [{ $literal: JsonText.of('nobody') }]] }), []);
    assert.deepEqual(
      await on.where({ $eq: [{ $literal: JsonText.of(on.project) }, { $getField: 'project_id' }] }),
      [1],
    );
  }),
];
