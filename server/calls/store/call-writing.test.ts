import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidRequest, RequestTooLarge, ValidationError } from '../errors.ts';
import type { BatchItem, CallEnd, CallStart } from '../trace-server.ts';
import { end, id, json, OTHER, openStore, PROJECT, start, USER, uuid } from './testing/store.ts';

const INTERNAL = `weave-trace-internal:///${PROJECT}`;

const BAD_STARTS: readonly [Partial<CallStart>, RegExp][] = [
  [{ project_id: 'shawn/test-project' }, /^project_id: "shawn\/test-project"/],
  [{ project_id: '' }, /^project_id/],
  [{ project_id: PROJECT.slice(0, -1) }, /^project_id/],
  [{ project_id: PROJECT.replace('0', '+') }, /^project_id/],
  [{ wb_user_id: 'shawn' }, /^wb_user_id/],
  [{ wb_user_id: 'c2hhd24' }, /^wb_user_id/],
  [{ wb_run_id: PROJECT }, /^wb_run_id/],
  [{ wb_run_id: `${PROJECT}:` }, /^wb_run_id/],
  [{ wb_run_id: `${PROJECT}:a:b` }, /^wb_run_id/],
  [{ wb_run_id: 'shawn/p:run' }, /^wb_run_id/],
  [{ id: uuid(1).toUpperCase().replace('7', 'A') }, /^id: /],
  [{ id: '' }, /^id: /],
  [{ id: `{${uuid(1)}}` }, /^id: /],
  [{ id: '0123456789abcdef0123456789abcdef' }, /^id: /],
  [{ parent_id: 'parent' }, /^parent_id: "parent"/],
  [{ trace_id: '0123456789abcdef' }, /^trace_id: /],
  [{ op_name: 'x'.repeat(129) }, /^op_name: .*longer than 128/],
  [{ op_name: `${INTERNAL}/op/x` }, /name and version/],
  [{ op_name: `${INTERNAL}/object/x:1` }, /no ref of an op/],
  [{ op_name: `${INTERNAL}/op/x:1/attr/a b` }, /percent-encoded/],
  [{ display_name: 'x'.repeat(1025) }, /^display_name is longer than 1024/],
];

test('Ids in a wrong form are refused with one error that names them, and nothing of their batch is stored.', async () => {
  const store = openStore();
  for (const [more, message] of BAD_STARTS) {
    await assert.rejects(store.callStart(start(1, more)), { message });
    const batch: BatchItem[] = [
      { mode: 'start', req: start(2) },
      { mode: 'start', req: start(1, more) },
    ];
    await assert.rejects(store.callStartBatch({ batch }), { message, status: 400 });
  }
  for (const more of [{ id: 'x' }, { project_id: 'x' }] as Partial<CallEnd>[]) {
    const batch: BatchItem[] = [
      { mode: 'start', req: start(2) },
      { mode: 'end', req: end(2, more) },
    ];
    await assert.rejects(store.callStartBatch({ batch }), InvalidRequest);
  }
  await assert.rejects(store.callStart(start(1, { started_at: 'today' })), ValidationError);
  assert.deepEqual(await store.callsQueryStats({ project_id: PROJECT }), { count: 0 });
  await store.close();
});

test('Ids of all right forms are taken.', async () => {
  const store = openStore();
  const right: Partial<CallStart>[] = [
    { id: '0123456789abcdef', trace_id: '0123456789abcdef0123456789abcdef', parent_id: 'fedcba9876543210' },
    { wb_run_id: `${PROJECT}:run`, wb_user_id: null, parent_id: null },
    { op_name: `${INTERNAL}/op/Model.predict:*` },
    { op_name: 'x'.repeat(128), display_name: 'x'.repeat(1024) },
    { project_id: id('ä/ö?>'), wb_user_id: id('user.name') },
  ];
  for (const [i, more] of right.entries()) await store.callStart(start(i, more));
  const { calls } = await store.callsQuery({ project_id: PROJECT, sort_by: [] });
  assert.equal(calls.length, right.length - 1);
  await store.close();
});

