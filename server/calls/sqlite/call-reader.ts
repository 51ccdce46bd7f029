/**
 * Reads calls. Those wanted in the order of their starts are asked for window by window; for another order the keys of
 * all that match are sorted first, without the big values, and the calls are read by key.
 */
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { CALL_COLUMNS } from '../query/columns.ts';
import type { CallsPlan } from '../query/plan.ts';
import { sqliteQuery } from '../query/sqlite-sql.ts';
import type { CallRow } from '../store/call-database.ts';
import { asking } from './backend-error.ts';
import { type CallPath, CallPaths, callsAlong, isColumn } from './call-path.ts';
import { ALL_TIME, IN_WINDOW, type TimeWindow, timeWindows, Watch } from './time-windows.ts';

const COLUMNS = [...CALL_COLUMNS.values()].map(({ column }) => column);
const ALWAYS = new Set(['project_id', 'id', 'trace_id', 'op_name', 'started_at']);

/** Milliseconds after which a batch is handed on. */
const BATCH = 1;
const BY_KEY: CallPath = { index: undefined, where: 'h.key = @key', params: {}, inTimeOrder: false };
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export class CallReader {
  readonly #database: Database.Database;
  readonly #paths: CallPaths;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#paths = new CallPaths(database);
  }

  async *select(plan: CallsPlan): AsyncGenerator<CallRow[]> {
    const path = asking(() => this.#paths.find(plan));
    if (path === undefined || plan.limit === 0) return;
    yield* path.inTimeOrder && isInTimeOrder(plan) ? this.#byTime(plan, path) : this.#byKey(plan, path);
  }

  async count(plan: CallsPlan): Promise<number> {
    const path = asking(() => this.#paths.find(plan));
    if (path === undefined) return 0;
    const most = plan.limit ?? NO_LIMIT;
    const counting = this.#counting(plan, path);
    if (!path.inTimeOrder)
      return Math.min(
        most,
        asking(() => counting(ALL_TIME)),
      );
    const watch = new Watch();
    let count = 0;
    for (const window of timeWindows(this.#database, path, false, watch)) {
      if (count >= most) break;
      count += watch.time(() => counting(window));
      await setImmediate();
    }
    return Math.min(count, most);
  }

  /** The given calls that are there, and all below them in their traces. */
  descendants(projectId: string, ids: readonly string[]): string[] {
    return this.#database
      .prepare(
        `WITH RECURSIVE found (id, project, trace_id) AS (
           SELECT h.id, h.project, h.trace_id FROM projects p JOIN heads h INDEXED BY heads_by_id ON h.project = p.key
             WHERE p.project_id = @projectId AND h.id IN (SELECT value FROM json_each(@ids))
               AND h.started_at IS NOT NULL AND h.deleted_at IS NULL
           UNION
           SELECT h.id, h.project, h.trace_id FROM found f JOIN heads h INDEXED BY heads_by_parent
             ON h.project = f.project AND h.parent_id = f.id AND h.trace_id = f.trace_id
             WHERE h.started_at IS NOT NULL AND h.deleted_at IS NULL)
         SELECT id FROM found`,
      )
      .pluck()
      .all({ projectId, ids: JSON.stringify(ids) }) as string[];
  }

  async *#byTime(plan: CallsPlan, path: CallPath): AsyncGenerator<CallRow[]> {
    const { where, params, orderBy } = matching(plan, path);
    const selecting = this.#prepare(
      select(path, columns(plan), `${where} ${IN_WINDOW} ${orderBy} LIMIT @left OFFSET @offset`),
    );
    const counting = plan.offset ? this.#counting(plan, path) : undefined;
    const watch = new Watch();
    let left = plan.limit ?? NO_LIMIT;
    let offset = plan.offset ?? 0;
    for (const window of timeWindows(this.#database, path, plan.sort[0]?.descending === true, watch)) {
      if (offset > 0) {
        const here = watch.time(() => counting!(window));
        if (here <= offset) {
          offset -= here;
          await setImmediate();
          continue;
        }
      }
      const rows = selecting.iterate({ ...params, ...window, left, offset }) as IterableIterator<CallRow>;
      offset = 0;
      for await (const batch of inBatches(rows, watch)) {
        left -= batch.length;
        yield batch;
      }
      if (left === 0) return;
      await setImmediate();
    }
  }

  async *#byKey(plan: CallsPlan, path: CallPath): AsyncGenerator<CallRow[]> {
    const { where, params, orderBy, limit } = matching(plan, path);
    const sorting = this.#prepare(select(path, 'calls.key', `${where} ${orderBy} ${limit}`)).pluck();
    const keys = asking(() => sorting.all(params)) as number[];
    const one = this.#prepare(select(BY_KEY, columns(plan), '1'));
    const rows = keys.values().map((key) => one.get({ key, project: plan.project_id }) as CallRow | undefined);
    // One that was deleted since then is left out.
    yield* inBatches(
      rows.filter((row) => row !== undefined),
      new Watch(),
    );
  }

  #prepare(sql: string): Database.Statement {
    return asking(() => this.#database.prepare(sql));
  }

  #counting(plan: CallsPlan, path: CallPath): (window: TimeWindow) => number {
    const { where, params } = matching(plan, path);
    const counting = this.#prepare(select(path, 'count(*)', `${where} ${IN_WINDOW}`)).pluck();
    return (window) => counting.get({ ...params, ...window }) as number;
  }
}

function matching(plan: CallsPlan, path: CallPath) {
  const query = sqliteQuery(plan, 'calls');
  return { ...query, params: { ...query.params, ...path.params } };
}

function select(path: CallPath, what: string, where: string): string {
  return `SELECT ${what} FROM ${callsAlong(path, `${what} ${where}`)} WHERE ${where}`;
}

function isInTimeOrder({ sort }: CallsPlan): boolean {
  return sort[0] === undefined || isColumn(sort[0].by, 'started_at');
}

function columns(plan: CallsPlan): string {
  const spelled = (name: string) => (ALWAYS.has(name) || plan.columns.has(name) ? `calls.${name}` : `NULL AS ${name}`);
  return COLUMNS.map(spelled).join(', ');
}

/** Rows as they come, handed on every millisecond; others have their turn in between. */
async function* inBatches(rows: Iterator<CallRow, unknown>, watch: Watch): AsyncGenerator<CallRow[]> {
  try {
    for (let done = false; !done; ) {
      const batch: CallRow[] = [];
      watch.time(() => {
        for (const began = performance.now(); performance.now() - began < BATCH; ) {
          const next = rows.next();
          done = next.done === true;
          if (next.done) break;
          batch.push(next.value);
        }
      });
      if (batch.length > 0) yield batch;
      if (!done) await setImmediate();
    }
  } finally {
    rows.return?.();
  }
}
