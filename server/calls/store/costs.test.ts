import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidFieldError, InvalidRequest, ValidationError } from '../errors.ts';
import { priceFor } from './prices.ts';
import { end, json, OTHER, openStore, PROJECT, start, USER, uuid } from './testing/store.ts';

const price = (prompt_token_cost: number, effective_date?: string) => ({
  prompt_token_cost,
  completion_token_cost: 2 * prompt_token_cost,
  effective_date,
});

test('Of the prices of a model those in effect come first, then the project’s, then the newest.', () => {
  const of = (pricing_level: string, effective_date: number) => ({ pricing_level, effective_date });
  const [oldDefault, newDefault] = [of('default', 10), of('default', 30)];
  const [oldOwn, newOwn] = [of('project', 5), of('project', 20)];
  const all = [newOwn, oldDefault, oldOwn, newDefault];
  assert.equal(priceFor(all, 25), newOwn);
  assert.equal(priceFor(all, 20), newOwn);
  assert.equal(priceFor(all, 19), oldOwn);
  assert.equal(priceFor(all, 4), newOwn);
  assert.equal(priceFor([newOwn, oldDefault], 15), oldDefault);
  assert.equal(priceFor([oldDefault, newDefault], 40), newDefault);
  const again = of('project', 20);
  assert.equal(priceFor([newOwn, again, oldDefault], 25), again);
  assert.equal(priceFor([], 40), undefined);
});

test('A call costs what its models cost when it started.', async () => {
  const store = openStore();
  const usage = { 'gpt-4o': { prompt_tokens: 3, input_tokens: 1, output_tokens: 2, requests: 1, total_tokens: 6 } };
  for (const [n, started_at] of [
    [1, '2024-06-01T00:00:00Z'],
    [2, '2025-06-01T00:00:00Z'],
  ] as const) {
    await store.callStart(start(n, { started_at }));
    await store.callEnd(end(n, { ended_at: started_at, summary: json({ usage, weave: { costs: 'mine' } }) }));
  }
  const costs = { 'gpt-4o': price(1, '2025-01-01T00:00:00Z') };
  await store.costCreate({ project_id: PROJECT, wb_user_id: USER, costs });
  await store.costCreate({ project_id: OTHER, wb_user_id: USER, costs: { 'gpt-4o': price(100, '2020-01-01') } });
  const { calls } = await store.callsQuery({ project_id: PROJECT, include_costs: true });
  const [byDefault, own] = calls.map((call) => (call.summary!.parse() as { weave: { costs: object } }).weave.costs);
  const counted = { prompt_tokens: 4, completion_tokens: 2, requests: 1, total_tokens: 6 };
  assert.deepEqual(byDefault, {
    'gpt-4o': {
      ...counted,
      prompt_tokens_total_cost: 4 * 5e-6,
      completion_tokens_total_cost: 2 * 1.5e-5,
      prompt_token_cost: 5e-6,
      completion_token_cost: 1.5e-5,
      prompt_token_cost_unit: 'USD',
      completion_token_cost_unit: 'USD',
      effective_date: '2024-05-13T00:00:00Z',
      provider_id: 'openai',
      pricing_level: 'default',
      pricing_level_id: 'default',
      created_at: '2024-05-13T00:00:00Z',
      created_by: 'system',
    },
  });
  const created_at = (own as { 'gpt-4o': { created_at: string } })['gpt-4o'].created_at;
  assert.deepEqual(own, {
    'gpt-4o': {
      ...counted,
      prompt_tokens_total_cost: 4,
      completion_tokens_total_cost: 4,
      prompt_token_cost: 1,
      completion_token_cost: 2,
      prompt_token_cost_unit: 'USD',
      completion_token_cost_unit: 'USD',
      effective_date: '2025-01-01T00:00:00Z',
      provider_id: 'default',
      pricing_level: 'project',
      pricing_level_id: PROJECT,
      created_at,
      created_by: USER,
    },
  });
  const sums = await store.callsUsage({ project_id: PROJECT });
  assert.deepEqual(sums, {
    calls: 2,
    errors: 0,
    usage: {
      'gpt-4o': {
        prompt_tokens: 8,
        completion_tokens: 4,
        requests: 2,
        total_tokens: 12,
        prompt_tokens_total_cost: 4 * 5e-6 + 4,
        completion_tokens_total_cost: 2 * 1.5e-5 + 4,
      },
    },
  });
  await store.close();
});