test('A call without ids gets two new ones; a batch answers in its order.', async () => {
  const store = openStore();
  const { res } = await store.callStartBatch({
    batch: [
      { mode: 'end', req: end(1) },
      { mode: 'start', req: start(1, { id: null, trace_id: undefined }) },
      { mode: 'start', req: start(2) },
    ],
  });
  assert.deepEqual(res[0], {});
  assert.deepEqual(res[2], { id: uuid(2), trace_id: uuid(0) });
  const made = res[1] as { id: string; trace_id: string };
  assert.match(made.id, /^[0-9a-f-]{13}-7/);
  assert.match(made.trace_id, /^[0-9a-f-]{13}-7/);
  assert.notEqual(made.id, made.trace_id);
  assert.equal((await store.callRead({ project_id: PROJECT, id: made.id })).call?.trace_id, made.trace_id);
  assert.deepEqual(await store.callStartBatch({ batch: [] }), { res: [] });
  await store.close();
});

test('An end, or a name, before its start waits for it; of two starts the first stays.', async () => {
  const store = openStore();
  await store.callEnd(end(1, { output: json('done') }));
  await store.callUpdate({ project_id: PROJECT, call_id: uuid(1), display_name: 'named', wb_user_id: USER });
  assert.equal((await store.callRead({ project_id: PROJECT, id: uuid(1) })).call, null);
  await store.callStart(start(1, { inputs: json({ first: true }), display_name: 'at the start' }));
  assert.deepEqual(await store.callStart(start(1, { inputs: json({}), trace_id: uuid(9) })), {
    id: uuid(1),
    trace_id: uuid(9),
  });
  const { call } = await store.callRead({ project_id: PROJECT, id: uuid(1) });
  assert.equal(call?.inputs.text, '{"first":true}');
  assert.equal(call?.trace_id, uuid(0));
  assert.equal(call?.output?.text, '"done"');
  assert.equal(call?.display_name, 'named');
  await store.close();
});

test('A name is set and taken away; without one, or without a user, nothing is changed.', async () => {
  const store = openStore();
  await store.callStart(start(1, { display_name: 'first' }));
  const name = async () => (await store.callRead({ project_id: PROJECT, id: uuid(1) })).call?.display_name;
  const update = (more: object) =>
    store.callUpdate({ project_id: PROJECT, call_id: uuid(1), wb_user_id: USER, ...more });
  await assert.rejects(update({}), { message: 'One of [display_name] is required for call update', status: 400 });
  await assert.rejects(update({ display_name: 'x', wb_user_id: null }), { message: 'wb_user_id cannot be None' });
  await assert.rejects(update({ display_name: 'x'.repeat(1025) }), InvalidRequest);
  assert.equal(await name(), 'first');
  await update({ display_name: 'second' });
  await update({ display_name: 'elsewhere', project_id: OTHER });
  assert.equal(await name(), 'second');
  await update({ display_name: '' });
  assert.equal(await name(), null);
  await store.close();
});

test('Deleting takes along what lies below, in the project alone, and counts what it really deleted.', async () => {
  const store = openStore();
  for (const project_id of [PROJECT, OTHER]) {
    await store.callStart(start(1, { project_id }));
    for (const n of [2, 3]) await store.callStart(start(n, { project_id, parent_id: uuid(n - 1) }));
    await store.callStart(start(4, { project_id }));
  }
  const remove = (call_ids: string[], wb_user_id: string | null = USER) =>
    store.callsDelete({ project_id: PROJECT, call_ids, wb_user_id });
  await assert.rejects(remove([uuid(1)], null), { message: 'wb_user_id cannot be None' });
  await assert.rejects(remove(Array(1001).fill(uuid(1))), RequestTooLarge);
  assert.deepEqual(await remove([uuid(2), uuid(2), uuid(3), uuid(77), 'nonsense']), { num_deleted: 2 });
  assert.deepEqual(await remove([uuid(2)]), { num_deleted: 0 });
  assert.deepEqual(await remove([]), { num_deleted: 0 });
  const ids = async (project_id: string) => (await store.callsQuery({ project_id })).calls.map((call) => call.id);
  assert.deepEqual(await ids(PROJECT), [uuid(1), uuid(4)]);
  assert.deepEqual(await ids(OTHER), [1, 2, 3, 4].map(uuid));
  await store.close();
});
