/** What queries can name, and where it is stored: by the first part of the name. Dotted parts follow where it is JSON. */
import type { ColumnType } from './plan.ts';

export interface Column {
  readonly column: string;
  readonly type: ColumnType;
}

export type Columns = ReadonlyMap<string, Column>;

function columns(types: Readonly<Record<string, ColumnType>>): Columns {
  return new Map(
    Object.entries(types).map(([name, type]) => [name, { column: type === 'json' ? `${name}_dump` : name, type }]),
  );
}

/** Of calls; `deleted_at` is null in all that are found (`fields.ts`). */
export const CALL_COLUMNS = columns({
  id: 'text',
  project_id: 'text',
  trace_id: 'text',
  parent_id: 'text',
  op_name: 'text',
  display_name: 'text',
  started_at: 'time',
  ended_at: 'time',
  exception: 'text',
  attributes: 'json',
  inputs: 'json',
  output: 'json',
  summary: 'json',
  wb_user_id: 'text',
  wb_run_id: 'text',
  wb_run_step: 'int',
  wb_run_step_end: 'int',
  thread_id: 'text',
  turn_id: 'text',
});

export const FEEDBACK_COLUMNS = columns({
  id: 'text',
  project_id: 'text',
  weave_ref: 'text',
  wb_user_id: 'text',
  creator: 'text',
  created_at: 'time',
  feedback_type: 'text',
  payload: 'json',
  annotation_ref: 'text',
  runnable_ref: 'text',
  call_ref: 'text',
  trigger_ref: 'text',
});

export const PRICE_COLUMNS = columns({
  id: 'text',
  project_id: 'text',
  pricing_level: 'text',
  pricing_level_id: 'text',
  provider_id: 'text',
  llm_id: 'text',
  effective_date: 'time',
  prompt_token_cost: 'double',
  completion_token_cost: 'double',
  prompt_token_cost_unit: 'text',
  completion_token_cost_unit: 'text',
  created_by: 'text',
  created_at: 'time',
});

/** Of a table's rows every name is a place in the row's value. */
export const ROW_VALUE: Column = { column: 'val_dump', type: 'json' };
