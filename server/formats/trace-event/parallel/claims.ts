/** Who scans which slice: numbers in shared memory. Slices are claimed in order, each by one thread. */
import type { Slice } from './slice.ts';

/** The slice that nobody has claimed yet. */
export const NEXT = 0;
/** Slices from this on may not be claimed yet. */
export const LIMIT = 1;

export interface SliceThreadInput {
  readonly path: string;
  /** Bytes of a slice. */
  readonly size: number;
  /** How many slices there are. */
  readonly count: number;
  readonly control: Int32Array;
}

export interface SliceThreadMessage {
  readonly number: number;
  readonly slice: Slice;
}

/** Nothing is claimed, and nothing may be. */
export function claims(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** True if slice `number` was the next. */
export function claim(control: Int32Array, number: number): boolean {
  return Atomics.compareExchange(control, NEXT, number, number + 1) === number;
}

/** A slice that may be claimed; undefined if there is none now. */
export function claimAnother(control: Int32Array): number | undefined {
  for (;;) {
    const next = Atomics.load(control, NEXT);
    if (next >= Atomics.load(control, LIMIT)) return undefined;
    if (claim(control, next)) return next;
  }
}

/** Blocks the thread until it has a slice; undefined after the last. */
export function claimNext({ control, count }: SliceThreadInput): number | undefined {
  for (;;) {
    const limit = Atomics.load(control, LIMIT);
    const number = claimAnother(control);
    if (number !== undefined) return number;
    if (Atomics.load(control, NEXT) >= count) return undefined;
    Atomics.wait(control, LIMIT, limit);
  }
}
