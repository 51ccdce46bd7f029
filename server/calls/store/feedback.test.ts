import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidFieldError, InvalidInternalRef, InvalidRequest } from '../errors.ts';
import type { FeedbackCreate, Query } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import { json, OTHER, objectRef, openStore, PROJECT, USER, uuid } from './testing/store.ts';

const CALL = `weave-trace-internal:///${PROJECT}/call/${uuid(1)}`;
const SPEC = objectRef('spec', 'd');
const OP = `weave-trace-internal:///${PROJECT}/op/score:d`;

function feedback(more: Partial<FeedbackCreate> = {}): FeedbackCreate {
  return {
    project_id: PROJECT,
    weave_ref: CALL,
    feedback_type: 'mine',
    payload: json({ a: 1 }),
    wb_user_id: USER,
    ...more,
  };
}

function idIs(...ids: unknown[]): Query {
  const equal = ids.map((id) => ({ $eq: [{ $getField: 'id' }, { $literal: json(id) }] as const }));
  return { $expr: equal.length === 1 ? equal[0]! : { $or: equal } };
}

test('A reaction is one emoji, and gets its names; other payloads stay as they are.', async () => {
  const store = openStore();
  const reaction = (payload: unknown) =>
    store.feedbackCreate(feedback({ feedback_type: 'wandb.reaction.1', payload: json(payload) }));
  const { id, payload, created_at, wb_user_id } = await reaction({ emoji: '👍🏽' });
  const named = '{"emoji":"👍🏽","alias":":thumbs_up_medium_skin_tone:","detoned":"👍","detoned_alias":":thumbs_up:"}';
  assert.equal(payload.text, named);
  assert.match(created_at, /^20.*Z$/);
  assert.equal(wb_user_id, USER);
  const plain = await store.feedbackCreate(feedback({ payload: new JsonText('{"x":1.0}') }));
  assert.equal(plain.payload.text, '{}');
  const { result } = await store.feedbackQuery({
    project_id: PROJECT,
    fields: ['id', 'payload', 'payload.alias', 'payload.x'],
  });
  assert.deepEqual(result, [
    { id, payload: new JsonText(named), 'payload.alias': json(':thumbs_up_medium_skin_tone:'), 'payload.x': null },
    { id: plain.id, payload: new JsonText('{"x":1.0}'), 'payload.alias': null, 'payload.x': new JsonText('1.0') },
  ]);
  for (const bad of [{}, { emoji: '' }, { emoji: 'x' }, { emoji: '👍👍' }, { emoji: 7 }, { emoji: null }]) {
    await assert.rejects(reaction(bad), { message: /exactly one emoji/, status: 400 });
  }
  await store.close();
});

test('A note has 1 to 1024 characters; a payload is 1 MiB at the most.', async () => {
  const store = openStore();
  const note = (text: unknown) =>
    store.feedbackCreate(feedback({ feedback_type: 'wandb.note.1', payload: json({ note: text }) }));
  for (const good of ['x', 'x'.repeat(1024), '😀'.repeat(1024)]) await note(good);
  for (const bad of ['', 'x'.repeat(1025), '😀'.repeat(1025), 7, null]) await assert.rejects(note(bad), InvalidRequest);
  const sized = (size: number) => store.feedbackCreate(feedback({ payload: json({ t: 'x'.repeat(size - 8) }) }));
  await sized(2 ** 20);
  await assert.rejects(sized(2 ** 20 + 1), { message: 'Feedback payload too large', status: 400 });
  await store.close();
});

test('Types of our own name what they are about; all others that begin alike are reserved.', async () => {
  const store = openStore();
  const good: Partial<FeedbackCreate>[] = [
    { feedback_type: 'wandb.annotation.spec', annotation_ref: SPEC, payload: json({ value: null }) },
    { feedback_type: 'wandb.runnable.score', runnable_ref: OP, call_ref: CALL, payload: json({ output: 1 }) },
    { feedback_type: 'wandb.runnable.spec', runnable_ref: SPEC, payload: json({ output: 1 }) },
    { feedback_type: 'wandbish', weave_ref: SPEC },
  ];
  for (const more of good) await store.feedbackCreate(feedback(more));
  const bad: Partial<FeedbackCreate>[] = [
    { feedback_type: 'wandb.trouble' },
    { annotation_ref: SPEC },
    { call_ref: CALL },
    { ...good[0], annotation_ref: null },
    { ...good[0], annotation_ref: objectRef('other', 'd') },
    { ...good[0], annotation_ref: CALL },
    { ...good[0], payload: json({}) },
    { ...good[1], call_ref: undefined },
    { ...good[1], call_ref: SPEC },
    { ...good[1], payload: json({ value: 1 }) },
    { ...good[1], trigger_ref: CALL },
    { wb_user_id: null },
    { wb_user_id: 'shawn' },
    { project_id: 'shawn/p' },
  ];
  for (const more of bad)
    await assert.rejects(store.feedbackCreate(feedback(more)), InvalidRequest, JSON.stringify(more));
  await assert.rejects(store.feedbackCreate(feedback({ weave_ref: `${CALL}/x` })), InvalidInternalRef);
  assert.equal((await store.feedbackQuery({ project_id: PROJECT })).result.length, good.length);
  await store.close();
});

