/**
 * Events Table: the events of all traces as text, in order of time, a page at a time from any index or time; and a search
 * for the next or previous event whose cells match regular expressions.
 *
 * Only the rows of a page are decoded. A search decodes the columns it looks at, row by row, pauses for other questions,
 * and stops when its question is withdrawn. Patterns run in linear time, whatever they are (`filter/safe-regex.ts`).
 */
import { RegexSyntaxError, type SafeRegex, safeRegex } from '../../filter/safe-regex.ts';
import { EventOrder } from '../../index/event-order.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import { type Column, type LinesModel, type LinesQuery, type OutputDescriptor, QueryError } from '../output.ts';
import { Pace } from '../pace.ts';
import { formatTimestamp } from './timestamps.ts';

const HIGHLIGHT = 8;
/** Rows that a search decodes at a time: few at first, then as many as take about this long (ms): that costs less a row. */
const FIRST_STRIDE = 128;
const STRIDE_TIME = 10;

/** Where the cells of a column come from. */
type Source =
  | { readonly kind: 'timestamp' | 'trace' | 'nanoseconds' }
  | { readonly kind: 'reader'; readonly name: string };

interface TableColumn extends Column {
  readonly source: Source;
}

type Rows = readonly (readonly string[])[];

export class EventsTable extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider',
    name: 'Events Table',
    description: 'Show the raw trace data',
    type: 'TABLE',
  };
  readonly #columns: readonly TableColumn[];
  readonly #order: EventOrder;

  static applies(_experiment: Experiment): boolean {
    return true;
  }

  constructor(experiment: Experiment) {
    super(experiment);
    this.#columns = tableColumns(experiment);
    this.#order = new EventOrder(experiment.traces);
  }

  columns(): readonly Column[] {
    return this.#columns.map(({ id, name, description, type }) => ({ id, name, description, type }));
  }

  async lines(query: LinesQuery, signal: AbortSignal): Promise<LinesModel> {
    const columns =
      query.columnIds === undefined
        ? this.#columns
        : query.columnIds.flatMap((id) => this.#columns.find((column) => column.id === id) ?? []);
    const size = this.#order.length;
    const columnIds = columns.map(({ id }) => id);
    const searches = this.#searches(query);
    let lowIndex: number | undefined = query.index ?? this.#order.countBefore(query.time ?? 0n);
    if (query.direction !== undefined && searches.size > 0) {
      lowIndex = await this.#find(lowIndex, query.direction, searches, signal);
    }
    if (lowIndex === undefined || columns.length === 0) return { size, lowIndex: 0, columnIds, lines: [] };

    const rows = this.#rows(lowIndex, Math.min(size, lowIndex + query.count), columns);
    const matches = searches.size > 0 ? this.#rows(lowIndex, lowIndex + rows.length, [...searches.keys()]) : rows;
    return {
      size,
      lowIndex,
      columnIds,
      lines: rows.map((row, i) => {
        const match = searches.size > 0 && isMatch(matches[i]!, searches);
        return {
          index: lowIndex + i,
          cells: row.map((content, c) =>
            match && searches.has(columns[c]!) ? { content, tags: HIGHLIGHT } : { content },
          ),
          ...(match ? { tags: HIGHLIGHT } : {}),
        };
      }),
    };
  }

  #searches({ search }: LinesQuery): ReadonlyMap<TableColumn, SafeRegex> {
    const searches = new Map<TableColumn, SafeRegex>();
    for (const [id, pattern] of search ?? []) {
      const column = this.#columns.find((known) => known.id === id);
      if (column === undefined || pattern === '') continue;
      try {
        searches.set(column, safeRegex(pattern));
      } catch (error) {
        if (!(error instanceof RegexSyntaxError)) throw error;
        throw new QueryError(`column "${column.name}": ${error.message}`, 'table_search_expressions', error.position);
      }
    }
    return searches;
  }

  /** The first event from `from` on, in the direction, that matches. */
  async #find(
    from: number,
    direction: 'NEXT' | 'PREVIOUS',
    searches: ReadonlyMap<TableColumn, SafeRegex>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const columns = [...searches.keys()];
    const pace = new Pace(signal);
    const forward = direction === 'NEXT';
    let stride = FIRST_STRIDE;
    for (
      let at = forward ? from : Math.min(from + 1, this.#order.length);
      forward ? at < this.#order.length : at > 0;
    ) {
      const begun = performance.now();
      const low = forward ? at : Math.max(0, at - stride);
      const high = forward ? Math.min(at + stride, this.#order.length) : at;
      const rows = this.#rows(low, high, columns);
      const matches = (row: readonly string[]): boolean => isMatch(row, searches);
      const found = forward ? rows.findIndex(matches) : rows.findLastIndex(matches);
      if (found >= 0) return low + found;
      at = forward ? high : low;
      const time = performance.now() - begun;
      if (time < STRIDE_TIME / 2) stride *= 2;
      else if (time > STRIDE_TIME) stride = Math.max(FIRST_STRIDE, stride / 2);
      await pace.pause();
    }
    return undefined;
  }

  /** The cells of events [from, to). */
  #rows(from: number, to: number, columns: readonly TableColumn[]): Rows {
    const { traces } = this.experiment;
    if (to <= from) return [];
    const { owners, first: at } = this.#order.page(from, to);
    const counts = new Uint32Array(traces.length);
    for (const owner of owners) counts[owner]!++;
    const texts = traces.map((trace, k): Rows => {
      const names = trace.source.reader.columns.map(({ name }) => name);
      const wanted = columns.map(({ source }) => (source.kind === 'reader' ? names.indexOf(source.name) : -1));
      const present = [...new Set(wanted.filter((column) => column >= 0))];
      const length = counts[k]!;
      const cells =
        present.length === 0 || length === 0 ? [] : trace.source.reader.cells(at[k]!, at[k]! + length, present);
      return Array.from({ length }, (_, i) => {
        const time = trace.base + BigInt(trace.times.at(at[k]! + i));
        return columns.map(({ source }, c) => {
          if (source.kind === 'timestamp') return formatTimestamp(time);
          if (source.kind === 'nanoseconds') return String(time);
          if (source.kind === 'trace') return trace.name;
          return cells[i]?.[present.indexOf(wanted[c]!)] ?? '';
        });
      });
    });
    const next = new Uint32Array(traces.length);
    return Array.from(owners, (owner) => texts[owner]![next[owner]!++]!);
  }
}

