/**
 * Latency Table: one line a segment, of all traces, with its times, its duration and what else is known of it; sorted by
 * any column.
 *
 * The order is made when first asked for and kept; while the trace is read it is made anew only when a quarter more has
 * come. Cost of a page: its own lines.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import { type Column, type LinesModel, type LinesQuery, type OutputDescriptor, QueryError } from '../output.ts';
import { Pace } from '../pace.ts';
import { answerLines, type Rows } from '../table/table-lines.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { durationKey, endKey, type ListPart, SegmentList, type SortKey, startKey } from './segment-list.ts';
import type { TraceSegments } from './segments.ts';
import { textKey } from './text-key.ts';

interface SegmentColumn extends Column {
  /** Largest first unless asked otherwise. */
  readonly descending?: boolean;
  cell(part: ListPart, i: number): string;
  key(list: SegmentList, all: readonly TraceSegments[], pace: Pace): SortKey | Promise<SortKey>;
}

interface Listed {
  readonly list: Promise<SegmentList>;
  /** Of what the list was made. */
  readonly segments: number;
  readonly bases: string;
}

const GROUPED = new Intl.NumberFormat('en-US');

export class LatencyTable extends ExperimentOutput {
  readonly descriptor: OutputDescriptor;
  readonly #find: () => readonly TraceSegments[];
  #listed: Listed | undefined;

  constructor(experiment: Experiment, descriptor: OutputDescriptor, find: () => readonly TraceSegments[]) {
    super(experiment);
    this.descriptor = descriptor;
    this.#find = find;
  }

  columns(): readonly Column[] {
    return this.#columns().map(({ id, name, description, type }) => ({ id, name, description, type }));
  }

  async lines(query: LinesQuery, signal: AbortSignal): Promise<LinesModel> {
    const columns = this.#columns();
    const sorted = query.sort && columns.find(({ id }) => id === query.sort!.column);
    if (query.sort !== undefined && sorted === undefined) {
      throw new QueryError(`there is no column ${query.sort.column} to sort by`, 'table_comparator_expression');
    }
    const all = this.#find();
    const list = await this.#list(all);
    signal.throwIfAborted();
    let order = list.byStart;
    if (sorted !== undefined) {
      const pace = new Pace(NEVER);
      const descending = query.sort!.descending ?? sorted.descending ?? false;
      order = await list.order(sorted.name, descending, (pace) => sorted.key(list, all, pace), pace);
      signal.throwIfAborted();
    }
    return answerLines(
      {
        columns,
        size: list.length,
        indexAt: (time) => {
          const at = list.countBefore(time);
          return order === list.byStart || at === list.length ? at : order.indexOf(list.byStart[at]!);
        },
        rows: (from, to, columns) => rows(list, order.subarray(from, to), columns),
      },
      query,
      signal,
    );
  }

  close(): void {
    this.#listed = undefined;
  }

  #list(all: readonly TraceSegments[]): Promise<SegmentList> {
    const segments = all.reduce((sum, { source }) => source.runs.reduce((sum, run) => sum + run.length, sum), 0);
    const bases = all.map(({ trace, source }) => `${trace.base} ${source.renamed}`).join();
    const known = this.#listed;
    const enough = this.status === 'RUNNING' && known !== undefined && segments < known.segments * 1.25;
    if (known !== undefined && known.bases === bases && (known.segments === segments || enough)) return known.list;
    const listed: Listed = { list: SegmentList.of(all, new Pace(NEVER)), segments, bases };
    this.#listed = listed;
    // What went wrong once is tried again when somebody asks again.
    listed.list.catch(() => {
      if (this.#listed === listed) this.#listed = undefined;
    });
    return listed.list;
  }

  /** Ids count from 1 in this order. */
  #columns(): readonly SegmentColumn[] {
    const all = this.#find();
    const aspects = all[0]?.source.aspects ?? [];
    const columns: Omit<SegmentColumn, 'id'>[] = [
      {
        name: 'Start Time',
        description: 'When it began (UTC)',
        type: 'TIMESTAMP',
        cell: ({ segments, run }, i) => formatTimestamp(segments.trace.base + BigInt(run.start(i))),
        key: (_, all) => startKey(all),
      },
      {
        name: 'End Time',
        description: 'When it ended (UTC)',
        type: 'TIMESTAMP',
        descending: true,
        cell: ({ segments, run }, i) => formatTimestamp(segments.trace.base + BigInt(run.end(i))),
        key: (_, all) => endKey(all),
      },
      {
        name: 'Duration',
        description: 'How long it took, in nanoseconds',
        type: 'DURATION',
        cell: ({ run }, i) => GROUPED.format(run.end(i) - run.start(i)),
        key: () => durationKey,
      },
      ...aspects.map(
        ({ name, description, type, text }, a): Omit<SegmentColumn, 'id'> => ({
          name,
          description,
          type,
          cell: ({ segments: { source }, run }, i) => {
            const aspect = source.aspects[a]!;
            const value = aspect.value(run, i);
            return Number.isNaN(value) ? '' : (aspect.text?.(value) ?? String(value));
          },
          key: (list, _, pace) =>
            text === undefined
              ? ({ segments, run }, i) => segments.source.aspects[a]!.value(run, i)
              : textKey(list, a, pace),
        }),
      ),
      {
        name: 'Timestamp ns',
        description: 'When it began, in nanoseconds since the epoch, for calculations',
        type: 'NUMBER',
        cell: ({ segments, run }, i) => String(segments.trace.base + BigInt(run.start(i))),
        key: (_, all) => startKey(all),
      },
    ];
    if (this.experiment.traces.length > 1) {
      columns.splice(3, 0, {
        name: 'Trace',
        description: 'Trace of the segment',
        type: 'STRING',
        cell: ({ segments }) => segments.trace.name,
        key:
          () =>
          ({ segments }) =>
            segments.trace.ordinal,
      });
    }
    return columns.map((column, i) => ({ ...column, id: i + 1 }));
  }
}

const NEVER = new AbortController().signal;

function rows(list: SegmentList, numbers: Uint32Array, columns: readonly SegmentColumn[]): Rows {
  return Array.from(numbers, (number) => {
    const part = list.part(number);
    return columns.map((column) => column.cell(part, number - part.first));
  });
}
