/**
 * Events Table: the events of all traces as text, in order of time, a page at a time from any index or time; a search for
 * the next or previous event whose cells match regular expressions; and filters, which leave out or dim events.
 *
 * Only the rows of a page are decoded, and of a search or filter the fields that it looks at.
 */
import type { Filter } from '../../filter/filter.ts';
import { LocationColumns, locationColumns } from '../debug-info/location-columns.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import { threadColumns } from '../kernel/current-threads/thread-columns.ts';
import type { Column, LinesModel, LinesQuery, OutputDescriptor } from '../output.ts';
import type { Pace } from '../pace.ts';
import { parseFilters } from '../parse-filters.ts';
import { answerLines, type Rows, type Searches, type Table } from '../table/table-lines.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { KeptResults } from '../table-filter/kept-results.ts';
import { type EventColumn, NANOSECONDS, TIMESTAMP, TRACE } from './event-keys.ts';
import { AllEvents, type EventList, eachMatch } from './event-list.ts';
import { findEvent, isScanned, type Patterns } from './event-search.ts';
import { EventTest } from './event-test.ts';
import { MatchingEvents } from './matching-events.ts';
import { threadCells } from './thread-cells.ts';

/** Where the cells of a column come from. */
type Source =
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'nanoseconds' }
  | { readonly kind: 'event' | 'location'; readonly name: string };

interface TableColumn extends Column {
  readonly source: Source;
}

export class EventsTable extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider',
    name: 'Events Table',
    description: 'Show the raw trace data',
    type: 'TABLE',
  };
  readonly #all: AllEvents;
  readonly #filtered = new KeptResults<MatchingEvents>();

  static applies(_experiment: Experiment): boolean {
    return true;
  }

  constructor(experiment: Experiment) {
    super(experiment);
    this.#all = new AllEvents(experiment.traces);
  }

  columns(): readonly Column[] {
    return tableColumns(this.experiment).map(({ id, name, description, type }) => ({ id, name, description, type }));
  }

  async lines(query: LinesQuery, signal: AbortSignal): Promise<LinesModel> {
    const { traces } = this.experiment;
    const filters = parseFilters(query.filter?.exclude ?? []);
    const dims = parseFilters(query.filter?.dim ?? []);
    for (const { source } of traces) await source.reader.prepareCells?.();
    const matching = filters.length === 0 ? undefined : this.#matching(filters);
    const list = matching ?? this.#all;
    const { order } = list;
    const first = (): number => query.index ?? order.countBefore(query.time ?? 0n);
    await matching?.work.ask(() => order.length >= first() + Math.max(1, query.count), signal);
    const table: Table<TableColumn> = {
      columns: tableColumns(this.experiment),
      size: order.length,
      indexAt: (time) => order.countBefore(time),
      rows: (from, to, columns, pace) => this.#rows(list, from, to, columns, pace),
      finder: (searches) => {
        const patterns = byName(searches);
        const isLocated = [...searches.keys()].some(({ source }) => source.kind === 'location');
        if (isLocated || !isScanned(traces, patterns)) return undefined;
        return (from, direction, signal) => findEvent(list, from, direction, patterns, signal);
      },
      ...(dims.length === 0 ? {} : { dimmed: (from, to, pace) => this.#dimmed(list, from, to, dims, pace) }),
      ...(matching === undefined ? {} : { filtered: matching.filtered }),
    };
    return answerLines(table, query, signal);
  }

  close(): void {
    this.#filtered.clear();
  }

  /** The events that match, as far as they are known. Filters may read times: they hold while no trace is moved. */
  #matching(filters: readonly Filter[]): MatchingEvents {
    const { traces } = this.experiment;
    const key = [...traces.map(({ base }) => base), ...filters.map(({ text }) => text)].join('\n');
    return this.#filtered.get(key, () => new MatchingEvents(traces, filters));
  }

  /** The cells of places [from, to). */
  async #rows(list: EventList, from: number, to: number, columns: readonly TableColumn[], pace: Pace): Promise<Rows> {
    if (to <= from) return [];
    const { traces } = list;
    const { owners, first } = list.order.page(from, to);
    const counts = new Uint32Array(traces.length);
    for (const owner of owners) counts[owner]!++;
    const texts: Rows[] = [];
    for (const [k, trace] of traces.entries()) {
      const names = trace.source.reader.columns.map(({ name }) => name);
      const wanted = columns.map(({ source }) => (source.kind === 'event' ? names.indexOf(source.name) : -1));
      const present = [...new Set(wanted.filter((column) => column >= 0))];
      const locations = columns.flatMap(({ source }) => (source.kind === 'location' ? [source.name] : []));
      const located = locations.length === 0 ? undefined : trace.find(LocationColumns);
      const end = first[k]! + counts[k]!;
      const threads = threadColumns(trace.source.reader).map(({ name }) => name);
      const asked = threads.filter((name) => columns.some((column) => column.name === name));
      const threadRows = asked.length === 0 ? [] : await threadCells(list, k, first[k]!, end, asked, pace);
      const rows: string[][] = [];
      for (let place = first[k]!; place < end; ) {
        const event = list.event(k, place);
        let count = 1;
        while (place + count < end && list.event(k, place + count) === event + count) count++;
        const cells = present.length === 0 ? [] : trace.source.reader.cells(event, event + count, present);
        const places = await located?.cells(event, event + count, locations, pace);
        for (let i = 0; i < count; i++) {
          const time = trace.base + BigInt(trace.times.at(event + i));
          const thread = threadRows[rows.length];
          rows.push(
            columns.map(({ source }, c) => {
              if (source.kind === 'timestamp') return formatTimestamp(time);
              if (source.kind === 'trace') return trace.name;
              if (source.kind === 'location') return places?.[i]?.[locations.indexOf(source.name)] ?? '';
              if (source.kind === 'nanoseconds') return String(time);
              return (
                cells[i]?.[present.indexOf(wanted[c]!)] ??
                thread?.[(asked as readonly string[]).indexOf(source.name)] ??
                ''
              );
            }),
          );
        }
        place += count;
        await pace.pause();
      }
      texts.push(rows);
    }
    const next = new Uint32Array(traces.length);
    return Array.from(owners, (owner) => texts[owner]![next[owner]!++]!);
  }

  async #dimmed(
    list: EventList,
    from: number,
    to: number,
    filters: readonly Filter[],
    pace: Pace,
  ): Promise<Uint8Array> {
    const { owners, first } = list.order.page(from, to);
    const dimmed = new Uint8Array(owners.length).fill(1);
    for (const [k, trace] of list.traces.entries()) {
      const rows: number[] = [];
      owners.forEach((owner, row) => {
        if (owner === k) rows.push(row);
      });
      const begin = first[k]!;
      const test = new EventTest(trace, filters);
      await eachMatch(list, k, begin, begin + rows.length, test, pace, (place) => {
        dimmed[rows[place - begin]!] = 0;
      });
    }
    return dimmed;
  }
}

