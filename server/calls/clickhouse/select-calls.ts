/**
 * Reads calls in two steps: first the ids that a query finds, in their order, looking at no more than it names; then, a
 * batch at a time, the values of these calls by their key. So a big result costs ClickHouse and us no more memory than
 * its ids, the first calls come as soon as the ids are known, and sorting never moves inputs and outputs.
 *
 * What is deleted between the two steps is left out.
 */
import { clickhouseQuery } from '../query/clickhouse-sql.ts';
import type { CallsPlan } from '../query/plan.ts';
import type { CallRow } from '../store/call-database.ts';
import type { ClickHouse, Params, Row } from './clickhouse.ts';

const FIRST_BATCH = 100;
const BATCH = 1000;

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
  const { query: found, params } = idsOf(plan);
  const ids: string[] = [];
  for await (const rows of clickhouse.stream(found, params)) {
    for (const [id] of rows) ids.push(id as string);
  }
  const columns = READ.map((column) => {
    if (!ALWAYS.has(column) && !plan.columns.has(column)) return 'NULL';
    return column.endsWith('_at') ? `toUnixTimestamp64Micro(${column})` : column;
  });
  const query = `SELECT ${columns} FROM calls WHERE project_id = {project:String} AND id IN {ids:Array(String)}`;
  for (let begin = 0, size = FIRST_BATCH; begin < ids.length; begin += size, size = BATCH) {
    const batch = ids.slice(begin, begin + size);
    const calls = new Map<string, CallRow>();
    for (const row of await clickhouse.rows(query, { project: plan.project_id, ids: batch })) {
      calls.set(row[0] as string, toCall(plan.project_id, row));
    }
    yield batch.flatMap((id) => calls.get(id) ?? []);
  }
}

export async function countCalls(clickhouse: ClickHouse, plan: CallsPlan): Promise<number> {
  const { query, params } = idsOf({ ...plan, sort: [] });
  const [row] = await clickhouse.rows(`SELECT count() FROM (${query})`, params);
  return Number(row?.[0]);
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

function idsOf(plan: CallsPlan): { query: string; params: Params } {
  const { with: names, from, where, orderBy, limit, params } = clickhouseQuery(plan, 'c', 'calls AS c');
  return { query: `${names} SELECT c.id FROM ${from} WHERE ${where} ${orderBy} ${limit}`, params };
}
