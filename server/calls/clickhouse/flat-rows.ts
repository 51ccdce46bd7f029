/** Feedback and prices: flat rows that may be taken away again, by a row that says so. */
import { clickhouseQuery } from '../query/clickhouse-sql.ts';
import { coded } from '../query/coded-json.ts';
import type { RowsPlan } from '../query/plan.ts';
import type { FlatRow, FlatTable } from '../store/call-database.ts';
import type { ClickHouse } from './clickhouse.ts';
import { line } from './tab-separated.ts';

const COLUMNS = {
  feedback: [
    'project_id',
    'id',
    'weave_ref',
    'wb_user_id',
    'creator',
    'created_at',
    'feedback_type',
    'payload_dump',
    'annotation_ref',
    'runnable_ref',
    'call_ref',
    'trigger_ref',
  ],
  llm_token_prices: [
    'project_id',
    'id',
    'pricing_level',
    'pricing_level_id',
    'provider_id',
    'llm_id',
    'effective_date',
    'prompt_token_cost',
    'completion_token_cost',
    'prompt_token_cost_unit',
    'completion_token_cost_unit',
    'created_by',
    'created_at',
  ],
} as const;

const TIMES: Readonly<Record<string, string>> = { created_at: 'created_us', effective_date: 'effective_us' };

export function flatColumns(table: FlatTable): string[] {
  const columns = ['version', 'gone', ...COLUMNS[table].map((column) => TIMES[column] ?? column)];
  return table === 'feedback' ? [...columns, 'payload_coded'] : columns;
}

export function flatLine(table: FlatTable, row: FlatRow, version: number): string {
  const values = COLUMNS[table].map((column) => row[column] ?? null);
  return line([version, 0, ...values, ...(table === 'feedback' ? [coded(String(row.payload_dump))] : [])]);
}

/** A column that may not be NULL takes its default. */
export function goneLine(table: FlatTable, projectId: string, id: string, version: number): string {
  return line([
    version,
    1,
    projectId,
    id,
    ...flatColumns(table)
      .slice(4)
      .map(() => null),
  ]);
}

export async function selectRows(clickhouse: ClickHouse, table: FlatTable, plan: RowsPlan): Promise<FlatRow[]> {
  const { with: names, from, where, orderBy, limit, params } = clickhouseQuery(plan, 'r', () => `${table} AS r FINAL`);
  const columns: readonly string[] = COLUMNS[table];
  const read = columns.map((column) => (column in TIMES ? `toUnixTimestamp64Micro(r.${column})` : `r.${column}`));
  const rows = await clickhouse.rows(`${names} SELECT ${read} FROM ${from} WHERE ${where} ${orderBy} ${limit}`, params);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])) as FlatRow);
}
