/**
 * Which events a table lists: all of an experiment's, or those that a filter leaves, in order of time. A place in the list
 * of one trace is a number from 0; `event` tells which of the trace's events stands there.
 */
import { EventOrder } from '../../index/event-order.ts';
import { StringTable } from '../../index/string-table.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { Pace } from '../pace.ts';
import type { EventTest } from './event-test.ts';

export interface EventList {
  readonly traces: readonly IndexedTrace[];
  readonly order: EventOrder;
  /** The event at place `i` of trace `k`. Grows with `i`. */
  event(k: number, i: number): number;
}

export class AllEvents implements EventList {
  readonly traces: readonly IndexedTrace[];
  readonly order: EventOrder;

  constructor(traces: readonly IndexedTrace[]) {
    this.traces = traces;
    this.order = new EventOrder(traces);
  }

  event(_k: number, i: number): number {
    return i;
  }
}

/** Events between two that are listed that cost less to go over than a scan costs to begin. */
const GAP = 1024;
const STRIDE = 256;

/**
 * Calls back for those of the places [from, to) of trace `k` whose events match, with the event's row in the batch that
 * `test` looks at. One scan for each part of the trace where
 * the list is dense.
 */
export async function eachMatch(
  list: EventList,
  k: number,
  from: number,
  to: number,
  test: EventTest,
  pace: Pace,
  found: (place: number, row: number) => void,
): Promise<void> {
  const { reader } = list.traces[k]!.source;
  const event = (place: number): number => list.event(k, place);
  for (let begin = from; begin < to; ) {
    let end = begin + 1;
    while (end < to && event(end) - event(end - 1) <= GAP) end++;
    const strings = new StringTable();
    let first = event(begin);
    let place = begin;
    for await (const batch of reader.scan(first, event(end - 1) + 1, test.requests, strings)) {
      test.enter(batch, first, strings);
      for (; place < end && event(place) < first + batch.length; place++) {
        const row = event(place) - first;
        if (test.matches(row)) found(place, row);
        if (place % STRIDE === 0 && pace.due) await pace.pause();
      }
      first += batch.length;
    }
    begin = end;
  }
}
