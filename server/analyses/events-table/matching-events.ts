/**
 * The events that match filters: a list of its own for each trace, found by going over the trace once more.
 *
 * The traces are gone over side by side in order of time, and the table shows what lies before the first event that is
 * still to be looked at: so lines never move while more are found (unless the trace itself is still being read).
 * Cost: 4 B a match; the texts of at most some 100,000 field values at a time.
 */
import type { Filter } from '../../filter/filter.ts';
import { Uint32Column } from '../../index/columns.ts';
import { EventOrder, type EventTimes } from '../../index/event-order.ts';
import { partitionPoint } from '../../index/partition-point.ts';
import { StringTable } from '../../index/string-table.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { Pace } from '../pace.ts';
import { AskedWork } from '../table-filter/asked-work.ts';
import type { FilterResult } from '../table-filter/kept-results.ts';
import type { EventList } from './event-list.ts';
import { EventTest } from './event-test.ts';

const STRIDE = 256;
/** Texts after which a scan begins anew, to forget them. */
const MOST_TEXTS = 1 << 17;

/** The matches of one trace, and the times of those that are shown. */
class TraceMatches implements EventTimes {
  readonly trace: IndexedTrace;
  readonly filters: readonly Filter[];
  /** Numbers of events; those beyond `known` belong to a batch that is being looked at. */
  readonly events = new Uint32Column();
  known = 0;
  /** Events looked at. */
  done = 0;
  /** Matches shown. */
  length = 0;

  constructor(trace: IndexedTrace, filters: readonly Filter[]) {
    this.trace = trace;
    this.filters = filters;
  }

  get base(): bigint {
    return this.trace.base;
  }
  get times(): EventTimes {
    return this;
  }

  at(i: number): number {
    return this.trace.times.at(this.events.data[i]!);
  }

  countBefore(time: number): number {
    return this.#count((other) => other < time, this.length);
  }

  countUpTo(time: number): number {
    return this.#count((other) => other <= time, this.length);
  }

  /** Shows the matches before `time`, or all. */
  show(time: number | undefined): void {
    this.length = time === undefined ? this.known : this.#count((other) => other < time, this.known);
  }

  /** Gives way between batches, and wherever `pace` does. */
  async *find(pace: Pace): AsyncGenerator<void, void, undefined> {
    const { reader } = this.trace.source;
    const test = new EventTest(this.trace, this.filters);
    while (this.done < this.trace.events) {
      const before = this.done;
      const strings = new StringTable();
      for await (const batch of reader.scan(this.done, this.trace.events, test.requests, strings)) {
        this.events.length = this.known;
        test.enter(batch, this.done, strings);
        for (let i = 0; i < batch.length; i++) {
          if (test.matches(i)) this.events.push(this.done + i);
          if (i % STRIDE === STRIDE - 1 && pace.due) await pace.pause();
        }
        this.known = this.events.length;
        this.done += batch.length;
        yield;
        if (strings.size > MOST_TEXTS) break;
      }
      if (this.done === before) throw new Error(`the events of “${this.trace.name}” can't be read once more`);
    }
  }

  #count(isBefore: (time: number) => boolean, length: number): number {
    return partitionPoint(length, (i) => isBefore(this.at(i)));
  }
}

export class MatchingEvents implements EventList, FilterResult {
  readonly traces: readonly IndexedTrace[];
  readonly order: EventOrder;
  readonly work = new AskedWork((signal, tell) => this.#run(new Pace(signal), tell));
  readonly #parts: readonly TraceMatches[];

  constructor(traces: readonly IndexedTrace[], filters: readonly Filter[]) {
    this.traces = traces;
    this.#parts = traces.map((trace) => new TraceMatches(trace, filters));
    this.order = new EventOrder(this.#parts);
  }

  readonly event = (k: number, i: number): number => this.#parts[k]!.events.data[i]!;

  /** Events looked at, and events there are to look at. */
  get filtered(): { readonly done: number; readonly of: number } {
    const done = this.#parts.reduce((sum, part) => sum + part.done, 0);
    return { done, of: this.traces.reduce((sum, { events }) => sum + events, 0) };
  }

  get bytes(): number {
    return this.#parts.reduce((sum, { events }) => sum + events.data.byteLength, 0);
  }

  async #run(pace: Pace, tell: () => void): Promise<void> {
    const scans = new Map<TraceMatches, AsyncGenerator<void>>();
    try {
      for (;;) {
        const next = this.#next();
        if (next === undefined) return;
        const scan = scans.get(next) ?? next.find(pace);
        scans.set(next, scan);
        if ((await scan.next()).done === true) scans.delete(next);
        this.#show();
        tell();
        await pace.pause();
      }
    } finally {
      for (const scan of scans.values()) await scan.return(undefined);
    }
  }

  /** The part whose next event is the earliest. */
  #next(): TraceMatches | undefined {
    let found: TraceMatches | undefined;
    let earliest = 0n;
    for (const part of this.#parts) {
      if (part.done >= part.trace.events) continue;
      const time = part.base + BigInt(part.trace.times.at(part.done));
      if (found !== undefined && time >= earliest) continue;
      found = part;
      earliest = time;
    }
    return found;
  }

  #show(): void {
    const next = this.#parts.length > 1 ? this.#next() : undefined;
    const time = next && next.base + BigInt(next.trace.times.at(next.done));
    for (const part of this.#parts) part.show(time === undefined ? undefined : Number(time - part.base));
  }
}
