/** The filter of calls as conditions: all fields have to hold, of each field one entry. Null and `[]` are no condition. */
import { InvalidRequest } from '../errors.ts';
import type { CallsFilter } from '../trace-server.ts';
import type { Expression, Field } from './plan.ts';

const MAX_ENTRIES = 1_000;

const COLUMNS = {
  call_ids: 'id',
  trace_ids: 'trace_id',
  parent_ids: 'parent_id',
  wb_user_ids: 'wb_user_id',
  wb_run_ids: 'wb_run_id',
  thread_ids: 'thread_id',
  turn_ids: 'turn_id',
} as const;

/** Throws `InvalidRequest` for more than 1,000 entries in a list. */
export function filterConditions(filter: CallsFilter): Expression[] {
  const conditions: Expression[] = [];
  for (const [name, column] of Object.entries(COLUMNS)) {
    const entries = entriesOf(filter, name as keyof typeof COLUMNS);
    if (entries.length > 0) {
      conditions.push({ is: 'in', left: { is: 'field', field: textColumn(column), as: 'text' }, among: entries });
    }
  }
  const ops = entriesOf(filter, 'op_names');
  if (ops.length > 0) conditions.push({ is: 'name', column: 'op_name', ...versioned(ops) });
  for (const [name, column] of [
    ['input_refs', 'input_refs'],
    ['output_refs', 'output_refs'],
  ] as const) {
    const refs = entriesOf(filter, name);
    if (refs.length > 0) conditions.push({ is: 'refs', column, ...versioned(refs) });
  }
  if (filter.trace_roots_only === true) {
    conditions.push({ is: 'missing', of: { is: 'field', field: textColumn('parent_id'), as: 'text' } });
  }
  return conditions;
}

export function textColumn(column: string): Field {
  return { column, type: 'text', path: [], expandAt: [] };
}

function entriesOf(filter: CallsFilter, name: Exclude<keyof CallsFilter, 'trace_roots_only'>): readonly string[] {
  const entries = filter[name] ?? [];
  if (entries.length > MAX_ENTRIES) throw new InvalidRequest(`filter.${name} has more than ${MAX_ENTRIES} entries`);
  return entries;
}

/** `NAME:*` stands for all versions of a name: what begins with `NAME:`. */
function versioned(entries: readonly string[]): { readonly equal: string[]; readonly prefixes: string[] } {
  return {
    equal: entries.filter((entry) => !entry.endsWith(':*')),
    prefixes: entries.filter((entry) => entry.endsWith(':*')).map((entry) => entry.slice(0, -1)),
  };
}
