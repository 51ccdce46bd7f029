/**
 * Event Statistics: how many events of each type there are, in the whole trace and in a selected range of time, both ends
 * included. Exact for any range, in O(types · log n).
 *
 * Types of equal names (of several streams) are one row. Rows stand in order of their count; types without an event in
 * question are left out.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { OutputDescriptor, TreeEntry, TreeHeader, TreeModel, TreeQuery } from '../output.ts';
import { EventTypes } from './event-types.ts';

const HEADERS: readonly TreeHeader[] = [
  { name: 'Label', tooltip: 'Event type', dataType: 'STRING' },
  { name: 'Count', tooltip: 'Number of events', dataType: 'NUMBER' },
  { name: '%', tooltip: 'Share of the events of the trace, or of the selection', dataType: 'NUMBER' },
];

const ROOT = 0;
const TOTAL = 1;
const SELECTION = 2;
const TYPES = 3;

export class EventStatistics extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'heddle.event-statistics',
    name: 'Event Statistics',
    description: 'Show the number of events of each type',
    type: 'DATA_TREE',
  };

  static applies(_experiment: Experiment): boolean {
    return true;
  }

  tree({ start, end, isFiltered }: TreeQuery): TreeModel {
    const { traces, ids } = this.experiment;
    const entries: TreeEntry[] = [];
    for (const trace of traces) {
      const index = trace.find(EventTypes);
      if (index === undefined) continue;
      const id = (entry: number): number => ids.id(trace.ordinal, entry);
      const add = (name: string, entry: number, from: number, to: number): void => {
        const below = (type: number): number => id(TYPES + 2 * type + (entry - TOTAL));
        entries.push(...part(name, id(entry), id(ROOT), index, from, to, below));
      };
      entries.push({ id: id(ROOT), labels: [trace.name, String(trace.events), share(1, 1)], hasData: true });
      add('Total', TOTAL, 0, trace.events);
      if (isFiltered === true && start !== undefined && end !== undefined)
        add('Selection', SELECTION, ...range(trace, start, end));
    }
    return { headers: HEADERS, entries };
  }
}

/** The events from `start` to `end`, both included. */
function range({ base, times }: IndexedTrace, start: bigint, end: bigint): [from: number, to: number] {
  return [times.countBefore(Number(start - base)), times.countUpTo(Number(end - base))];
}

/** The sum of events [from, to), and below it a row for each type. */
function part(
  name: string,
  id: number,
  parentId: number,
  { column, types }: EventTypes,
  from: number,
  to: number,
  idOf: (type: number) => number,
): TreeEntry[] {
  const sum = Math.max(0, to - from);
  const counts = column.counts(from, Math.max(from, to));
  const byName = new Map<string, { readonly type: number; count: number }>();
  types.forEach(({ name }, type) => {
    const row = byName.get(name);
    if (row === undefined) byName.set(name, { type, count: counts[type] ?? 0 });
    else row.count += counts[type] ?? 0;
  });
  const rows = [...byName]
    .filter(([, { count }]) => count > 0)
    .sort(([, a], [, b]) => b.count - a.count || a.type - b.type);
  return [
    { id, parentId, labels: [name, String(sum), share(sum, sum)], hasData: true },
    ...rows.map(
      ([name, { type, count }]): TreeEntry => ({
        id: idOf(type),
        parentId: id,
        labels: [name, String(count), share(count, sum)],
        hasData: true,
      }),
    ),
  ];
}

function share(count: number, of: number): string {
  return of === 0 ? '---' : `${((count / of) * 100).toFixed(3)} %`;
}