function byName(searches: Searches<TableColumn>): Patterns {
  return new Map([...searches].map(([{ name }, regex]) => [name, regex]));
}

/**
 * Ids count from 1, those of threads last, which are known once the types are: the same traces have the same ids at any
 * time.
 */
function tableColumns({ traces }: Experiment): readonly TableColumn[] {
  const columns: Omit<TableColumn, 'id'>[] = [
    { name: TIMESTAMP, description: 'Time of the event (UTC)', type: 'TIMESTAMP', source: { kind: 'timestamp' } },
  ];
  if (traces.length > 1) {
    columns.push({ name: TRACE, description: 'Trace of the event', type: 'STRING', source: { kind: 'trace' } });
  }
  const add = (kind: 'event' | 'location', { name, description, type }: Omit<EventColumn, 'scanned'>): void => {
    if (!columns.some((column) => column.name === name))
      columns.push({ name, description, type, source: { kind, name } });
  };
  for (const { source } of traces) {
    for (const column of source.reader.columns) add('event', column);
    for (const column of locationColumns(source.reader)) add('location', column);
  }
  columns.push({
    name: NANOSECONDS,
    description: 'Time of the event in nanoseconds since the epoch, for calculations',
    type: 'NUMBER',
    source: { kind: 'nanoseconds' },
  });
  const others = columns.length;
  for (const { source } of traces) for (const column of threadColumns(source.reader)) add('event', column);
  const numbered = columns.map((column, i) => ({ ...column, id: i + 1 }));
  const threads = numbered.splice(others);
  numbered.splice(numbered.findIndex(({ name }) => name === 'Event type') + 1, 0, ...threads);
  return numbered;
}
