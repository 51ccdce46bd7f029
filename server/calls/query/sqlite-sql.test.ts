import assert from 'node:assert/strict';
import test from 'node:test';
import Database from 'better-sqlite3';
import type { CallsQueryRequest, Operand, Operation } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import type { RowsPlan } from './plan.ts';
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

function idsFor(database: Database.Database, plan: RowsPlan): string[] {
  const { where, orderBy, limit, params } = sqliteQuery(plan, 'c');
  return database
    .prepare(`SELECT c.id FROM calls c WHERE ${where} ${orderBy} ${limit}`)
    .pluck()
    .all(params) as string[];
}

test('SQLite finds what a plan means, in its order', () => {
  const corpus = storedCorpus(1, 200);
  const database = stored(corpus);
  const next = random(2);
  let partial = 0;
  for (let asked = 0; asked < 2_000; asked++) {
    const request = randomRequest(next, corpus);
    const plan = callsPlan(request);
    const found = idsFor(database, plan);
    assert.deepEqual(found, expectedIds(plan, corpus), JSON.stringify(request));
    if (found.length > 0 && found.length < 150) partial++;
  }
  assert.ok(partial > 500, `only ${partial} answers are neither empty nor all`);
});

test('the largest queries there can be are answered', () => {
  const corpus = storedCorpus(1, 20);
  const database = stored(corpus);
  const is = (n: number): Operation => ({ $eq: [{ $getField: `inputs.k${n}` }, { $literal: JsonText.of(`v${n}`) }] });
  const never: Operand = { $or: [] };
  let deep: Operation = is(0);
  for (let i = 0; i < 48; i++) deep = { $or: [{ $not: [deep] }, ...Array.from({ length: 30 }, () => never)] };
  const wide: Operation = { $or: Array.from({ length: 600 }, (_, n) => is(n)) };
  for (const $expr of [deep, wide]) {
    const plan = callsPlan({ project_id: corpus.project_id, query: { $expr } });
    assert.deepEqual(idsFor(database, plan), expectedIds(plan, corpus));
  }
});

test('simple conditions and the order of starts are served by indexes', () => {
  const database = stored(storedCorpus(1, 1));
  database.exec(`CREATE INDEX by_start ON calls (project_id, started_at, id);
    CREATE INDEX by_parent ON calls (project_id, parent_id); CREATE INDEX by_op ON calls (project_id, op_name, started_at)`);
  const planOf = (request: Omit<CallsQueryRequest, 'project_id'>) => {
    const { where, orderBy, limit, params } = sqliteQuery(callsPlan({ project_id: 'p', ...request }), 'c');
    const steps = database
      .prepare(`EXPLAIN QUERY PLAN SELECT * FROM calls c WHERE ${where} ${orderBy} ${limit}`)
      .all(params);
    return (steps as { detail: string }[]).map(({ detail }) => detail).join('; ');
  };
  const newest = { sort_by: [{ field: 'started_at', direction: 'desc' }], limit: 100 } as const;
  assert.doesNotMatch(planOf(newest), /TEMP B-TREE/);
  assert.match(
    planOf({ query: { $expr: { $gt: [{ $getField: 'started_at' }, { $literal: JsonText.of(5) }] } } }),
    /started_at>/,
  );
  assert.match(
    planOf({ filter: { trace_roots_only: true }, sort_by: [] }),
    /by_parent \(project_id=\? AND parent_id=\?\)/,
  );
  assert.match(planOf({ filter: { op_names: ['a:*'] }, sort_by: [] }), /op_name>\? AND op_name<\?/);
});