test('Feedback is asked for with the query language, over its own fields.', async () => {
  const store = openStore();
  const ids: string[] = [];
  for (const n of [1, 2, 3])
    ids.push((await store.feedbackCreate(feedback({ payload: json({ n }), creator: `c${n}` }))).id);
  const $expr = {
    $gt: [{ $convert: { input: { $getField: 'payload.n' }, to: 'int' } }, { $literal: json(1) }],
  } as const;
  const { result } = await store.feedbackQuery({
    project_id: PROJECT,
    query: { $expr },
    fields: ['creator'],
    sort_by: [{ field: 'created_at', direction: 'desc' }],
  });
  assert.deepEqual(result, [{ creator: 'c3' }, { creator: 'c2' }]);
  const [whole] = (await store.feedbackQuery({ project_id: PROJECT, limit: 1 })).result;
  assert.deepEqual(
    { ...whole, created_at: 'now' },
    {
      id: ids[0],
      project_id: PROJECT,
      weave_ref: CALL,
      wb_user_id: USER,
      creator: 'c1',
      created_at: 'now',
      feedback_type: 'mine',
      payload: json({ n: 1 }),
      annotation_ref: null,
      runnable_ref: null,
      call_ref: null,
      trigger_ref: null,
    },
  );
  for (const fields of [['nonsense'], ['id.x'], ['id', '__proto__']]) {
    await assert.rejects(store.feedbackQuery({ project_id: PROJECT, fields }), InvalidFieldError);
  }
  assert.deepEqual(await store.feedbackQuery({ project_id: OTHER }), { result: [] });
  await store.close();
});

test('Only what is named by its id is purged, in the project alone.', async () => {
  const store = openStore();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await store.feedbackCreate(feedback())).id);
  const left = async () =>
    (await store.feedbackQuery({ project_id: PROJECT, fields: ['id'] })).result.map((row) => row.id);
  const literal = { $literal: json(ids[0]) };
  for (const $expr of [
    { $eq: [{ $getField: 'creator' }, literal] },
    { $eq: [{ $getField: 'id' }, { $literal: json(7) }] },
    { $eq: [{ $getField: 'id' }, { $getField: 'id' }] },
    { $or: [] },
    { $or: [...(idIs(ids[0], ids[1]).$expr as { $or: [] }).$or, { $not: [idIs(ids[2]).$expr] }] },
    { $not: [idIs(ids[0]).$expr] },
    { $gt: [{ $getField: 'id' }, literal] },
    { $in: [{ $getField: 'id' }, [literal]] },
    { $and: [idIs(ids[0]).$expr] },
  ] as unknown as Query['$expr'][]) {
    await assert.rejects(
      store.feedbackPurge({ project_id: PROJECT, query: { $expr } }),
      InvalidRequest,
      JSON.stringify($expr),
    );
  }
  await store.feedbackPurge({ project_id: OTHER, query: idIs(ids[0]) });
  assert.deepEqual(await left(), ids);
  assert.deepEqual(await store.feedbackPurge({ project_id: PROJECT, query: idIs(ids[0], ids[2], 'unknown') }), {});
  assert.deepEqual(await left(), [ids[1]]);
  await store.feedbackPurge({ project_id: PROJECT, query: idIs(ids[1]) });
  assert.deepEqual(await left(), []);
  await store.close();
});

test('What is replaced goes, what comes has an id of its own; a replacement that is refused changes nothing.', async () => {
  const store = openStore();
  const { id: feedback_id } = await store.feedbackCreate(feedback());
  const bad = { ...feedback({ feedback_type: 'wandb.note.1' }), feedback_id };
  await assert.rejects(store.feedbackReplace(bad), InvalidRequest);
  const all = async () => (await store.feedbackQuery({ project_id: PROJECT, fields: ['id', 'payload.a'] })).result;
  assert.deepEqual(await all(), [{ id: feedback_id, 'payload.a': json(1) }]);
  const { id } = await store.feedbackReplace({ ...feedback({ payload: json({ a: 2 }) }), feedback_id });
  assert.notEqual(id, feedback_id);
  assert.deepEqual(await all(), [{ id, 'payload.a': json(2) }]);
  await store.close();
});
