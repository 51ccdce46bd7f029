/**
 * What has begun for a thread and not yet ended: at most one thing a thread, with the time it began and two numbers.
 * Cost: some 50 B a thread, 5 ns a look-up.
 */
import { Float64Column, Uint32Column } from '../index/columns.ts';
import { KeyTable } from '../index/key-table.ts';

const GROUPS = 4096;

export class OpenByThread {
  /** How many threads of a group have something open: most threads that have nothing need no look-up. */
  readonly #groups = new Uint32Array(GROUPS);
  readonly #threads = new KeyTable();
  /** The thread for which something was begun last: mostly it ends next. */
  #last = -1;
  #lastSlot = -1;
  /** 1 where something has begun. */
  readonly #open = new Uint32Column();
  readonly #since = new Float64Column();
  readonly #first = new Float64Column();
  readonly #second = new Float64Column();

  /** Begins anew, whatever had begun before. */
  begin(tid: number, time: number, first = 0, second = 0): void {
    const slot = this.#last === tid ? this.#lastSlot : this.#threads.id(tid);
    this.#last = tid;
    this.#lastSlot = slot;
    if (slot === this.#since.length) {
      for (const column of [this.#open, this.#since, this.#first, this.#second]) column.push(0);
    }
    if (this.#open.data[slot] === 0) this.#groups[tid & (GROUPS - 1)]!++;
    this.#open.data[slot] = 1;
    this.#since.data[slot] = time;
    this.#first.data[slot] = first;
    this.#second.data[slot] = second;
  }

  /** Ends what had begun. Returns its slot, good for reading it until something else begins; −1 if nothing had. */
  end(tid: number): number {
    if (this.#groups[tid & (GROUPS - 1)] === 0) return -1;
    const slot = this.#last === tid ? this.#lastSlot : this.#threads.find(tid);
    if (slot < 0 || this.#open.data[slot] === 0) return -1;
    this.#open.data[slot] = 0;
    this.#groups[tid & (GROUPS - 1)]!--;
    return slot;
  }

  since(slot: number): number {
    return this.#since.data[slot]!;
  }
  first(slot: number): number {
    return this.#first.data[slot]!;
  }
  second(slot: number): number {
    return this.#second.data[slot]!;
  }
}