test('Whatever stands in usage, tokens are numbers, and models without a price are counted.', async () => {
  const store = openStore();
  const usages: unknown[] = [
    'text',
    [1],
    null,
    { a: 1, b: null, c: [2] },
    { ['__proto__']: { requests: 2 }, constructor: { prompt_tokens: '7', requests: -1, total_tokens: null } },
  ];
  for (const [n, usage] of usages.entries()) {
    await store.callStart(start(n));
    await store.callEnd(end(n, { summary: json({ usage: json(usage) }), exception: n === 0 ? 'e' : null }));
  }
  const last = (await store.callRead({ project_id: PROJECT, id: uuid(4), include_costs: true })).call!;
  const none = '"total_tokens":0,"prompt_tokens_total_cost":null,"completion_tokens_total_cost":null}';
  assert.ok(last.summary!.text.includes(`"__proto__":{"prompt_tokens":0,"completion_tokens":0,"requests":2,${none}`));
  assert.ok(last.summary!.text.includes(`"constructor":{"prompt_tokens":0,"completion_tokens":0,"requests":0,${none}`));
  const { calls, errors, usage } = await store.callsUsage({ project_id: PROJECT });
  assert.deepEqual([calls, errors, Object.keys(usage)], [5, 1, ['__proto__', 'constructor']]);
  assert.equal((await store.callsUsage({ project_id: PROJECT, limit: 2 })).calls, 2);
  await store.close();
});

test('Prices are asked for and purged as feedback is; what is not given has its default.', async () => {
  const store = openStore();
  const costs = {
    m: price(0.25),
    n: { ...price(1, '2024-01-01T00:00:00+02:00'), provider_id: 'p', prompt_token_cost_unit: 'EUR' },
  };
  const { ids } = await store.costCreate({ project_id: PROJECT, wb_user_id: USER, costs });
  assert.deepEqual(
    ids.map(([, llmId]) => llmId),
    ['m', 'n'],
  );
  const sort_by = [{ field: 'llm_id', direction: 'desc' }] as const;
  const { results } = await store.costQuery({ project_id: PROJECT, sort_by });
  assert.deepEqual(results[0], {
    id: ids[1]![0],
    llm_id: 'n',
    prompt_token_cost: 1,
    completion_token_cost: 2,
    prompt_token_cost_unit: 'EUR',
    completion_token_cost_unit: 'USD',
    effective_date: '2023-12-31T22:00:00Z',
    provider_id: 'p',
  });
  assert.deepEqual([results[1]!.provider_id, results[1]!.prompt_token_cost_unit], ['default', 'USD']);
  const [one] = (await store.costQuery({ project_id: PROJECT, fields: ['pricing_level_id', 'created_by'], limit: 1 }))
    .results;
  assert.deepEqual(one, { pricing_level_id: PROJECT, created_by: USER });
  await assert.rejects(store.costQuery({ project_id: PROJECT, fields: ['x'] }), InvalidFieldError);
  const $eq = (field: string) => ({ $expr: { $eq: [{ $getField: field }, { $literal: json(ids[0]![0]) }] as const } });
  await assert.rejects(store.costPurge({ project_id: PROJECT, query: $eq('llm_id') }), InvalidRequest);
  await store.costPurge({ project_id: PROJECT, query: $eq('id') });
  assert.equal((await store.costQuery({ project_id: PROJECT })).results.length, 1);
  await store.close();
});

test('A price that is none is refused, and none of its request is stored.', async () => {
  const store = openStore();
  const create = (costs: object, wb_user_id: string | null = USER) =>
    store.costCreate({ project_id: PROJECT, wb_user_id, costs: { fine: price(1), ...costs } });
  await assert.rejects(create({ m: price(Number.NaN) }), InvalidRequest);
  await assert.rejects(create({ m: price(1, 'soon') }), ValidationError);
  await assert.rejects(create({}, null), { message: 'wb_user_id cannot be None' });
  assert.deepEqual(await store.costQuery({ project_id: PROJECT }), { results: [] });
  assert.deepEqual(await store.costCreate({ project_id: PROJECT, wb_user_id: USER, costs: {} }), { ids: [] });
  await store.close();
});
