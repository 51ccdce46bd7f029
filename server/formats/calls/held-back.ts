/**
 * Events that wait a little, so that those that were earlier, but are stored later (a caller after its callees, another
 * client's batch), can go before them. An event is due a window's time after its arrival, and takes along all that were
 * before it. Who comes after that is late: the window grows with the lateness that is seen, up to five seconds.
 */
import type { Pausing } from '../../index/row-order.ts';
import type { CallStore } from './call-store.ts';
import { orderOf, timeOf } from './event-order.ts';

const WIDEST_MS = 5000;
const MARGIN_MS = 100;

export class HeldBack {
  readonly #store: CallStore;
  readonly #window: { ms: number };
  #events: number[] = [];
  /** ms since the epoch. */
  #due: number[] = [];
  #isSorted = true;
  /** Time of the last event that went, µs. */
  #last = Number.NEGATIVE_INFINITY;

  constructor(store: CallStore, window: { ms: number }) {
    this.#store = store;
    this.#window = window;
  }

  /** False if it is too late. */
  add(event: number, now: number): boolean {
    const late = (this.#last - timeOf(this.#store, event)) / 1000;
    if (late > 0) {
      if (late + MARGIN_MS <= WIDEST_MS) this.#window.ms = Math.max(this.#window.ms, late + MARGIN_MS);
      return false;
    }
    this.#wait(event, now + this.#window.ms);
    return true;
  }

  /** It was there before anybody asked: it waits as if it had arrived when it happened. */
  addOld(event: number, now: number): void {
    this.#wait(event, Math.min(now, timeOf(this.#store, event) / 1000) + this.#window.ms);
  }

  /** In order, all that are to go by now. */
  async take(now: number, pace: Pausing): Promise<readonly number[]> {
    if (!this.#due.some((due) => due <= now)) return [];
    if (!this.#isSorted) {
      const order = await orderOf(this.#store, Float64Array.from(this.#events), pace);
      const [events, due] = [this.#events, this.#due];
      this.#events = Array.from(order, (i) => events[i]!);
      this.#due = Array.from(order, (i) => due[i]!);
      this.#isSorted = true;
    }
    const count = this.#due.findLastIndex((due) => due <= now) + 1;
    this.#due.splice(0, count);
    const taken = this.#events.splice(0, count);
    this.went(taken.at(-1)!);
    return taken;
  }

  /** It went without waiting. */
  went(event: number): void {
    this.#last = timeOf(this.#store, event);
  }

  #wait(event: number, due: number): void {
    this.#events.push(event);
    this.#due.push(due);
    this.#isSorted = false;
  }
}
