import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CallChange } from '../feed.ts';
import { SqliteCallFeed } from './feed.ts';
import { SqliteCallDatabase } from './sqlite-call-database.ts';
import { end, OTHER_PROJECT, PROJECT, start } from './testing/parts.ts';

const WRITER = fileURLToPath(new URL('./testing/writer-process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'heddle-feed-'));
after(() => rmSync(folder, { recursive: true }));

test('each change of a call is told once, as the call is then, in the order of storing', async () => {
  const file = join(folder, 'changes.db');
  const database = new SqliteCallDatabase(file);
  const feed = new SqliteCallFeed(file);
  let cursor: string | undefined;
  const news = async (limit = 100) => {
    const told = await feed.changes(PROJECT, cursor, limit);
    cursor = told.cursor;
    return told.changes.map(({ id, ended_at, display_name, deleted }) =>
      [id, ended_at === null ? 'running' : 'ended', display_name, deleted ? 'deleted' : null].filter(Boolean).join(' '),
    );
  };
  assert.deepEqual(await news(), []);
  const nothing = cursor;
  assert.deepEqual(await news(), []);
  assert.equal(cursor, nothing);
  await database.insertCallParts([start('a'), start('b'), end('early'), start('x', { project_id: OTHER_PROJECT })]);
  assert.deepEqual(await news(), ['a running', 'b running']);
  await database.insertCallParts([end('a')]);
  await database.insertCallParts([start('c'), end('c')]);
  assert.deepEqual(await news(1), ['a ended']);
  assert.deepEqual(await news(1), ['c ended']);
  assert.deepEqual(await news(1), []);
  await database.insertCallParts([start('early')]);
  await database.insertCallParts([{ kind: 'rename', project_id: PROJECT, id: 'a', display_name: 'A' }]);
  await database.insertCallParts([{ kind: 'delete', project_id: PROJECT, id: 'b', deleted_at: 7 }]);
  assert.deepEqual(await news(), ['early ended', 'a ended A', 'b running deleted']);
  await database.insertCallParts([start('a'), end('a')]);
  assert.deepEqual(await news(), []);
  assert.deepEqual([...(await feed.projects())].toSorted(), [OTHER_PROJECT, PROJECT].toSorted());
  await database.close();
  await feed.close();
});

test('details and prices', async () => {
  const file = join(folder, 'details.db');
  const database = new SqliteCallDatabase(file);
  const feed = new SqliteCallFeed(file);
  await database.insertCallParts([start('a', { inputs_dump: '1.0', attributes_dump: '{"k":1}' }), start('b')]);
  await database.insertCallParts([end('a', { output_dump: '"out"' })]);
  assert.deepEqual(
    await feed.details(PROJECT, ['a', 'none']),
    new Map([['a', { inputs_dump: '1.0', attributes_dump: '{"k":1}', output_dump: '"out"' }]]),
  );
  const price = {
    llm_id: 'mine',
    pricing_level: 'project',
    effective_date: 5,
    prompt_token_cost: 0.5,
    completion_token_cost: 0.25,
  };
  const row = { ...price, id: 'p', project_id: PROJECT, pricing_level_id: PROJECT, provider_id: 'x', created_at: 1 };
  const units = { prompt_token_cost_unit: 'USD', completion_token_cost_unit: 'USD', created_by: null };
  await database.insertRows('llm_token_prices', [{ ...row, ...units }]);
  const prices = await feed.prices(PROJECT);
  assert.deepEqual(
    prices.filter(({ pricing_level }) => pricing_level === 'project'),
    [price],
  );
  assert.ok(prices.some(({ llm_id, pricing_level }) => llm_id === 'gpt-4' && pricing_level === 'default'));
  await database.close();
  await feed.close();
});

test('nothing is passed over while several processes write', async () => {
  const file = join(folder, 'racing.db');
  const feed = new SqliteCallFeed(file);
  const writers = ['x', 'y', 'z'].map((name) =>
    spawn(process.execPath, [WRITER, file, name, '40'], { stdio: 'ignore' }),
  );
  let writing = writers.length;
  const exits = writers.map((writer) => once(writer, 'exit').finally(() => writing--));
  const told = new Map<string, CallChange>();
  let cursor: string | undefined;
  for (let done = false; !done; ) {
    done = writing === 0;
    for (let more = true; more; ) {
      const { changes, cursor: next } = await feed.changes(PROJECT, cursor, 50);
      for (const change of changes) {
        assert.ok(!told.has(change.id), 'each is stored in one commit, so it is told once');
        told.set(change.id, change);
      }
      assert.ok(cursor === undefined || Number(next) >= Number(cursor));
      cursor = next;
      more = changes.length === 50;
    }
    await new Promise(setImmediate);
  }
  for (const exit of exits) assert.deepEqual(await exit, [0, null]);
  assert.equal(told.size, 3 * 40 * 20);
  assert.ok([...told.values()].every(({ ended_at }) => ended_at === 2_000_000));
  await feed.close();
});
