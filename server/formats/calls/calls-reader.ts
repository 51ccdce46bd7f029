/**
 * A project of calls as a trace: a start and an end of each call, in order of time. It begins with all that is there, and
 * goes on for as long as somebody reads; see `HeldBack` for how long events wait.
 *
 * What was delivered stays as it is. A call that comes too late, is deleted or is named otherwise makes the reader
 * `outdated`: another one, over the same store, has it right.
 *
 * Times are ns since the first event: exact for 104 days, to the microsecond for centuries. Cost: 16 B an event, beside the
 * store.
 */
import { Float64Column } from '../../index/columns.ts';
import type { StringTable } from '../../index/string-table.ts';
import { Pacer } from '../pacer.ts';
import {
  type EventBatch,
  type FieldRequest,
  FormatError,
  type LiveTrace,
  type LostEvents,
  type Notice,
  type ReadProgress,
  type TraceReader,
} from '../reader.ts';
import { CALL_COLUMNS, CALL_EVENTS, callCell, valueReader } from './call-fields.ts';
import type { CallStore } from './call-store.ts';
import { allEvents, callOf, isEnd, orderOf, timeOf } from './event-order.ts';
import { HeldBack } from './held-back.ts';
import type { LiveCalls } from './live-calls.ts';

const BATCH = 4096;

export class CallsReader implements TraceReader, LiveTrace {
  readonly live = this;
  readonly types = CALL_EVENTS;
  readonly columns = CALL_COLUMNS;
  readonly lost: readonly LostEvents[] = [];
  readonly properties: ReadonlyMap<string, string>;
  readonly calls: LiveCalls;
  readonly #path: string;
  /** Those delivered, in order, and when they were, ns since `base`. */
  readonly #events = new Float64Column();
  readonly #times = new Float64Column();
  readonly #heldBack: HeldBack;
  #isCancelled = false;
  #wake = (): void => undefined;
  #caughtUp = false;
  #late = 0;
  /** Calls that have begun and not ended. */
  #open = 0;
  /** Of the store's, when reading began. */
  #edits = 0;
  /** How many of the arrivals were looked at. */
  #seen = 0;
  /** µs since the epoch. */
  #base = 0;

  constructor(calls: LiveCalls, path: string) {
    this.calls = calls;
    this.#path = path;
    this.#heldBack = new HeldBack(calls.store, calls.window);
    this.properties = new Map([['project_id', calls.projectName]]);
  }

