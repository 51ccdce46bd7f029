/**
 * Numbers by key, where keys come and go: the size of each block of memory that is in use, by its address.
 *
 * Open addressing with linear probing, at most half full. A key that leaves lets those behind it move up, so nothing
 * gathers, however many come and go. Cost: 32–64 B a key present, some ns a call, nothing allocated per call. NaN is no
 * key.
 */
import { hash } from './key-table.ts';

export class NumberMap {
  /** Key and value of each slot in turn; the key is NaN where it is free. */
  #slots = new Float64Array(128).fill(Number.NaN);
  #mask = 63;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** NaN if the key isn't there. */
  get(key: number): number {
    return this.#slots[2 * this.#probe(key) + 1]!;
  }

  /** Returns the value that the key had before, NaN if it wasn't there. */
  put(key: number, value: number): number {
    const slot = this.#probe(key);
    const slots = this.#slots;
    const before = slots[2 * slot + 1]!;
    slots[2 * slot + 1] = value;
    if (slots[2 * slot] === key) return before;
    slots[2 * slot] = key;
    if (++this.#size * 2 > this.#mask + 1) this.#grow();
    return Number.NaN;
  }

  /** Removes the key. Returns its value, NaN if it wasn't there. */
  take(key: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let free = this.#probe(key);
    const value = slots[2 * free + 1]!;
    if (slots[2 * free] !== key) return Number.NaN;
    for (let slot = (free + 1) & mask; !Number.isNaN(slots[2 * slot]!); slot = (slot + 1) & mask) {
      const home = hash(slots[2 * slot]!) & mask;
      // It may move to the free slot unless that lies before the place where it is looked for first.
      if (((slot - home) & mask) < ((slot - free) & mask)) continue;
      slots[2 * free] = slots[2 * slot]!;
      slots[2 * free + 1] = slots[2 * slot + 1]!;
      free = slot;
    }
    slots[2 * free] = Number.NaN;
    slots[2 * free + 1] = Number.NaN;
    this.#size--;
    return value;
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #probe(key: number): number {
    const slots = this.#slots;
    let slot = hash(key) & this.#mask;
    for (;;) {
      const other = slots[2 * slot]!;
      if (other === key || Number.isNaN(other)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Float64Array(old.length * 2).fill(Number.NaN);
    this.#mask = this.#mask * 2 + 1;
    for (let at = 0; at < old.length; at += 2) {
      if (Number.isNaN(old[at]!)) continue;
      const slot = this.#probe(old[at]!);
      this.#slots[2 * slot] = old[at]!;
      this.#slots[2 * slot + 1] = old[at + 1]!;
    }
  }
}
