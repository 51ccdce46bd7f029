/**
 * From names to fields. A name is dotted: `inputs.messages.0.text`. Digits alone are a place in a list. A backslash takes
 * the next character as it is, so that keys with dots (`inputs.a\.b`) and keys of digits (`inputs.\0`) have names, too.
 * Quotes mean nothing.
 */
import { InvalidFieldError } from '../errors.ts';
import { shown } from '../refs/ref.ts';
import { CALL_COLUMNS, type Columns, ROW_VALUE } from './columns.ts';
import type { Expression, Field } from './plan.ts';

/** As deep as values are. */
const MAX_PARTS = 500;
const MAX_INDEX = 2 ** 31 - 1;

/** What a name stands for: a field as it is, something derived, or null for what no call that is found has. */
export type Named = Field | (Expression & { readonly is: 'derived' }) | null;

export type Names = (name: string) => Named;

/** Of calls; fields that lead through `expand` go through refs. Throws `InvalidFieldError`. */
export function callNames(expand: readonly string[]): Names {
  const expanded = expand.filter((name) => name !== 'deleted_at').map((name) => columnField(name, CALL_COLUMNS));
  return (name) => {
    if (name === 'deleted_at') return null;
    const field = columnField(name, CALL_COLUMNS);
    if (field.column === 'summary_dump' && field.path[0] === 'weave' && field.path.length === 2) {
      const part = field.path[1];
      if (part === 'status' || part === 'latency_ms' || part === 'trace_name') return { is: 'derived', name: part };
      if (part === 'display_name') return columnField('display_name', CALL_COLUMNS);
    }
    if (field.type !== 'json') return field;
    const lengths = expanded
      .filter(({ column, path }) => column === field.column && path.every((part, i) => part === field.path[i]))
      .map(({ path }) => path.length);
    return { ...field, expandAt: [...new Set(lengths)].sort((a, b) => a - b) };
  };
}

/** Of rows with columns of their own. */
export function columnNames(columns: Columns): (name: string) => Field {
  return (name) => columnField(name, columns);
}

/** Of the rows of a table. */
export function rowNames(): (name: string) => Field {
  return (name) => ({ ...ROW_VALUE, path: parts(name), expandAt: [] });
}

/** The column of the first part of a name; the other parts are checked only for being there where there can be none. */
function columnField(name: string, columns: Columns): Field {
  const [root, ...path] = parts(name);
  const column = columns.get(String(root));
  if (column === undefined) {
    throw new InvalidFieldError(`${shown(name)} is no field; there are ${[...columns.keys()].join(', ')}`);
  }
  if (column.type !== 'json' && path.length > 0) {
    throw new InvalidFieldError(`${shown(name)} is no field: ${root} has nothing in it`);
  }
  return { ...column, path, expandAt: [] };
}

function parts(name: string): (string | number)[] {
  const parts: (string | number)[] = [];
  let part = '';
  let escaped = false;
  for (let i = 0; i <= name.length; i++) {
    const c = name[i];
    if (c === '.' || c === undefined) {
      parts.push(!escaped && /^(0|[1-9]\d*)$/.test(part) ? Math.min(Number(part), MAX_INDEX) : part.toWellFormed());
      if (parts.length > MAX_PARTS) throw new InvalidFieldError(`${shown(name)} has more than ${MAX_PARTS} parts`);
      part = '';
      escaped = false;
    } else if (c === '\\' && i + 1 < name.length) {
      part += name[++i];
      escaped = true;
    } else {
      part += c;
    }
  }
  return parts;
}
