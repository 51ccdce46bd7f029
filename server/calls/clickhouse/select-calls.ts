/**
 * Reads calls in two steps: first the ids that a query finds, in their order, looking at no more than it names; then, a
 * batch at a time, the values of these calls by their key. So a big result costs ClickHouse no more memory than its ids,
 * and us some 40 B for each; the first calls come as soon as the ids are known, and sorting never moves inputs and outputs.
 * Who names a few ids has the values at once.
 *
 * What is deleted between the two steps is left out.
 */
import { clickhouseQuery } from '../query/clickhouse-sql.ts';
import { type CallsPlan, type Expression, termsOf } from '../query/plan.ts';
import type { CallRow } from '../store/call-database.ts';
import type { ClickHouse, Params, Row } from './clickhouse.ts';
import { mergedCalls, whichMayBe } from './merged-calls.ts';

const FIRST_BATCH = 100;
const BATCH = 1000;
/** In no id. */
const BETWEEN = '\n';

const ALWAYS = new Set(['id', 'trace_id', 'op_name', 'started_at']);
/** In the order in which `toCall` takes them. */
const READ = [
  'id',
  'trace_id',
  'parent_id',
  'op_name',
  'display_name',
  'started_at',
  'ended_at',
  'exception',
  'attributes_dump',
  'inputs_dump',
  'output_dump',
  'summary_dump',
  'wb_user_id',
  'wb_run_id',
  'wb_run_step',
  'wb_run_step_end',
  'thread_id',
  'turn_id',
] as const;

export async function* selectCalls(clickhouse: ClickHouse, plan: CallsPlan): AsyncGenerator<CallRow[]> {
  const read = READ.filter((column) => ALWAYS.has(column) || plan.columns.has(column));
  const values = READ.map((column) => {
    if (!read.includes(column)) return 'NULL';
    return column.endsWith('_at') ? `toUnixTimestamp64Micro(c.${column})` : `c.${column}`;
  }).join();
  if (termsOf(plan.where).some(isOfFewIds)) {
    const { query, params } = spell(plan, values, read);
    yield (await clickhouse.rows(query, params)).map((row) => toCall(plan.project_id, row));
    return;
  }
  const key = 'm.project_id = {project:String} AND m.id IN {ids:Array(String)}';
  const query = `SELECT ${values} FROM ${mergedCalls(read, key)} AS c`;
  for (const batch of await foundIds(clickhouse, plan)) {
    const ids = batch.split(BETWEEN);
    const calls = new Map<string, CallRow>();
    for (const row of await clickhouse.rows(query, { project: plan.project_id, ids })) {
      calls.set(row[0] as string, toCall(plan.project_id, row));
    }
    yield ids.flatMap((id) => calls.get(id) ?? []);
  }
}

export async function countCalls(clickhouse: ClickHouse, plan: CallsPlan): Promise<number> {
  const { query, params } = spell({ ...plan, sort: [] }, 'c.id');
  const [row] = await clickhouse.rows(`SELECT count() FROM (${query})`, params);
  return Number(row?.[0]);
}

/** In batches, each a text, since a list takes twice the memory. */
async function foundIds(clickhouse: ClickHouse, plan: CallsPlan): Promise<string[]> {
  const { query, params } = spell(plan, 'c.id');
  const batches: string[] = [];
  let ids: string[] = [];
  for await (const rows of clickhouse.stream(query, params)) {
    for (const [id] of rows) {
      ids.push(id as string);
      if (ids.length < (batches.length === 0 ? FIRST_BATCH : BATCH)) continue;
      batches.push(ids.join(BETWEEN));
      ids = [];
    }
  }
  if (ids.length > 0) batches.push(ids.join(BETWEEN));
  return batches;
}

function isOfFewIds(term: Expression): boolean {
  return (
    term.is === 'in' && term.left.is === 'field' && term.left.field.column === 'id' && term.among.length <= FIRST_BATCH
  );
}

function toCall(projectId: string, row: Row): CallRow {
  return {
    project_id: projectId,
    id: row[0] as string,
    trace_id: row[1] as string,
    parent_id: row[2] as string | null,
    op_name: row[3] as string,
    display_name: row[4] as string | null,
    started_at: row[5] as number,
    ended_at: row[6] as number | null,
    exception: row[7] as string | null,
    attributes_dump: row[8] as string | null,
    inputs_dump: row[9] as string | null,
    output_dump: row[10] as string | null,
    summary_dump: row[11] as string | null,
    wb_user_id: row[12] as string | null,
    wb_run_id: row[13] as string | null,
    wb_run_step: row[14] as number | null,
    wb_run_step_end: row[15] as number | null,
    thread_id: row[16] as string | null,
    turn_id: row[17] as string | null,
  };
}

/** `read`: the columns that are in `values`. */
function spell(plan: CallsPlan, values: string, read: readonly string[] = []): { query: string; params: Params } {
  const may = whichMayBe(plan);
  const spelled = clickhouseQuery(plan, 'c', (columns) => `${mergedCalls([...columns, ...read], may.where)} AS c`);
  const { with: names, from, where, orderBy, limit, params } = spelled;
  return {
    query: `${names} SELECT ${values} FROM ${from} WHERE ${where} ${orderBy} ${limit}`,
    params: { ...may.params, ...params },
  };
}
