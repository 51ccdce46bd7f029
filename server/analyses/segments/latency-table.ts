/**
 * Latency Table: one line a segment, of all traces, with its times, its duration and what else is known of it; sorted by
 * any column, and filtered.
 *
 * The order is made when first asked for and kept; while the trace grows it is made anew for a tenth of the time at most.
 * Cost of a page: its own lines.
 */
import type { Filter } from '../../filter/filter.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import { MakingPace } from '../making-pace.ts';
import { type Column, LIVE, type LinesModel, type LinesQuery, type OutputDescriptor, QueryError } from '../output.ts';
import { Pace } from '../pace.ts';
import { parseFilters } from '../parse-filters.ts';
import { answerLines, type Rows } from '../table/table-lines.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { KeptResults } from '../table-filter/kept-results.ts';
import { MatchingSegments, segmentTest } from './matching-segments.ts';
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
  readonly #making = new MakingPace();
  readonly #filtered = new KeptResults<MatchingSegments>();
  #filteredList: SegmentList | undefined;

  constructor(experiment: Experiment, descriptor: OutputDescriptor, find: () => readonly TraceSegments[]) {
    super(experiment);
    this.descriptor = descriptor;
    this.#find = find;
  }

  /** Not that it is all there, as long as what it would show is not. */
  override get statusMessage(): string | undefined {
    const message = super.statusMessage;
    const isBehind = message === LIVE && !this.#making.isDue && this.#listed?.segments !== count(this.#find());
    return isBehind ? undefined : message;
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
      const pace = new Pace();
      const descending = query.sort!.descending ?? sorted.descending ?? false;
      order = await list.order(sorted.name, descending, (pace) => sorted.key(list, all, pace), pace);
      signal.throwIfAborted();
    }
    const filters = parseFilters(query.filter?.exclude ?? []);
    const matching = filters.length === 0 ? undefined : this.#matching(list, filters);
    const indexAt = (time: bigint): number => {
      if (order === list.byStart) return list.countBefore(time, matching?.found);
      const next = list.byStart.subarray(list.countBefore(time)).find((number) => matching?.matches(number) ?? true);
      const at = next === undefined ? -1 : (matching?.found ?? order).indexOf(next);
      return at < 0 ? (matching?.found ?? order).length : at;
    };
    if (matching !== undefined) {
      matching.sort(order);
      const first = (): number => query.index ?? indexAt(query.time ?? 0n);
      await matching.work.ask(() => matching.found.length >= first() + Math.max(1, query.count), signal);
      // Meanwhile somebody may have asked for another order.
      matching.sort(order);
    }
    const shown = matching?.found ?? order;
    const dims = parseFilters(query.filter?.dim ?? []);
    const isBright = dims.length === 0 ? undefined : segmentTest(list, dims);
    return answerLines(
      {
        columns,
        size: shown.length,
        indexAt,
        rows: (from, to, columns) => rows(list, shown.subarray(from, to), columns),
        ...(isBright === undefined
          ? {}
          : {
              dimmed: async (from, to) =>
                Uint8Array.from(shown.subarray(from, to), (number) => (isBright(number) ? 0 : 1)),
            }),
        ...(matching === undefined ? {} : { filtered: matching.filtered }),
      },
      query,
      signal,
    );
  }

  close(): void {
    this.#listed = undefined;
    this.#filtered.clear();
  }

  #matching(list: SegmentList, filters: readonly Filter[]): MatchingSegments {
    // A list is of a moment: what was found of another one is worth nothing.
    if (this.#filteredList !== list) this.#filtered.clear();
    this.#filteredList = list;
    const key = filters.map(({ text }) => text).join('\n');
    return this.#filtered.get(key, () => new MatchingSegments(list, filters));
  }

  #list(all: readonly TraceSegments[]): Promise<SegmentList> {
    const segments = count(all);
    const bases = all.map(({ trace, source }) => `${trace.base} ${source.renamed}`).join();
    const known = this.#listed;
    const enough = known?.segments === segments || (this.status === 'RUNNING' && !this.#making.isDue);
    if (known !== undefined && known.bases === bases && enough) return known.list;
    const listed: Listed = { list: SegmentList.of(all, new Pace()), segments, bases };
    this.#listed = listed;
    this.#making.begun(listed.list);
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
        cell: ({ segments, run }, i) =>
          Number.isNaN(run.end(i)) ? '' : formatTimestamp(segments.trace.base + BigInt(run.end(i))),
        key: (_, all) => endKey(all),
      },
      {
        name: 'Duration',
        description: 'How long it took, in nanoseconds',
        type: 'DURATION',
        cell: ({ run }, i) => (Number.isNaN(run.end(i)) ? '' : GROUPED.format(run.end(i) - run.start(i))),
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
            return Number.isNaN(value) ? '' : (aspect.text?.(value) ?? String(value / (aspect.scale ?? 1)));
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

function count(all: readonly TraceSegments[]): number {
  return all.reduce((sum, { source }) => source.runs.reduce((sum, run) => sum + run.length, sum), 0);
}

function rows(list: SegmentList, numbers: Uint32Array, columns: readonly SegmentColumn[]): Rows {
  return Array.from(numbers, (number) => {
    const part = list.part(number);
    return columns.map((column) => column.cell(part, number - part.first));
  });
}
