import assert from 'node:assert/strict';
import test from 'node:test';
import Database from 'better-sqlite3';
import { TraceServerError } from '../errors.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { sqliteQuery } from './sqlite-sql.ts';
import { expectedIds } from './testing/oracle.ts';
import { randomRequest } from './testing/requests.ts';
import { random, type StoredCorpus, storedCorpus } from './testing/rows.ts';
import { callsPlan } from './to-plan.ts';

function stored(corpus: StoredCorpus): Database.Database {
  const database = new Database(':memory:');
  registerFunctions(database);
  const fill = (table: string, rows: readonly object[]) => {
    const columns = Object.keys(rows[0]!);
    database.exec(`CREATE TABLE ${table} (${columns.map((c) => `${c} ${TYPES[c] ?? 'TEXT'}`).join(', ')}) STRICT`);
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of rows) insert.run(Object.values(row).map((v) => (Array.isArray(v) ? JSON.stringify(v) : v)));
  };
  fill('calls', corpus.calls);
  fill(
    'objects',
    corpus.objects.map(({ deleted, ...row }) => ({ ...row, deleted_at: deleted ? 1 : null })),
  );
  fill('table_rows', corpus.table_rows);
  return database;
}

const TYPES: Readonly<Record<string, string>> = {
  started_at: 'INTEGER',
  ended_at: 'INTEGER',
  deleted_at: 'INTEGER',
  wb_run_step: 'INTEGER',
  wb_run_step_end: 'INTEGER',
};

test('SQLite finds what a plan means, in its order', () => {
  const corpus = storedCorpus(1, 200);
  const database = stored(corpus);
  const next = random(2);
  let [asked, refused, answers, partial] = [0, 0, 0, 0];
  while (asked < 3_000) {
    const request = randomRequest(next, corpus);
    let plan: ReturnType<typeof callsPlan>;
    try {
      plan = callsPlan(request);
    } catch (error) {
      assert.ok(error instanceof TraceServerError && error.status < 500, String(error));
      refused++;
      continue;
    }
    asked++;
    const { where, orderBy, limit, params } = sqliteQuery(plan, 'c');
    const sql = `SELECT c.id FROM calls c WHERE ${where} ${orderBy} ${limit}`;
    const found = database.prepare(sql).pluck().all(params);
    const expected = expectedIds(plan, corpus);
    assert.deepEqual(found, expected, `${JSON.stringify(request, null, 1)}\n${sql}\n${JSON.stringify(params)}`);
    answers += found.length;
    if (found.length > 0 && found.length < 150) partial++;
  }
  assert.ok(partial > 800 && refused < 300, JSON.stringify({ asked, refused, answers, partial }));
});
