/** Changes that are to happen later, the earliest first; those of one time in the order they were asked for. A heap in columns: 24 B a change. */
import type { AttributeStore } from '../attribute-store.ts';

const MOST = 1_000_000;

export class FutureChanges {
  readonly #store: AttributeStore;
  /** Time, order, attribute and code of each change in turn. */
  #heap = new Float64Array(4 * 16);
  #size = 0;
  #order = 0;

  constructor(store: AttributeStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#size;
  }

  /** Of the earliest one; never if there is none. */
  get next(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#heap[0]!;
  }

  /** False if it would be one too many. */
  add(time: number, attribute: number, code: number): boolean {
    if (this.#size === MOST) return false;
    if (4 * this.#size === this.#heap.length) {
      const grown = new Float64Array(2 * this.#heap.length);
      grown.set(this.#heap);
      this.#heap = grown;
    }
    let at = this.#size++;
    this.#heap.set([time, this.#order++, attribute, code], 4 * at);
    for (let above = (at - 1) >> 1; at > 0 && this.#isBefore(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
    return true;
  }

  /** Lets happen what is due. */
  applyUpTo(time: number): void {
    while (this.next <= time) {
      this.#store.change(this.#heap[2]!, this.#heap[0]!, this.#heap[3]!);
      this.#takeFirst();
    }
  }

  #takeFirst(): void {
    this.#swap(0, --this.#size);
    for (let at = 0, below = 1; below < this.#size; below = 2 * at + 1) {
      if (below + 1 < this.#size && this.#isBefore(below + 1, below)) below++;
      if (!this.#isBefore(below, at)) return;
      this.#swap(at, below);
      at = below;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const heap = this.#heap;
    return heap[4 * a]! < heap[4 * b]! || (heap[4 * a] === heap[4 * b] && heap[4 * a + 1]! < heap[4 * b + 1]!);
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    for (let i = 0; i < 4; i++) {
      const kept = heap[4 * a + i]!;
      heap[4 * a + i] = heap[4 * b + i]!;
      heap[4 * b + i] = kept;
    }
  }
}
