/** Feedback, prices, and what calls cost. */
import assert from 'node:assert/strict';
import { JsonText, stringify } from '../../values/json-text.ts';
import { type Asking, check, field, literal, USER } from '../asking.ts';

const give = (on: Asking, feedback_type: string, payload: unknown, weave_ref = on.ref(`call/${on.id(1)}`)) =>
  on.ask('feedbackCreate', { project_id: on.project, weave_ref, feedback_type, payload: JsonText.of(payload) });

const feedback = async (on: Asking, more: object = {}) => {
  const { result } = await on.ask('feedbackQuery', { project_id: on.project, ...more });
  return result.map((row) => stringify(row));
};

const invalid = { name: 'InvalidRequest', status: 400 };
const thumbsUp = { emoji: '👍', alias: ':thumbs_up:', detoned: '👍', detoned_alias: ':thumbs_up:' };

const usage = (models: object) => ({ summary: JsonText.of({ usage: models }) });

const costs = async (on: Asking, n = 1) => {
  const { call } = await on.ask('callRead', { project_id: on.project, id: on.id(n), include_costs: true });
  return (JSON.parse(call!.summary!.text) as { weave: { costs: Record<string, Record<string, unknown>> } }).weave.costs;
};

export const FEEDBACK_AND_COSTS = [
  check('feedback is kept as it was given, and asked for by its fields', async (on) => {
    const { id, payload, wb_user_id } = await give(on, 'own', { score: 0.5, n: { deep: ['x'] } });
    assert.deepEqual([payload.text, wb_user_id], ['{}', USER]);
    await give(on, 'own', { score: 1 }, on.ref('object/a:b'));
    assert.deepEqual(await feedback(on, { fields: ['feedback_type', 'payload.score', 'wb_user_id', 'payload.no'] }), [
      `{"feedback_type":"own","payload.score":0.5,"wb_user_id":"${USER}","payload.no":null}`,
      `{"feedback_type":"own","payload.score":1,"wb_user_id":"${USER}","payload.no":null}`,
    ]);
    const is = (name: string, value: unknown) => ({ query: { $expr: { $eq: [field(name), literal(value)] } } });
    assert.equal((await feedback(on, is('id', id))).length, 1);
    assert.equal((await feedback(on, is('weave_ref', on.ref('object/a:b')))).length, 1);
    assert.equal((await feedback(on, is('wb_user_id', USER))).length, 2);
    assert.equal((await feedback(on, is('payload.n.deep.0', 'x'))).length, 1);
    assert.equal((await feedback(on, is('creator', null))).length, 2);
    assert.equal((await feedback(on, { limit: 1, offset: 1 })).length, 1);
    const sort_by = [{ field: 'payload.score', direction: 'desc' }];
    assert.deepEqual(await feedback(on, { fields: ['payload.score'], sort_by }), [
      '{"payload.score":1}',
      '{"payload.score":0.5}',
    ]);
    assert.equal((await feedback(on, { fields: [] })).length, 2);
    for (const bad of [
      { fields: ['nonsense'] },
      is('nonsense', 1),
      { sort_by: [{ field: 'nonsense', direction: 'asc' }] },
    ]) {
      await on.refused('feedbackQuery', { project_id: on.project, ...bad }, { name: 'InvalidFieldError', status: 422 });
    }
  }),

  check('feedback comes in batches, all or none, with ids of their own if they have some', async (on) => {
    const one = (n: number, more: object = {}) => {
      const of = { project_id: on.project, weave_ref: on.ref('call/1'), feedback_type: 'own', id: on.id(n) };
      return { ...of, payload: JsonText.of({ n }), ...more };
    };
    const { id: _, ...unnamed } = one(2);
    const elsewhere = one(1, { project_id: on.other, payload: JsonText.of({ ref: on.ref('call/1') }) });
    const reaction = one(3, { feedback_type: 'wandb.reaction.1', payload: JsonText.of({ emoji: '👍' }) });
    const { res } = await on.ask('feedbackCreateBatch', { batch: [one(1), unnamed, elsewhere, reaction] });
    assert.deepEqual([res[0]!.id, res[2]!.id, res[3]!.id, res.length], [on.id(1), on.id(1), on.id(3), 4]);
    assert.deepEqual([res[0]!.payload.text, res[3]!.payload.parse()], ['{}', thumbsUp]);
    const ns = () => feedback(on, { fields: ['payload.n'], sort_by: [{ field: 'payload.n', direction: 'asc' }] });
    assert.equal((await ns()).length, 3);
    await on.refused('feedbackCreateBatch', { batch: [one(5), one(6, { feedback_type: 'wandb.note.1' })] }, invalid);
    await on.refused('feedbackCreateBatch', { batch: [one(5), one(6, { id: 'nonsense' })] }, invalid);
    await on.refused('feedbackCreate', one(5, { id: on.id(5).toUpperCase().replace('0', 'A') }), invalid);
    assert.equal((await ns()).length, 3);
    // Once more, as somebody does who got no answer.
    await on.ask('feedbackCreateBatch', { batch: [one(1), one(1, { payload: JsonText.of({ n: 7 }) })] });
    await on.ask('feedbackCreate', one(8));
    assert.deepEqual(await ns(), ['{"payload.n":2}', '{"payload.n":7}', '{"payload.n":8}', '{"payload.n":null}']);
    assert.deepEqual(await on.ask('feedbackCreateBatch', { batch: [] }), { res: [] });
  }),

  check('a reaction is one emoji, and is given its names', async (on) => {
    const { payload } = await give(on, 'wandb.reaction.1', { emoji: '👍🏽' });
    assert.deepEqual(payload.parse(), {
      emoji: '👍🏽',
      alias: ':thumbs_up_medium_skin_tone:',
      detoned: '👍',
      detoned_alias: ':thumbs_up:',
    });
    await give(on, 'wandb.reaction.1', { emoji: '🇫🇷' });
    for (const emoji of ['', 'a', '👍👍', ':thumbs_up:', 1, null]) {
      await on.refused(
        'feedbackCreate',
        { project_id: on.project, weave_ref: on.ref('call/1'), feedback_type: 'wandb.reaction.1', payload: { emoji } },
        { name: 'InvalidRequest', status: 400 },
      );
    }
    assert.equal((await feedback(on)).length, 2);
  }),

  check(
    'a note has 1 to 1024 characters; what begins with wandb. is taken; payloads are objects of 1 MiB at the most',
    async (on) => {
      const refused = (feedback_type: string, payload: unknown, name = 'InvalidRequest', status = 400) =>
        on.refused(
          'feedbackCreate',
          { project_id: on.project, weave_ref: on.ref('call/1'), feedback_type, payload },
          { name, status },
        );
      await give(on, 'wandb.note.1', { note: 'x'.repeat(1024) });
      await give(on, 'wandb.note.1', { note: '😀'.repeat(1024) });
      await refused('wandb.note.1', { note: '' });
      await refused('wandb.note.1', { note: 'x'.repeat(1025) });
      await refused('wandb.note.1', { text: 'x' });
      await refused('wandb.other.1', {});
      await refused('own', [1], 'ValidationError', 422);
      await refused('own', { text: 'x'.repeat(2 ** 20) });
      await give(on, 'own', { text: 'x'.repeat(2 ** 20 - 11) });
      assert.equal((await feedback(on, { fields: ['id'] })).length, 3);
    },
  ),

  check('annotations and results of scorers name what they come from', async (on) => {
    const of = (feedback_type: string, more: object) => ({
      project_id: on.project,
      weave_ref: on.ref(`call/${on.id(1)}`),
      feedback_type,
      payload: JsonText.of({ value: { ok: true }, output: 1 }),
      ...more,
    });
    await on.ask('feedbackCreate', of('wandb.annotation.quality', { annotation_ref: on.ref('object/quality:d') }));
    await on.ask(
      'feedbackCreate',
      of('wandb.runnable.judge', { runnable_ref: on.ref('op/judge:d'), call_ref: on.ref(`call/${on.id(2)}`) }),
    );
    for (const bad of [
      of('wandb.annotation.quality', {}),
      of('wandb.annotation.quality', { annotation_ref: on.ref('object/other:d') }),
      of('wandb.runnable.judge', { runnable_ref: on.ref('op/judge:d') }),
      of('own', { annotation_ref: on.ref('object/quality:d') }),
      { ...of('wandb.annotation.quality', { annotation_ref: on.ref('object/quality:d') }), payload: {} },
    ]) {
      await on.refused('feedbackCreate', bad, { name: 'InvalidRequest', status: 400 });
    }
    const rows = await feedback(on, { fields: ['annotation_ref', 'runnable_ref', 'call_ref'] });
    assert.match(rows[0]!, new RegExp(on.ref('object/quality:d')));
    assert.match(rows[1]!, new RegExp(on.ref('op/judge:d')));
  }),

  check('feedback is replaced in one step, and taken away by id only', async (on) => {
    const first = await give(on, 'own', { n: 1 });
    const second = await give(on, 'own', { n: 2 });
    const replaced = await on.ask('feedbackReplace', {
      project_id: on.project,
      feedback_id: first.id,
      weave_ref: on.ref('call/1'),
      feedback_type: 'own',
      payload: JsonText.of({ n: 3 }),
    });
    assert.notEqual(replaced.id, first.id);
    assert.deepEqual((await feedback(on, { fields: ['payload'] })).sort(), [
      '{"payload":{"n":2}}',
      '{"payload":{"n":3}}',
    ]);
    const is = (id: string) => ({ $eq: [field('id'), literal(id)] });
    for (const $expr of [
      { $eq: [field('feedback_type'), literal('own')] },
      { $or: [is(second.id), { $eq: [field('wb_user_id'), literal(USER)] }] },
      { $or: [] },
      { $not: [is(second.id)] },
    ]) {
      await on.refused(
        'feedbackPurge',
        { project_id: on.project, query: { $expr } },
        { name: 'InvalidRequest', status: 400 },
      );
    }
    await on.ask('feedbackPurge', { project_id: on.other, query: { $expr: is(second.id) as never } });
    assert.equal((await feedback(on)).length, 2);
    await on.ask('feedbackPurge', {
      project_id: on.project,
      query: { $expr: { $or: [is(second.id), is('x')] } as never },
    });
    assert.deepEqual(await feedback(on, { fields: ['payload'] }), ['{"payload":{"n":3}}']);
  }),

  check('calls come with their feedback where that is asked for', async (on) => {
    await on.start(1);
    await on.start(2);
    await give(on, 'own', { n: 1 });
    await give(on, 'wandb.note.1', { note: 'so' });
    const { calls } = await on.ask('callsQuery', { project_id: on.project, include_feedback: true });
    const lists = calls.map((call) => JSON.parse(call.summary!.text).weave.feedback as Record<string, unknown>[]);
    assert.deepEqual(
      lists.map((list) => list.map((row) => row.feedback_type)),
      [['own', 'wandb.note.1'], []],
    );
    assert.deepEqual(lists[0]![0]!.payload, { n: 1 });
    assert.equal(lists[0]![0]!.weave_ref, on.ref(`call/${on.id(1)}`));
    const stream = await on.ask('callsQueryStream', {
      project_id: on.project,
      include_feedback: true,
      columns: ['id'],
    });
    assert.equal(stream.length, 2);
  }),

  check(
    'tokens cost what the prices of their time say: the project’s before the default ones, the newest first',
    async (on) => {
      const tokens = { prompt_tokens: 1000, completion_tokens: 10, requests: 2, total_tokens: 1010 };
      await on.start(1);
      await on.end(
        1,
        usage({ 'gpt-4o': tokens, own: { input_tokens: 5, output_tokens: 7, prompt_tokens: 1 }, none: {} }),
      );
      const before = await costs(on);
      assert.deepEqual(
        [before['gpt-4o']!.prompt_tokens_total_cost, before['gpt-4o']!.completion_tokens_total_cost],
        [1000 * 5e-6, 10 * 1.5e-5],
      );
      assert.deepEqual([before['gpt-4o']!.pricing_level, before['gpt-4o']!.created_by], ['default', 'system']);
      assert.deepEqual([before.own!.prompt_tokens, before.own!.completion_tokens], [6, 7]);
      const price = (prompt: number, effective_date: string) => ({
        prompt_token_cost: prompt,
        completion_token_cost: 2,
        effective_date,
      });
      const set = (llm: string, prompt: number, date: string) =>
        on.ask('costCreate', { project_id: on.project, costs: { [llm]: price(prompt, date) } });
      await set('own', 10, '2024-01-01T00:00:00Z');
      await set('own', 20, '2024-06-01');
      await set('own', 30, '2024-07-01');
      await set('gpt-4o', 1, '2023-01-01');
      const after = await costs(on);
      assert.deepEqual([after.own!.prompt_token_cost, after.own!.prompt_tokens_total_cost], [20, 120]);
      assert.deepEqual([after['gpt-4o']!.pricing_level, after['gpt-4o']!.pricing_level_id], ['project', on.project]);
      assert.equal(after['gpt-4o']!.prompt_tokens_total_cost, 1000);
      await on.start(2, { project_id: on.other });
      await on.end(2, { project_id: on.other, ...usage({ own: tokens }) });
      const request = { project_id: on.other, include_costs: true, columns: ['id'] };
      const [other] = (await on.ask('callsQuery', request)).calls;
      assert.match(other!.summary!.text, /"costs":\{"own":\{"prompt_tokens":1000/);
      assert.doesNotMatch(other!.summary!.text, /"pricing_level"/);
    },
  ),

  check('prices are listed, and taken away by id', async (on) => {
    const { ids } = await on.ask('costCreate', {
      project_id: on.project,
      costs: {
        m1: {
          prompt_token_cost: 1e-7,
          completion_token_cost: 2e-7,
          provider_id: 'us',
          effective_date: '2024-01-01T01:00:00+01:00',
        },
        __proto__x: { prompt_token_cost: 0, completion_token_cost: 12345.678 },
        ['__proto__']: { prompt_token_cost: 1, completion_token_cost: 1 },
      },
    });
    assert.deepEqual(ids.map(([, llm]) => llm).sort(), ['__proto__', '__proto__x', 'm1']);
    const fields = ['llm_id', 'prompt_token_cost', 'prompt_token_cost_unit', 'provider_id', 'effective_date'];
    const query = { $expr: { $eq: [field('llm_id'), literal('m1')] } as never };
    const { results } = await on.ask('costQuery', { project_id: on.project, fields, query });
    assert.deepEqual(results, [
      {
        llm_id: 'm1',
        prompt_token_cost: 1e-7,
        prompt_token_cost_unit: 'USD',
        provider_id: 'us',
        effective_date: '2024-01-01T00:00:00Z',
      },
    ]);
    const by = [{ field: 'completion_token_cost', direction: 'desc' as const }];
    const sorted = await on.ask('costQuery', { project_id: on.project, sort_by: by });
    assert.deepEqual(
      sorted.results.map((row) => row.llm_id),
      ['__proto__x', '__proto__', 'm1'],
    );
    const is = (id: string) => ({ $eq: [field('id'), literal(id)] });
    await on.refused(
      'costPurge',
      { project_id: on.project, query: { $expr: { $eq: [field('llm_id'), literal('m1')] } } },
      { name: 'InvalidRequest', status: 400 },
    );
    await on.ask('costPurge', {
      project_id: on.project,
      query: { $expr: { $or: ids.map(([id]) => is(id)) } as never },
    });
    assert.deepEqual((await on.ask('costQuery', { project_id: on.project })).results, []);
  }),

  check('usage is summed by model over the calls that are found', async (on) => {
    for (const n of [1, 2, 3]) {
      await on.start(n, { op_name: n === 3 ? 'other' : 'op' });
      const model = { prompt_tokens: n, completion_tokens: 10 * n, requests: 1, total_tokens: 11 * n };
      await on.end(n, {
        ...usage(n === 2 ? { 'gpt-4': model } : { 'gpt-4': model, b: model }),
        exception: n === 1 ? 'e' : null,
      });
    }
    await on.start(4);
    const all = await on.ask('callsUsage', { project_id: on.project });
    assert.deepEqual([all.calls, all.errors, Object.keys(all.usage).sort()], [4, 1, ['b', 'gpt-4']]);
    const { requests, prompt_tokens, completion_tokens, total_tokens } = all.usage['gpt-4']!;
    assert.deepEqual([requests, prompt_tokens, completion_tokens, total_tokens], [3, 6, 60, 66]);
    assert.ok(Math.abs(all.usage['gpt-4']!.prompt_tokens_total_cost - 6 * 3e-5) < 1e-15);
    const some = await on.ask('callsUsage', { project_id: on.project, filter: { op_names: ['other'] } });
    assert.deepEqual([some.calls, some.usage.b!.requests], [1, 1]);
  }),
];
