import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { end, start } from '../sqlite/testing/parts.ts';
import type { ClickHouse } from './clickhouse.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';
import { ClickHouseCallFeed } from './clickhouse-call-feed.ts';
import { Engine } from './engine/engine.ts';

const engine = await Engine.start();

describe('the feed of calls from ClickHouse', { skip: typeof engine === 'string' && engine }, () => {
  let raw: ClickHouse;
  let calls: ClickHouseCallDatabase;
  let feed: ClickHouseCallFeed;
  before(async () => {
    raw = await (engine as Engine).database();
    calls = await ClickHouseCallDatabase.over(raw);
    feed = new ClickHouseCallFeed(raw);
  });
  after(async () => {
    await calls?.close();
    (engine as Engine).stop();
  });
  const told = async (project: string, cursor: string | undefined, limit = 100) => {
    const { changes, cursor: next } = await feed.changes(project, cursor, limit);
    return {
      ids: changes.map(({ id, ended_at, deleted }) => `${id}${ended_at ? ' ended' : ''}${deleted ? ' gone' : ''}`),
      next,
    };
  };

  test('tells each change once, as the call is then, and nothing of an end before its start', async () => {
    const project_id = 'one';
    await calls.insertCallParts([start('a', { project_id }), end('b', { project_id }), start('c', { project_id })]);
    const first = await told(project_id, undefined);
    assert.deepEqual(first.ids, ['a', 'c']);
    assert.deepEqual(await told(project_id, first.next), { ids: [], next: first.next });
    await calls.insertCallParts([end('a', { project_id }), start('b', { project_id })]);
    await calls.insertCallParts([{ kind: 'delete', project_id, id: 'c', deleted_at: 5 }]);
    const second = await told(project_id, first.next);
    assert.deepEqual(second.ids, ['a ended', 'b ended', 'c gone']);
    assert.deepEqual((await told(project_id, second.next)).ids, []);
  });

  test('a long log is told in pages', async () => {
    const project_id = 'pages';
    await calls.insertCallParts(Array.from({ length: 25 }, (_, i) => start(`${i}`, { project_id })));
    const ids: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await told(project_id, cursor, 10);
      assert.ok(page.ids.length <= 10);
      ids.push(...page.ids);
      if (page.next === cursor) break;
      cursor = page.next;
    }
    assert.deepEqual(
      ids,
      Array.from({ length: 25 }, (_, i) => `${i}`),
    );
  });

  test('what another server stores a little late, before the cursor, is told, too', async () => {
    const project_id = 'late';
    await calls.insertCallParts([start('a', { project_id })]);
    const { next } = await told(project_id, undefined);
    const seq = Number(next.split('.')[0]);
    await raw.command(
      `INSERT INTO calls_raw (project_id, seq, id, kind, started_us) VALUES ('late', ${seq - 1_000_000}, 'b', 'start', 1)`,
    );
    const late = await told(project_id, next);
    assert.deepEqual(late.ids, ['b', 'a']);
    assert.deepEqual(await told(project_id, late.next), { ids: [], next: late.next });
  });

  test('tells values, prices and projects', async () => {
    const project_id = 'details';
    await calls.insertCallParts([start('a', { project_id, inputs_dump: '{"x":1.0}' }), start('b', { project_id })]);
    assert.deepEqual(
      [...(await feed.details(project_id, ['a', 'unknown']))],
      [['a', { inputs_dump: '{"x":1.0}', attributes_dump: '{}', output_dump: null }]],
    );
    const price = {
      llm_id: 'own',
      pricing_level: 'project',
      effective_date: 7,
      prompt_token_cost: 1e-7,
      completion_token_cost: 2,
    };
    const rest = { pricing_level_id: project_id, provider_id: 'p', created_by: null, created_at: 1 };
    const units = { prompt_token_cost_unit: 'USD', completion_token_cost_unit: 'USD' };
    await calls.insertRows('llm_token_prices', [{ project_id, id: '1', ...price, ...rest, ...units }]);
    assert.deepEqual((await feed.prices(project_id)).at(-1), price);
    assert.ok((await feed.projects()).includes(project_id));
  });

  test('a project whose calls are all deleted is not listed, until it has another one', async () => {
    const project_id = 'emptied';
    const listed = async () => (await feed.projects()).includes(project_id);
    await calls.insertCallParts([end('a', { project_id })]);
    assert.equal(await listed(), false);
    await calls.insertCallParts([start('a', { project_id }), start('b', { project_id })]);
    await calls.insertCallParts([{ kind: 'delete', project_id, id: 'a', deleted_at: 5 }]);
    assert.equal(await listed(), true);
    await calls.insertCallParts([{ kind: 'delete', project_id, id: 'b', deleted_at: 5 }]);
    assert.equal(await listed(), false);
    await calls.insertCallParts([start('c', { project_id })]);
    assert.equal(await listed(), true);
  });
});
