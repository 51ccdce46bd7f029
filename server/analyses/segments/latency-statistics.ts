/**
 * Tables of statistics over segments: how many of each type there were and how long they took; for the whole trace, and
 * for a selected range of time, where every segment counts in full that lies at least partly in it.
 *
 * Cost: each segment is looked at once, when somebody asks, and later questions go on from there. A selection looks at its
 * own segments only.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { OutputDescriptor, TreeEntry, TreeModel, TreeQuery } from '../output.ts';
import { Pace } from '../pace.ts';
import { DurationTable, DurationTypes, HEADERS } from './duration-table.ts';
import type { Classes, SegmentRun, SegmentSource, TraceSegments } from './segments.ts';

const ROOT = 0;
const TOTAL = 1;
const SELECTION = 2;
const TYPES = 3;

/** The statistics of a whole trace, and how many segments of each run are in them. */
interface Whole {
  /** Of the source, when this was begun. */
  readonly renamed: number;
  readonly base: bigint;
  readonly types: DurationTypes;
  readonly table: DurationTable;
  readonly done: Map<SegmentRun, number>;
  upToDate: Promise<void>;
}

export class LatencyStatistics extends ExperimentOutput {
  readonly descriptor: OutputDescriptor;
  readonly #find: () => readonly TraceSegments[];
  readonly #classes: (source: SegmentSource) => Classes;
  readonly #whole = new Map<SegmentSource, Whole>();

  constructor(
    experiment: Experiment,
    descriptor: OutputDescriptor,
    find: () => readonly TraceSegments[],
    classes: (source: SegmentSource) => Classes,
  ) {
    super(experiment);
    this.descriptor = descriptor;
    this.#find = find;
    this.#classes = classes;
  }

  /** The same segments, sorted otherwise. */
  regrouped(descriptor: OutputDescriptor, regroup: (classes: Classes) => Classes): LatencyStatistics {
    return new LatencyStatistics(this.experiment, descriptor, this.#find, (source) => regroup(this.#classes(source)));
  }

  /** What its rows are called, as far as they have been counted; before that, the names of segments. `most` at most. */
  labels(most: number): readonly string[] {
    const labels = new Set<string>();
    for (const { source } of this.#find()) {
      const counted = this.#whole.get(source)?.types.labels;
      const count = counted?.length ?? source.names;
      for (let i = counted === undefined ? 0 : 1; i < count && labels.size < most; i++)
        labels.add(counted?.[i] ?? source.label(i));
    }
    return [...labels];
  }

  /** Counts for so long (ms) at the most: true if `labels` are those of all rows now. What is not done goes on. */
  async countWithin(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, milliseconds, false);
    });
    const counted = Promise.all(this.#find().map((segments) => this.#wholeOf(segments))).then(() => true);
    try {
      return await Promise.race([counted, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async tree({ start, end, isFiltered }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const segments of this.#find()) {
      const { trace, source } = segments;
      const { table, types } = await this.#wholeOf(segments);
      signal.throwIfAborted();
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      entries.push({ id: id(ROOT), labels: table.labels(trace.name), hasData: true });
      entries.push(...table.entries('Total', id(TOTAL), id(ROOT), (row) => id(TYPES + 2 * row)));
      if (isFiltered !== true || start === undefined || end === undefined) continue;
      const selected = new DurationTable(types, trace.base);
      const from = Number(start - trace.base);
      const to = Number(end - trace.base);
      for (const run of source.runs) {
        await selected.add(run, run.within(from, to), pace, from, to);
      }
      entries.push(...selected.entries('Selection', id(SELECTION), id(ROOT), (row) => id(TYPES + 2 * row + 1)));
    }
    return { headers: HEADERS, entries };
  }

  /** Shared by all who ask, and so brought up to date by one after the other, whoever still wants it. */
  async #wholeOf({ trace: { base }, source }: TraceSegments): Promise<Whole> {
    let whole = this.#whole.get(source);
    if (whole === undefined || whole.renamed !== source.renamed || whole.base !== base) {
      const types = new DurationTypes(this.#classes(source));
      const table = new DurationTable(types, base);
      whole = { renamed: source.renamed, base, types, table, done: new Map(), upToDate: Promise.resolve() };
      this.#whole.set(source, whole);
    }
    const { table, done, upToDate } = whole;
    whole.upToDate = upToDate.then(async () => {
      const pace = new Pace();
      for (const run of source.runs) {
        const { length } = run;
        await table.add(run, [done.get(run) ?? 0, length], pace);
        done.set(run, length);
      }
    });
    try {
      await whole.upToDate;
    } catch (error) {
      // A half counted table is of no use: whoever asks again gets a new one.
      if (this.#whole.get(source) === whole) this.#whole.delete(source);
      throw error;
    }
    return whole;
  }
}
