/**
 * Where trace servers have differed, by number: what each has to answer. 1 to 20 are about calls and queries.
 */
import assert from 'node:assert/strict';
import { EMPTY_OBJECT, JsonText } from '../../values/json-text.ts';
import { as, check, field, literal, USER } from '../asking.ts';

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const INVALID = { name: 'InvalidRequest', status: 400 };

export const DIFFERENCES_OF_CALLS = [
  check('difference 01: an id and a trace id that are missing are made, two different ones', async (on) => {
    const start = {
      project_id: on.project,
      op_name: 'op',
      started_at: on.time(1),
      attributes: EMPTY_OBJECT,
      inputs: EMPTY_OBJECT,
    };
    const { id, trace_id } = await on.ask('callStart', { start });
    assert.match(id, UUID7);
    assert.match(trace_id, UUID7);
    assert.notEqual(id, trace_id);
    const { call } = await on.ask('callRead', { project_id: on.project, id });
    assert.deepEqual([call!.id, call!.trace_id], [id, trace_id]);
    const { res } = await on.ask('callStartBatch', { batch: [{ mode: 'start', req: { start } }] });
    assert.match((res[0] as { id: string }).id, UUID7);
    const withTrace = await on.ask('callStart', { start: { ...start, trace_id: on.trace(5) } });
    assert.equal(withTrace.trace_id, on.trace(5));
  }),

  check('difference 02: of two starts the first counts; the second is answered as if', async (on) => {
    await on.start(1, { inputs: JsonText.of({ n: 1 }) });
    const second = await on.start(1, { op_name: 'second', inputs: JsonText.of({ n: 2 }), trace_id: on.trace(2) });
    assert.equal(second.id, on.id(1));
    const call = (await on.read(1))!;
    assert.deepEqual([call.op_name, call.inputs.text, call.trace_id], ['op', '{"n":1}', on.trace(1)]);
    await on.end(1, { output: JsonText.of('first') });
    await on.end(1, { output: JsonText.of('second'), exception: 'late' });
    await on.start(1, { op_name: 'third' });
    assert.deepEqual(await on.found({ filter: { op_names: ['op'] } }), [1]);
    assert.deepEqual(await on.found({ filter: { op_names: ['second', 'third'] } }), []);
    await on.read(1);
  }),

  check('difference 03: an end before its start is kept, and seen when the start is there', async (on) => {
    await on.end(1, { output: JsonText.of('early'), exception: 'e' });
    assert.equal(await on.read(1), null);
    assert.deepEqual(await on.found({}), []);
    await on.start(1, { started_at: on.time(0) });
    const call = (await on.read(1))!;
    assert.deepEqual([call.output!.text, call.exception, call.ended_at], ['"early"', 'e', '2024-06-13T12:00:02Z']);
    assert.match(call.summary!.text, /"latency_ms":2000/);
  }),

  check('difference 04: an end, a name and a delete touch their own project only', async (on) => {
    await on.start(1);
    await on.end(1, { project_id: on.other, output: JsonText.of('elsewhere') });
    await on.ask('callUpdate', { project_id: on.other, call_id: on.id(1), display_name: 'elsewhere' });
    const { num_deleted } = await on.ask('callsDelete', { project_id: on.other, call_ids: [on.id(1)] });
    assert.equal(num_deleted, 0);
    const call = (await on.read(1))!;
    assert.deepEqual([call.ended_at, call.output, call.display_name], [null, null, null]);
    assert.equal(await on.read(1, on.other), null);
  }),

  check('difference 05: ids, names and their lengths are checked', async (on) => {
    const start = (members: object) => ({
      start: { project_id: on.project, op_name: 'op', started_at: on.time(1), attributes: {}, inputs: {}, ...members },
    });
    for (const members of [
      { id: 'not-an-id' },
      { id: on.id(11).toUpperCase() },
      { trace_id: 'abc' },
      { parent_id: '12345' },
      { op_name: 'x'.repeat(129) },
      { display_name: 'x'.repeat(1025) },
      { wb_run_id: 'one-part' },
      { wb_run_id: `${on.project}/a:b` },
    ]) {
      await on.refused('callStart', start(members), INVALID);
    }
    const broken = { name: 'InvalidInternalRef', status: 400 };
    await on.refused('callStart', start({ op_name: on.ref('op/no-version') }), broken);
    assert.deepEqual(await on.found({}), []);
  }),

  check('difference 06: times of any zone are one time, to the microsecond, and sort as times', async (on) => {
    const times: [string, string][] = [
      ['2024-06-13T12:00:00.000001Z', '2024-06-13T12:00:00.000001Z'],
      ['2024-06-13T15:00:00+05:30', '2024-06-13T09:30:00Z'],
      ['2024-06-13T00:30:00-10:00', '2024-06-13T10:30:00Z'],
      ['2024-06-13T11:00:00', '2024-06-13T11:00:00Z'],
      ['2024-06-13 11:30:00.5', '2024-06-13T11:30:00.500000Z'],
      ['2024-06-13T11:45:00.123456789Z', '2024-06-13T11:45:00.123456Z'],
      ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ];
    for (const [at, [sent]] of times.entries()) await on.start(at + 1, { started_at: sent });
    for (const [at, [, read]] of times.entries()) assert.equal((await on.read(at + 1))!.started_at, read);
    assert.deepEqual(await on.found({}), [7, 2, 3, 4, 5, 6, 1]);
  }),

  check('difference 07: what was written is read by the next question', async (on) => {
    for (let n = 1; n <= 20; n++) {
      await on.start(n);
      assert.equal((await on.found({})).length, n);
      await on.end(n, { output: JsonText.of(n) });
      assert.equal((await on.read(n))!.output!.text, String(n));
    }
    const digest = await on.publish('thing', { n: 1 });
    assert.equal(await on.val(on.ref(`object/thing:${digest}`)), '{"n":1}');
  }),

  check('difference 08: `:*` is any version of this very name; per cent and underline are letters', async (on) => {
    const names = ['op/add:v1', 'op/add:v2', 'op/adder:v1', 'op/a_d:v1', 'op/axd:v1', 'op/100%:v1', 'op/100x:v1'];
    for (const [at, name] of names.entries()) await on.start(at + 1, { op_name: on.ref(name) });
    await on.start(8, { op_name: 'add' });
    await on.start(9, { op_name: 'add:*' });
    const find = (...op_names: string[]) => on.found({ filter: { op_names } });
    assert.deepEqual(await find(on.ref('op/add:*')), [1, 2]);
    assert.deepEqual(await find(on.ref('op/a_d:*')), [4]);
    assert.deepEqual(await find(on.ref('op/100%:*')), [6]);
    assert.deepEqual(await find(on.ref('op/add:v1'), on.ref('op/adder:*')), [1, 3]);
    assert.deepEqual(await find(on.ref('op/ADD:*')), []);
    assert.deepEqual(await find('add'), [8]);
    assert.deepEqual(await find('add:*'), [9]);
    assert.deepEqual(await find(on.ref('op/a%:*'), on.ref('op/%')), []);
  }),

  check('difference 09: a ref is found if it is equal, not if it is part of another one', async (on) => {
    await on.start(1, { inputs: JsonText.of({ x: on.ref('object/a:1') }) });
    await on.start(2, { inputs: JsonText.of({ x: on.ref('object/a:12') }) });
    await on.start(3, { inputs: JsonText.of({ x: on.ref('object/a:1/attr/b') }) });
    await on.start(4, { inputs: JsonText.of({ x: on.ref('object/ba:1') }) });
    assert.deepEqual(await on.found({ filter: { input_refs: [on.ref('object/a:1')] } }), [1]);
    assert.deepEqual(await on.found({ filter: { input_refs: ['object/a:1'] } }), []);
    assert.deepEqual(await on.found({ filter: { output_refs: [on.ref('object/a:1')] } }), []);
  }),

  check('difference 10: calls are found by their user', async (on) => {
    await on.start(1);
    assert.deepEqual(await on.found({ filter: { wb_user_ids: [USER] } }), [1]);
    assert.deepEqual(await on.found({ filter: { wb_user_ids: ['someone'] } }), []);
    assert.deepEqual(await on.found({ filter: { wb_user_ids: ['someone', USER] } }), [1]);
  }),

  check('difference 11: and, or take all their operands', async (on) => {
    for (let n = 1; n <= 5; n++) await on.start(n, { inputs: JsonText.of({ n }) });
    const is = (n: number) => ({ $eq: [as('int', 'inputs.n'), literal(n)] });
    const above = (n: number) => ({ $gt: [as('int', 'inputs.n'), literal(n)] });
    assert.deepEqual(await on.where({ $or: [is(1), is(2), is(3), is(5)] }), [1, 2, 3, 5]);
    assert.deepEqual(await on.where({ $and: [above(0), above(1), above(2), above(3)] }), [4, 5]);
    assert.deepEqual(await on.where({ $or: [is(4)] }), [4]);
  }),

  check('difference 12: equal to null is missing', async (on) => {
    await on.start(1, { inputs: JsonText.of({ a: null }) });
    await on.start(2, { inputs: JsonText.of({ a: '' }), parent_id: on.id(1) });
    await on.start(3);
    assert.deepEqual(await on.where({ $eq: [field('inputs.a'), literal(null)] }), [1, 3]);
    assert.deepEqual(await on.where({ $eq: [literal(null), field('parent_id')] }), [1, 3]);
    assert.deepEqual(await on.where({ $not: [{ $eq: [field('parent_id'), literal(null)] }] }), [2]);
    assert.deepEqual(await on.where({ $gt: [field('parent_id'), literal(null)] }), []);
    assert.deepEqual(await on.where({ $not: [{ $gt: [field('parent_id'), literal(null)] }] }), []);
  }),

  check('difference 13: a literal is never a name, and never SQL', async (on) => {
    await on.start(1, { op_name: 'id', display_name: 'op_name', inputs: JsonText.of({ a: "x') OR ('1'='1" }) });
    assert.deepEqual(await on.where({ $eq: [field('op_name'), literal('id')] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field('op_name'), literal('op_name')] }), []);
    assert.deepEqual(await on.where({ $eq: [field('id'), literal('id')] }), []);
    assert.deepEqual(await on.where({ $eq: [field('inputs.a'), literal("') OR ('1'='1")] }), []);
    assert.deepEqual(await on.where({ $eq: [field('inputs.a'), literal("x') OR ('1'='1")] }), [1]);
    assert.deepEqual(await on.where({ $contains: { input: field('inputs.a'), substr: literal('" OR "1') } }), []);
  }),

  check('difference 14: what cannot be converted is null, not 0, and neither above nor below', async (on) => {
    const values = [10, '7', 'x', '', null, true, 3.7, '-2', {}, []];
    for (const [at, a] of values.entries()) await on.start(at + 1, { inputs: JsonText.of({ a }) });
    const over = { $gt: [as('double', 'inputs.a'), literal(5)] };
    assert.deepEqual(await on.where(over), [1, 2]);
    assert.deepEqual(await on.where({ $not: [over] }), [7, 8]);
    assert.deepEqual(await on.where({ $eq: [as('int', 'inputs.a'), literal(0)] }), []);
    assert.deepEqual(await on.where({ $eq: [as('double', 'inputs.a'), literal(null)] }), [3, 4, 5, 6, 9, 10]);
  }),

  check('difference 15: a missing text is empty', async (on) => {
    await on.start(1, { inputs: JsonText.of({ a: 'text' }) });
    await on.start(2, { inputs: JsonText.of({ a: '' }) });
    await on.start(3, { inputs: JsonText.of({ a: null }) });
    await on.start(4);
    assert.deepEqual(await on.where({ $contains: { input: field('inputs.a'), substr: literal('') } }), [1, 2, 3, 4]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.a'), literal('')] }), [2, 3, 4]);
    assert.deepEqual(await on.where({ $not: [{ $eq: [field('inputs.a'), literal('text')] }] }), [2, 3, 4]);
    assert.deepEqual(
      await on.where({ $not: [{ $contains: { input: field('inputs.a'), substr: literal('e') } }] }),
      [2, 3, 4],
    );
  }),

  check(
    'difference 16: numbers, also in quotes, sort before texts, and what is missing comes last in both directions',
    async (on) => {
      const values = ['b', 2, null, 10, 'a', undefined, 1.5, '10', -3, ''];
      for (const [at, a] of values.entries()) await on.start(at + 1, { inputs: JsonText.of({ a }) });
      const sorted = (direction: 'asc' | 'desc') =>
        on.found({
          sort_by: [
            { field: 'inputs.a', direction },
            { field: 'id', direction: 'asc' },
          ],
        });
      assert.deepEqual(await sorted('asc'), [9, 7, 2, 4, 8, 10, 5, 1, 3, 6]);
      assert.deepEqual((await sorted('desc')).slice(-2), [3, 6]);
    },
  ),

  check('difference 17: calls sort by what is in their attributes, outputs and summaries', async (on) => {
    for (const [n, value] of [
      [1, 3],
      [2, 1],
      [3, 2],
    ] as const) {
      await on.start(n, { attributes: JsonText.of({ a: { b: value } }) });
      await on.end(n, { output: JsonText.of([value]), summary: JsonText.of({ s: value }) });
    }
    for (const name of ['attributes.a.b', 'output.0', 'summary.s']) {
      assert.deepEqual(await on.found({ sort_by: [{ field: name, direction: 'asc' }] }), [2, 3, 1], name);
      assert.deepEqual(await on.found({ sort_by: [{ field: name, direction: 'desc' }] }), [1, 3, 2], name);
    }
  }),

  check('difference 18: started_at is compared with a number as seconds', async (on) => {
    for (const n of [1, 2, 3]) await on.start(n);
    const seconds = Date.UTC(2024, 5, 13, 12, 0, 2) / 1000;
    assert.deepEqual(await on.where({ $gt: [field('started_at'), literal(seconds)] }), [3]);
    assert.deepEqual(await on.where({ $gte: [field('started_at'), literal(seconds - 0.5)] }), [2, 3]);
    assert.deepEqual(await on.where({ $gt: [field('started_at'), literal(seconds * 2)] }), []);
    assert.deepEqual(await on.where({ $not: [{ $gt: [field('started_at'), literal(seconds)] }] }), [1, 2]);
    assert.deepEqual(await on.where({ $lt: [literal(seconds), field('started_at')] }), [3]);
  }),

  check('difference 19: a limit of 0 gives nothing', async (on) => {
    await on.start(1);
    assert.deepEqual(await on.found({ limit: 0 }), []);
    assert.deepEqual(await on.ask('callsQueryStats', { project_id: on.project, limit: 0 }), { count: 0 });
    await on.publish('thing', 1);
    assert.deepEqual((await on.ask('objsQuery', { project_id: on.project, limit: 0 })).objs, []);
    assert.deepEqual((await on.ask('feedbackQuery', { project_id: on.project, limit: 0 })).result, []);
  }),

  check('difference 20: what a ref was replaced by tells the ref', async (on) => {
    const digest = await on.publish('thing', { a: 1 });
    const list = await on.publish('list', [1, 2]);
    const [ref, listRef] = [on.ref(`object/thing:${digest}`), on.ref(`object/list:${list}`)];
    await on.start(1, { inputs: JsonText.of({ o: ref, l: listRef }) });
    const expand_columns = ['inputs.o', 'inputs.l'];
    const { calls } = await on.ask('callsQuery', { project_id: on.project, expand_columns });
    assert.deepEqual(calls[0]!.inputs.parse(), { o: { a: 1, _ref: ref }, l: [1, 2] });
  }),
];
