/**
 * All segments of an analysis, of all traces, as one list: in order of their starts (the shorter first if several start
 * together), or in order of any column. A list is of a moment: what comes later is in a later list.
 *
 * Cost: each order is made when first asked for (`index/row-order.ts`) and kept, 4 B a segment; the last few only.
 */
import { partitionPoint } from '../../index/partition-point.ts';
import { sortedBy } from '../../index/row-order.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { Pace } from '../pace.ts';
import type { SegmentRun, TraceSegments } from './segments.ts';

const STRIDE = 1 << 14;
const KEPT_ORDERS = 3;

/** The segments of one run; all parts together number their segments from 0. */
export interface ListPart {
  readonly segments: TraceSegments;
  readonly run: SegmentRun;
  /** Number of the part's first one, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** What a column sorts by: a whole number for each segment; NaN comes first. */
export type SortKey = (part: ListPart, i: number) => number;

export class SegmentList {
  readonly parts: readonly ListPart[];
  /** Numbers of all segments, in order of start. */
  readonly byStart: Uint32Array;
  readonly #firsts: Uint32Array;
  readonly #orders = new Map<string, Promise<Uint32Array>>();

  static async of(all: readonly TraceSegments[], pace: Pace): Promise<SegmentList> {
    const parts: ListPart[] = [];
    let first = 0;
    for (const segments of all) {
      for (const run of segments.source.runs) {
        const count = run.length;
        if (count > 0) parts.push({ segments, run, first, count });
        first += count;
      }
    }
    const order = new Uint32Array(first);
    let length = 0;
    for (const { run, first, count } of parts) {
      for (let i = 0; i < count; i++) {
        if (run.name(i) >= 0) order[length++] = first + i;
        if (i % STRIDE === 0) await pace.pause();
      }
    }
    const list = new SegmentList(parts, order.subarray(0, length));
    // Segments of one run are in order of their ends already.
    const byEnd = parts.length < 2 ? list.byStart : await list.#sorted(endKey(all), false, pace);
    return new SegmentList(parts, await sortedBy(byEnd, await list.#keys(startKey(all), pace), pace));
  }

  private constructor(parts: readonly ListPart[], byStart: Uint32Array) {
    this.parts = parts;
    this.byStart = byStart;
    this.#firsts = Uint32Array.from(parts, ({ first }) => first);
  }

  get length(): number {
    return this.byStart.length;
  }

  /** The part that holds this segment; it stands there at `number - first`. */
  part(number: number): ListPart {
    const low = partitionPoint(this.#firsts.length, (i) => this.#firsts[i]! <= number);
    return this.parts[low - 1]!;
  }

  /**
   * Numbers of all segments, sorted by the column of this name; those of equal keys in order of start. Shared by all who
   * ask, so nobody's leaving ends it.
   */
  order(
    column: string,
    descending: boolean,
    key: (pace: Pace) => SortKey | Promise<SortKey>,
    pace: Pace,
  ): Promise<Uint32Array> {
    const name = `${column} ${descending}`;
    const made =
      this.#orders.get(name) ?? Promise.resolve(key(pace)).then((key) => this.#sorted(key, descending, pace));
    this.#orders.delete(name);
    this.#orders.set(name, made);
    if (this.#orders.size > KEPT_ORDERS) this.#orders.delete(this.#orders.keys().next().value!);
    made.catch(() => this.#orders.delete(name));
    return made;
  }

  async #sorted(key: SortKey, descending: boolean, pace: Pace): Promise<Uint32Array> {
    const keys = await this.#keys(key, pace);
    if (descending) for (let i = 0; i < keys.length; i++) keys[i] = -keys[i]!;
    return sortedBy(this.byStart.slice(), keys, pace);
  }

  async #keys(key: SortKey, pace: Pace): Promise<Float64Array> {
    const last = this.parts.at(-1);
    const keys = new Float64Array(last === undefined ? 0 : last.first + last.count);
    for (const part of this.parts) {
      for (let i = 0; i < part.count; i++) {
        keys[part.first + i] = key(part, i);
        if (i % STRIDE === 0) await pace.pause();
      }
    }
    return keys;
  }

  /** How many segments begin before `time`, of all or of some in order of start. */
  countBefore(time: bigint, byStart = this.byStart): number {
    return partitionPoint(byStart.length, (i) => {
      const number = byStart[i]!;
      const { segments, run, first } = this.part(number);
      return run.start(number - first) < Number(time - segments.trace.base);
    });
  }
}

/** What times of each trace are moved by, so that all count from the earliest base. */
function offsets(all: readonly TraceSegments[]): ReadonlyMap<IndexedTrace, number> {
  let base = all[0]?.trace.base ?? 0n;
  for (const { trace } of all) if (trace.base < base) base = trace.base;
  return new Map(all.map(({ trace }) => [trace, Number(trace.base - base)]));
}

export function startKey(all: readonly TraceSegments[]): SortKey {
  const offset = offsets(all);
  return ({ segments, run }, i) => run.start(i) + offset.get(segments.trace)!;
}

export function endKey(all: readonly TraceSegments[]): SortKey {
  const offset = offsets(all);
  return ({ segments, run }, i) => run.end(i) + offset.get(segments.trace)!;
}

export function durationKey({ run }: ListPart, i: number): number {
  return run.end(i) - run.start(i);
}