  get store(): CallStore {
    return this.calls.store;
  }
  get base(): bigint {
    return BigInt(this.#base) * 1000n;
  }
  get progress(): ReadProgress {
    const events = this.#events.length;
    const all = Math.max(events, this.calls.arrivals.length);
    return { bytesDone: this.#caughtUp ? 1 : events, bytesTotal: this.#caughtUp ? 1 : all + 1, events };
  }
  get notices(): readonly Notice[] {
    const { problem, store } = this.calls;
    const unshown = store.unshown;
    return [
      ...(problem === undefined ? [] : [{ message: problem }]),
      ...(unshown === 0 ? [] : [{ message: `${unshown} calls have times that can't be shown; they are left out` }]),
    ];
  }

  get isCaughtUp(): boolean {
    return this.#caughtUp;
  }
  get isOutdated(): boolean {
    return this.#late > 0 || this.calls.edits !== this.#edits;
  }
  get reach(): number | undefined {
    const until = this.#open > 0 ? this.calls.until : undefined;
    return until === undefined ? undefined : this.since(until * 1000);
  }

  renewed(): TraceReader {
    return new CallsReader(this.calls, this.#path);
  }

  /** ns since `base`, of µs since the epoch. */
  since(time: number): number {
    return (time - this.#base) * 1000;
  }
  /** An event that was delivered (see `event-order.ts`), and when it was, ns since `base`. */
  event(i: number): number {
    return this.#events.data[i]!;
  }
  time(i: number): number {
    return this.#times.data[i]!;
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    const pace = pausing(new Pacer());
    const { calls, store } = this;
    try {
      if (!calls.isComplete) await this.#orCancelled(calls.turn());
    } catch (error) {
      throw new FormatError(`the calls can't be read: ${(error as Error).message}`, this.#path);
    }
    store.forgetDepths();
    this.#edits = calls.edits;
    this.#seen = calls.arrivals.length;
    yield* this.#old(await this.#sortedOld(pace), requests, strings);
    this.#caughtUp = true;
    while (!this.#isCancelled) {
      const now = calls.clock.now();
      for (const { items } = calls.arrivals; this.#seen < items.length; this.#seen++) {
        if (!this.#heldBack.add(items[this.#seen]!, now)) this.#late++;
      }
      const taken = await this.#heldBack.take(now, pace);
      if (taken.length > 0) yield* this.#deliver(taken, requests, strings);
      await this.#orCancelled(calls.turn());
    }
  }

  scan(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    return this.#fill(Math.max(0, from), Math.min(to, this.#events.length), requests, strings);
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    const rows: string[][] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.#events.length); i++) {
      const event = this.#events.data[i]!;
      rows.push(columns.map((column) => callCell(this.store, callOf(event), event % 2, column)));
    }
    return rows;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#wake();
  }

  close(): void {
    this.cancel();
    void this.calls.feed.close().catch(() => undefined);
  }

  #orCancelled(turn: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      turn.then(resolve, reject);
    });
  }

  async #sortedOld(pace: ReturnType<typeof pausing>): Promise<Float64Array> {
    const events = allEvents(this.store);
    const order = await orderOf(this.store, events, pace);
    return Float64Array.from(order, (i) => events[i]!);
  }

  /** What was there at first; of that, what has only just happened waits like all that comes. */
  async *#old(events: Float64Array, requests: readonly FieldRequest[], strings: StringTable) {
    const now = this.calls.clock.now();
    let settled = events.length;
    while (settled > 0 && timeOf(this.store, events[settled - 1]!) / 1000 > now - this.calls.window.ms) settled--;
    for (const event of events.subarray(settled)) this.#heldBack.addOld(event, now);
    if (settled === 0) return;
    this.#heldBack.went(events[settled - 1]!);
    yield* this.#deliver(events.subarray(0, settled), requests, strings);
  }

  #deliver(events: Iterable<number>, requests: readonly FieldRequest[], strings: StringTable) {
    const from = this.#events.length;
    for (const event of events) {
      const time = timeOf(this.store, event);
      if (this.#events.length === 0) this.#base = time;
      this.#open += isEnd(event) ? -1 : 1;
      this.#events.push(event);
      this.#times.push(this.since(time));
    }
    return this.#fill(from, this.#events.length, requests, strings);
  }

  async *#fill(
    first: number,
    end: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const { store } = this;
    const pacer = new Pacer();
    const room = Math.min(BATCH, Math.max(0, end - first));
    const time = new Float64Array(room);
    const type = new Uint16Array(room);
    const fields = requests.map(() => new Float64Array(room));
    const values = requests.map((request) => CALL_EVENTS.map((_, type) => valueReader(request, type, strings)));
    for (let from = first; from < end; from += BATCH) {
      const length = Math.min(BATCH, end - from);
      for (let i = 0; i < length; i++) {
        const event = this.#events.data[from + i]!;
        time[i] = this.#times.data[from + i]!;
        type[i] = isEnd(event) ? 1 : 0;
      }
      fields.forEach((column, f) => {
        const [ofStart, ofEnd] = values[f]!;
        for (let i = 0; i < length; i++) {
          const event = this.#events.data[from + i]!;
          column[i] = (isEnd(event) ? ofEnd! : ofStart!)(store, callOf(event));
        }
      });
      yield { length, time, type, fields };
      if (pacer.due) await pacer.rest();
    }
  }
}

function pausing(pacer: Pacer): { pause(): Promise<void> } {
  return {
    pause: async () => {
      if (pacer.due) await pacer.rest();
    },
  };
}
