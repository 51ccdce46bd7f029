/** What feedback and prices have in common: they are flat rows, asked for by fields and taken away by id. */
import { InvalidFieldError, InvalidRequest } from '../errors.ts';
import type { Columns } from '../query/columns.ts';
import { columnNames } from '../query/fields.ts';
import type { Expression, Field } from '../query/plan.ts';
import type { Operand, Query } from '../trace-server.ts';
import { valueAt } from '../values/json-members.ts';
import { JsonText } from '../values/json-text.ts';
import { printTime } from '../values/time.ts';
import type { FlatRow } from './call-database.ts';

const MOST_FIELDS = 1000;

/** Makes of rows what was asked for; a dotted name is the member of that name. Throws `InvalidFieldError`. */
export function replies(
  columns: Columns,
  names: readonly string[],
): (rows: readonly FlatRow[]) => Record<string, unknown>[] {
  if (names.length > MOST_FIELDS) throw new InvalidRequest(`fields: more than ${MOST_FIELDS}`);
  const named = columnNames(columns);
  const fields = names.map((name): [string, Field] => {
    const field = named(name);
    if (field === null || 'is' in field) throw new InvalidFieldError(`${JSON.stringify(name)} is no field`);
    return [name, field];
  });
  return (rows) => rows.map((row) => Object.fromEntries(fields.map(([name, field]) => [name, read(row, field)])));
}

function read(row: FlatRow, { column, type, path }: Field): unknown {
  const value = row[column] ?? null;
  if (value === null) return null;
  if (type === 'json') return valueAt(new JsonText(value as string), path) ?? null;
  return type === 'time' ? printTime(value as number) : value;
}

/** Rows of which the column has one of these texts. */
export function among(column: string, texts: readonly string[]): Expression {
  const field: Field = { column, type: 'text', path: [], expandAt: [] };
  return { is: 'in', left: { is: 'field', field, as: 'text' }, among: texts };
}

/** Of a query that names ids, and nothing else. */
export function idsToPurge({ $expr: expression }: Query, what: string): string[] {
  const equal = '$or' in expression ? expression.$or : [expression];
  const ids = equal.map(idOf);
  if (ids.length === 0 || ids.includes(undefined)) {
    throw new InvalidRequest(`Can only purge ${what} by specifying one or more ${what} ids`);
  }
  return ids as string[];
}

function idOf(operand: Operand): string | undefined {
  if (!('$eq' in operand)) return undefined;
  const [field, literal] = operand.$eq;
  if (!('$getField' in field) || field.$getField !== 'id' || !('$literal' in literal)) return undefined;
  const id = literal.$literal.parse();
  return typeof id === 'string' ? id : undefined;
}
