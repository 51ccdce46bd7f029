/**
 * What statistics, tables and charts of latencies ask of an analysis: segments, each with a start, an end, a name, and
 * aspects (a thread, a return value …). How they are held is up to the analysis: a `SegmentIndex`, or states that are
 * there anyway.
 *
 * Segments lie in runs, which only grow at their ends. Times are ns since the trace's base.
 */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { DataType } from '../output.ts';
import type { Pace } from '../pace.ts';

export interface SegmentRun {
  readonly length: number;
  /** Of the longest one, ns; 0 if there are none. */
  readonly longest: number;
  start(i: number): number;
  /** NaN of one that goes on, in a run for tables. */
  end(i: number): number;
  /** Number of its name; −1 for what is kept here but is no segment. */
  name(i: number): number;
  /** Copies the segments [first, last), `CHUNK` at most, into `chunk`. */
  read(first: number, last: number, chunk: SegmentChunk): void;
  /**
   * Ranges [first, last) of places, one after the other in one list, among which are all segments that are at least partly
   * within [from, to] (those that end at `from` included).
   */
  within(from: number, to: number): readonly number[];
}

export const CHUNK = 4096;

/** Room for some segments side by side, for walks over millions of them. */
export class SegmentChunk {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** −1: no segment. */
  readonly name: Int32Array;

  constructor(room = CHUNK) {
    this.start = new Float64Array(room);
    this.end = new Float64Array(room);
    this.name = new Int32Array(room);
  }
}

/** Calls back for the segments of ranges of places (see `within`), chunk by chunk: where the chunk begins, and how many it has. */
export async function eachChunk(
  run: SegmentRun,
  ranges: readonly number[],
  pace: Pace,
  visit: (chunk: SegmentChunk, first: number, count: number) => void,
): Promise<void> {
  let most = 0;
  for (let r = 0; r < ranges.length; r += 2) most = Math.max(most, ranges[r + 1]! - ranges[r]!);
  // There may be thousands of runs with a few segments each.
  const chunk = new SegmentChunk(Math.min(CHUNK, most));
  for (let r = 0; r < ranges.length; r += 2) {
    const end = ranges[r + 1]!;
    for (let first = ranges[r]!; first < end; first += CHUNK) {
      const last = Math.min(end, first + CHUNK);
      run.read(first, last, chunk);
      visit(chunk, first, last - first);
      if (pace.due) await pace.pause();
    }
  }
}

/** A column of the table of segments, besides their times. */
export interface SegmentAspect<R extends SegmentRun = SegmentRun> {
  readonly name: string;
  readonly description: string;
  readonly type: DataType;
  /** A number, or the number of a text; NaN where the trace doesn't tell. */
  value(run: R, i: number): number;
  /** What the value says; absent where it is the number itself. */
  text?(value: number): string;
  /** Of numbers with fractions: `value` is so many times as much, so that it is whole. */
  readonly scale?: number;
}

export interface SegmentSource<R extends SegmentRun = SegmentRun> {
  readonly runs: readonly R[];
  readonly aspects: readonly SegmentAspect<R>[];
  /** How many names there are, numbered from 0. */
  readonly names: number;
  label(name: number): string;
  /** Grows when names that were known change: what was summed up by them no longer holds. */
  readonly renamed: number;
}

export interface TraceSegments<R extends SegmentRun = SegmentRun> {
  readonly trace: IndexedTrace;
  readonly source: SegmentSource<R>;
}

/** An analysis whose segments get outputs of their own. */
export interface SegmentAnalysis {
  /** As in the ids and names of outputs. */
  readonly id: string;
  readonly name: string;
  /** The output below which its outputs are listed. */
  readonly parentId?: string;
  /** Tables of statistics besides the one by name; their ids without the analysis's. */
  readonly statistics?: readonly {
    readonly id: string;
    readonly name: string;
    readonly classes: (source: SegmentSource) => Classes;
  }[];
  /** The segments of a trace; undefined where the analysis does not apply to it. */
  of(trace: IndexedTrace): SegmentSource | undefined;
}

export function segmentsOf({ traces }: Experiment, analysis: SegmentAnalysis): readonly TraceSegments[] {
  return traces.flatMap((trace) => {
    const source = analysis.of(trace);
    return source === undefined ? [] : [{ trace, source }];
  });
}

/** Sorts segments into types: the rows of a table of statistics. */
export interface Classes<R extends SegmentRun = SegmentRun> {
  /** Number of the segment's type, any whole number. */
  of(run: R, i: number): number;
  /** Types of one label are one; those without one are not counted. */
  label(type: number): string | undefined;
}

export function byName(source: SegmentSource): Classes {
  return { of: (run, i) => run.name(i), label: (name) => source.label(name) };
}
