/** Stand-in, state by state, until rows are saved as whole columns. */
import { StateRow } from './state-row.ts';
import type { IndexReader, IndexWriter } from './store/kept.ts';

export function saveStateRows(out: IndexWriter, rows: readonly StateRow[]): void {
  const all = (of: (row: StateRow, i: number) => number): number[] =>
    rows.flatMap((row) => Array.from({ length: row.count }, (_, i) => of(row, i)));
  out.column('counts', [Uint32Array.from(rows, ({ count }) => count)]);
  out.column('start', [Float64Array.from(all((row, i) => row.start(i)))]);
  out.column('end', [Float64Array.from(all((row, i) => row.end(i)))]);
  out.column('value', [Uint32Array.from(all((row, i) => row.value(i)))]);
  out.column('open', [Float64Array.from(rows, ({ openStart }) => openStart)]);
  out.column('open value', [Uint32Array.from(rows, ({ openValue }) => openValue)]);
}

export function loadStateRows(from: IndexReader): StateRow[] {
  const [start, end, value] = [from.float64('start'), from.float64('end'), from.uint32('value')];
  const [open, openValue] = [from.float64('open'), from.uint32('open value')];
  let at = 0;
  return Array.from(from.uint32('counts'), (count, r) => {
    const row = new StateRow();
    for (const to = at + count; at < to; at++) row.push(start[at]!, end[at]!, value[at]!);
    if (!Number.isNaN(open[r])) row.open(open[r]!, openValue[r]!);
    return row;
  });
}
