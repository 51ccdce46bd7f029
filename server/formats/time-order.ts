/**
 * The order of events by time, stable: events at one time keep their order in the file. A radix sort over 16-bit digits
 * of the times (8-bit for few events), least significant first, on an array of indices; as many passes as the trace's span has digits (three
 * for a minute to three days). Cost: 8 bytes an event while it sorts, a few ns an event and pass.
 */
import type { Pacer } from './pacer.ts';

/** Events lie in segments of this many, so that a growing trace is never copied. */
export const SEGMENT_BITS = 14;
export const SEGMENT_SIZE = 1 << SEGMENT_BITS;
export const SEGMENT_MASK = SEGMENT_SIZE - 1;

export interface TimedEvents {
  readonly length: number;
  readonly segments: readonly { readonly time: Float64Array }[];
}

/** Few events are sorted by smaller digits: clearing the counters would cost more than they do. */
const DIGITS = 1 << 16;
const SMALL_DIGITS = 1 << 8;
/** Of work between two looks at the clock; one segment, as `count` wants it. */
const SLICE = SEGMENT_SIZE;

/** Times have to be integers from 0 to `span`. */
export async function timeOrder(columns: TimedEvents, span: number, pacer: Pacer): Promise<Uint32Array> {
  const { length } = columns;
  let order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let next = new Uint32Array(length);
  const digits = length < SLICE ? SMALL_DIGITS : DIGITS;
  for (let unit = 1; unit <= span; unit *= digits) {
    const starts = new Uint32Array(digits);
    for (let from = 0; from < length; from += SLICE) {
      count(columns, unit, from, Math.min(from + SLICE, length), starts);
      if (pacer.due) await pacer.rest();
    }
    let sum = 0;
    for (let digit = 0; digit < digits; digit++) {
      const events = starts[digit];
      starts[digit] = sum;
      sum += events;
    }
    for (let from = 0; from < length; from += SLICE) {
      distribute(columns, unit, order, from, Math.min(from + SLICE, length), starts, next);
      if (pacer.due) await pacer.rest();
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Dividing by a power of two is exact, and `&` takes the whole part modulo 2^32, so the digit is exact too. */
function digitOf(time: number, unit: number, mask: number): number {
  return (time / unit) & mask;
}

function count(columns: TimedEvents, unit: number, from: number, to: number, counts: Uint32Array): void {
  const mask = counts.length - 1;
  const { time } = columns.segments[from >>> SEGMENT_BITS];
  for (let i = from; i < to; i++) counts[digitOf(time[i & SEGMENT_MASK], unit, mask)]++;
}

function distribute(
  columns: TimedEvents,
  unit: number,
  order: Uint32Array,
  from: number,
  to: number,
  starts: Uint32Array,
  into: Uint32Array,
): void {
  const { segments } = columns;
  const mask = starts.length - 1;
  for (let i = from; i < to; i++) {
    const event = order[i];
    const digit = digitOf(segments[event >>> SEGMENT_BITS].time[event & SEGMENT_MASK], unit, mask);
    into[starts[digit]++] = event;
  }
}
