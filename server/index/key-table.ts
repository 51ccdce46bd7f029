/**
 * Numbers by key: every distinct key (a double: an address, a thread id, a pair packed into one number) is named by a
 * small integer. Ids start at 0 and are dense, in order of first appearance.
 *
 * Open addressing with linear probing, at most half full: 16–40 B a key, some ns a look-up, nothing allocated per look-up.
 * NaN is taken as a key of its own.
 */
import { Float64Column } from './columns.ts';
import type { IndexReader, IndexWriter } from './store/kept.ts';

const HIGH = 1 / 2 ** 32;

export class KeyTable {
  /** id + 1; 0 where free. */
  #slots = new Int32Array(64);
  #mask = 63;
  readonly #keys = new Float64Column();

  get size(): number {
    return this.#keys.length;
  }

  key(id: number): number {
    return this.#keys.data[id]!;
  }

  /** The id of the key, or −1. */
  find(key: number): number {
    return this.#slots[this.#probe(key)]! - 1;
  }

  /** The id of the key, which is added if it is new. */
  id(key: number): number {
    const slot = this.#probe(key);
    const known = this.#slots[slot]!;
    if (known !== 0) return known - 1;
    this.#keys.push(key);
    this.#slots[slot] = this.#keys.length;
    if (this.#keys.length * 2 > this.#slots.length) this.#grow();
    return this.#keys.length - 1;
  }

  save(out: IndexWriter): void {
    out.column('keys', [this.#keys.items]);
    out.column('slots', [this.#slots]);
  }

  load(from: IndexReader): void {
    this.#keys.load(from.float64('keys'));
    this.#slots = from.int32('slots').slice();
    this.#mask = this.#slots.length - 1;
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #probe(key: number): number {
    let slot = hash(key) & this.#mask;
    for (;;) {
      const id = this.#slots[slot]!;
      if (id === 0) return slot;
      const other = this.#keys.data[id - 1]!;
      if (other === key || (Number.isNaN(other) && Number.isNaN(key))) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let id = 0; id < this.#keys.length; id++) this.#slots[this.#probe(this.#keys.data[id]!)] = id + 1;
  }
}

/** 32 bits, of which the low ones are as good as the high ones. Keys that differ in their fraction only are alike. */
export function hash(key: number): number {
  let h = Math.imul((key | 0) ^ Math.imul((key * HIGH) | 0, 0x85ebca6b), 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 16);
}
