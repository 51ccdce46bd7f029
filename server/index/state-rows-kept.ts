/**
 * Keeps the rows of states of one owner: however many rows, a handful of columns, each row's part laid behind the last
 * one's. A loaded row's columns are views of the kept ones, its states are read as far as they are looked at, and nothing
 * is done for each of them.
 */

import { StateRow } from './state-row.ts';
import { IndexError, type IndexReader, type IndexWriter } from './store/kept.ts';

/** Of each row in turn: number of states, start of the open state (NaN if none), and its value. */
const ROW = 3;

export function saveStateRows(out: IndexWriter, rows: readonly StateRow[]): void {
  const table = new Float64Array(ROW * rows.length);
  for (const [r, { count, openStart, openValue }] of rows.entries()) table.set([count, openStart, openValue], ROW * r);
  const parts = rows.map((row) => row.kept());
  out.column('rows', [table]);
  out.column(
    'spans',
    parts.flatMap(({ spans }) => spans),
    'later',
  );
  out.column(
    'values',
    parts.flatMap(({ values }) => values),
    'later',
  );
  out.column(
    'nodes',
    parts.flatMap(({ nodes }) => nodes),
  );
}

/** The rows that were saved, in their order. Throws an `IndexError` if the columns don't fit each other. */
export function loadStateRows(from: IndexReader): StateRow[] {
  const table = from.float64('rows');
  const columns = {
    spans: from.later('spans', Float64Array),
    values: from.later('values', Uint32Array),
    nodes: from.float64('nodes'),
  };
  const rows: StateRow[] = [];
  let states = 0;
  let nodes = 0;
  for (let at = 0; at + ROW <= table.length; at += ROW) {
    const row = new StateRow();
    const count = table[at]!;
    if (!(Number.isInteger(count) && count >= 0 && states + count <= columns.values.length)) {
      throw new IndexError(`row ${rows.length} has ${count} states of ${columns.values.length}`);
    }
    nodes += row.restore(columns, count, states, nodes);
    states += count;
    row.openStart = table[at + 1]!;
    row.openValue = table[at + 2]!;
    rows.push(row);
  }
  if (columns.values.length !== states || columns.spans.length !== 2 * states || columns.nodes.length !== nodes) {
    throw new IndexError(`${rows.length} rows of ${states} states do not fit their columns`);
  }
  return rows;
}
