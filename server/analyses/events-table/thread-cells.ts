/**
 * Cells of columns that tell of current threads, for the lines of a page. Where the CPU of an event says all, they come
 * by way of its cell: a scan of a trace with a thousand types of events takes some ms to begin.
 */
import { type ThreadColumn, ThreadValues, tellsByCpu } from '../kernel/current-threads/thread-columns.ts';
import type { Pace } from '../pace.ts';
import { type EventList, eachMatch } from './event-list.ts';
import { EventTest } from './event-test.ts';

/** Of places [from, to) of trace `k`, in the columns of these names, row by row. */
export async function threadCells(
  list: EventList,
  k: number,
  from: number,
  to: number,
  names: readonly ThreadColumn[],
  pace: Pace,
): Promise<string[][]> {
  const trace = list.traces[k]!;
  const { reader } = trace.source;
  const rows: string[][] = [];
  const cpuColumn = reader.columns.findIndex(
    ({ scanned }) => typeof scanned === 'object' && scanned.request.name === '$cpu',
  );
  if (cpuColumn < 0 || !tellsByCpu(reader)) {
    const test = new EventTest(trace, [], undefined, names);
    await eachMatch(list, k, from, to, test, pace, (_place, row) => {
      rows.push(names.map((_, c) => String(test.value(row, c) ?? '')));
    });
    return rows;
  }
  let first = 0;
  let cpus: readonly (readonly string[])[] = [];
  const values = ThreadValues.of(trace, {
    field: () => (row) => Number.parseInt(cpus[row]![0]!, 10),
    event: (row) => first + row,
    time: (row) => trace.times.at(first + row),
  });
  const columns = names.map((name) => values!.column(name, 0));
  for (let place = from; place < to; place += cpus.length) {
    first = list.event(k, place);
    let count = 1;
    while (place + count < to && list.event(k, place + count) === first + count) count++;
    cpus = reader.cells(first, first + count, [cpuColumn]);
    if (cpus.length === 0) break;
    for (let row = 0; row < cpus.length; row++) rows.push(columns.map((value) => String(value(row) ?? '')));
    if (pace.due) await pace.pause();
  }
  return rows;
}
