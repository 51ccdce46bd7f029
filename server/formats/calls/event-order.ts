/**
 * The order of a project's events: by time; at one time what ends comes first, deep calls before those around them, then
 * what begins, callers before callees, and last what begins and ends at once. Events are numbers: twice the call, and one
 * more for its end.
 */
import { Float64Column } from '../../index/columns.ts';
import { type Pausing, sortedBy } from '../../index/row-order.ts';
import type { CallStore } from './call-store.ts';

/** Deeper calls of one time may come in any order. */
const DEPTHS = 2 ** 12;

export function isEnd(event: number): boolean {
  return event % 2 === 1;
}
export function callOf(event: number): number {
  return Math.floor(event / 2);
}

/** µs since the epoch. */
export function timeOf(store: CallStore, event: number): number {
  return (isEnd(event) ? store.ended : store.started).data[callOf(event)]!;
}

/** Among events of one time. */
function rank(store: CallStore, event: number): number {
  const call = callOf(event);
  const depth = Math.min(store.depth(call), DEPTHS - 1);
  if (!isEnd(event)) return DEPTHS + depth;
  return store.ended.data[call]! > store.started.data[call]! ? DEPTHS - 1 - depth : 3 * DEPTHS - depth;
}

const STRIDE = 1 << 12;

/** All events of all calls that are there, as of now, in any order. */
export function allEvents(store: CallStore): Float64Array {
  const events = new Float64Column(1 << 12);
  for (let call = 0; call < store.size; call++) {
    if (!store.isThere(call)) continue;
    events.push(2 * call);
    if (store.isEnded(call)) events.push(2 * call + 1);
  }
  return events.items;
}

/** Places in `events`, in the order of the events. Gives way. */
export async function orderOf(store: CallStore, events: Float64Array, pace: Pausing): Promise<Uint32Array> {
  const ranks = new Float64Array(events.length);
  const times = new Float64Array(events.length);
  for (let i = 0; i < events.length; i++) {
    ranks[i] = rank(store, events[i]!);
    times[i] = timeOf(store, events[i]!);
    if (i % STRIDE === 0) await pace.pause();
  }
  const byRank = await sortedBy(Uint32Array.from(events.keys()), ranks, pace);
  return sortedBy(byRank, times, pace);
}
