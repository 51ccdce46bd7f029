/** A long list that is changed in the middle: it lies in short pieces, so that a change moves few items. */
const MOST = 1024;

export class ChunkedList<T> {
  readonly #chunks: T[][] = [];
  #length = 0;

  constructor(items: readonly T[]) {
    for (let at = 0; at < items.length; at += MOST / 2) this.#chunks.push(items.slice(at, at + MOST / 2));
    this.#length = items.length;
  }

  get length(): number {
    return this.#length;
  }

  /** Before the item at `index`, from 0 to `length`. */
  insert(index: number, item: T): void {
    if (this.#chunks.length === 0) this.#chunks.push([]);
    const [at, within] = this.#find(index);
    const chunk = this.#chunks[at]!;
    chunk.splice(within, 0, item);
    if (chunk.length > MOST) this.#chunks.splice(at + 1, 0, chunk.splice(MOST / 2));
    this.#length++;
  }

  /** `index` is below `length`. */
  remove(index: number): T {
    const [at, within] = this.#find(index + 1);
    const chunk = this.#chunks[at]!;
    const [item] = chunk.splice(within - 1, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#length--;
    return item!;
  }

  toArray(): T[] {
    return this.#chunks.flat();
  }

  /** The chunk in which `count` items end, and how many of them lie in it; looked for from the nearer end. */
  #find(count: number): [chunk: number, within: number] {
    const chunks = this.#chunks;
    if (count > this.#length / 2) {
      let before = this.#length;
      for (let at = chunks.length - 1; ; at--) {
        before -= chunks[at]!.length;
        if (count > before || at === 0) return [at, count - before];
      }
    }
    let left = count;
    for (let at = 0; ; at++) {
      if (left <= chunks[at]!.length) return [at, left];
      left -= chunks[at]!.length;
    }
  }
}
