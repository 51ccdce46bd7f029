/**
 * Events Table: the events of all traces as text, in order of time, a page at a time from any index or time; and a search
 * for the next or previous event whose cells match regular expressions.
 *
 * Only the rows of a page are decoded, and of a search the columns that it looks at.
 */
import { EventOrder } from '../../index/event-order.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { Column, LinesModel, LinesQuery, OutputDescriptor } from '../output.ts';
import { answerLines, type Rows, type Table } from '../table/table-lines.ts';
import { formatTimestamp } from '../table/timestamps.ts';

/** Where the cells of a column come from. */
type Source =
  | { readonly kind: 'timestamp' | 'trace' | 'nanoseconds' }
  | { readonly kind: 'reader'; readonly name: string };

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
    for (const { source } of this.experiment.traces) await source.reader.prepareCells?.();
    const order = this.#order;
    const table: Table<TableColumn> = {
      columns: this.#columns,
      size: order.length,
      indexAt: (time) => order.countBefore(time),
      rows: (from, to, columns) => this.#rows(from, to, columns),
    };
    return answerLines(table, query, signal);
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
