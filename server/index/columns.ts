/**
 * Columns of numbers that grow: an array of one machine type that doubles when it is full.
 *
 * For collections of moderate size (arrows, counters, tree nodes). Events and states, which come in tens of millions, use
 * blocks instead (`time-column.ts`, `state-row.ts`), which never copy. Cost: amortised O(1) a `push`; up to half of the
 * room may lie unused.
 */
export class Float64Column {
  /** Only the first `length` items mean something. Replaced when the column grows: don't keep it over a `push`. */
  data: Float64Array;
  length = 0;

  constructor(room = 16) {
    this.data = new Float64Array(room);
  }

  /** The items, as a view: see `data`. */
  get items(): Float64Array {
    return this.data.subarray(0, this.length);
  }

  /** Instead of any `push`. */
  load(items: Float64Array): void {
    this.data = items;
    this.length = items.length;
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Float64Array(Math.max(16, this.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }
}

export class Uint32Column {
  /** As in `Float64Column`. */
  data: Uint32Array;
  length = 0;

  constructor(room = 16) {
    this.data = new Uint32Array(room);
  }

  /** The items, as a view: see `data`. */
  get items(): Uint32Array {
    return this.data.subarray(0, this.length);
  }

  /** Instead of any `push`. */
  load(items: Uint32Array): void {
    this.data = items;
    this.length = items.length;
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Uint32Array(Math.max(16, this.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }
}