/** All searched cells match; `row` holds them in the order of the searches. */
function isMatch(row: readonly string[], searches: ReadonlyMap<TableColumn, SafeRegex>): boolean {
  let c = 0;
  for (const regex of searches.values()) if (!regex.test(row[c++]!)) return false;
  return true;
}

/** Ids count from 1 in this order: the same traces have the same ids at any time. */
function tableColumns({ traces }: Experiment): readonly TableColumn[] {
  const columns: Omit<TableColumn, 'id'>[] = [
    { name: 'Timestamp', description: 'Time of the event (UTC)', type: 'TIMESTAMP', source: { kind: 'timestamp' } },
  ];
  if (traces.length > 1) {
    columns.push({ name: 'Trace', description: 'Trace of the event', type: 'STRING', source: { kind: 'trace' } });
  }
  for (const { source } of traces) {
    for (const { name, description, type } of source.reader.columns) {
      if (columns.some((column) => column.name === name)) continue;
      columns.push({ name, description, type, source: { kind: 'reader', name } });
    }
  }
  columns.push({
    name: 'Timestamp ns',
    description: 'Time of the event in nanoseconds since the epoch, for calculations',
    type: 'NUMBER',
    source: { kind: 'nanoseconds' },
  });
  return columns.map((column, i) => ({ ...column, id: i + 1 }));
}
