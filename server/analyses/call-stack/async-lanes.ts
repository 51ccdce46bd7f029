/**
 * Slices that overlap freely, as asynchronous operations do, packed into the rows of one track.
 *
 * An operation with all slices that nest in it is a block of rows. It is placed when it has ended, where the last block
 * of its height had ended most recently before it began: the tightest fit. So there are no more rows than operations at
 * one time, and an operation that never ends takes no room from those that do. Cost: O(log rows) and a move in memory a
 * block.
 */
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import type { CallTrack } from './call-track.ts';

/** Slices that find no row among these are left out and counted. */
const MOST_ROWS = 1 << 14;
/** How many open slices of an operation are looked at for the one that an event ends. */
const DEEPEST_MATCH = 64;
const NONE = 0xffffffff;

/** Rows next to each other for blocks of one height, ordered by the ends of their last blocks. */
interface Pool {
  readonly ends: number[];
  readonly firstRows: number[];
}

export class AsyncLanes {
  readonly track: CallTrack;
  /** Slices without a row. */
  leftOut = 0;
  /** By height. */
  readonly #pools: (Pool | undefined)[] = [];
  #rows = 0;

  constructor(track: CallTrack) {
    this.track = track;
  }

  /** The first of the `height` rows for a block that ends now, later than all before; may lie beyond the last row. */
  place(start: number, end: number, height: number): number {
    if (height > MOST_ROWS) return MOST_ROWS;
    let pool = this.#pools[height];
    if (pool === undefined) {
      pool = { ends: [], firstRows: [] };
      this.#pools[height] = pool;
    }
    const { ends, firstRows } = pool;
    let low = 0;
    for (let high = ends.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! <= start) low = middle + 1;
      else high = middle;
    }
    let first = this.#rows;
    if (low > 0) {
      first = firstRows[low - 1]!;
      ends.splice(low - 1, 1);
      firstRows.splice(low - 1, 1);
    } else {
      if (this.#rows + height > MOST_ROWS) return MOST_ROWS;
      this.#rows += height;
    }
    ends.push(end);
    firstRows.push(first);
    return first;
  }

  add(row: number, start: number, end: number, value: number): void {
    if (row >= MOST_ROWS) this.leftOut++;
    else this.track.row(row).states.push(start, end, value);
  }
}

/** The operations that have not ended yet, told apart by a number. Slices are rows of columns that are used again. */
export class AsyncOperations {
  /** The outermost slice of each operation. */
  readonly #heads = new Map<number, number>();
  readonly #start = new Float64Column();
  /** Infinite while open. */
  readonly #end = new Float64Column();
  readonly #value = new Uint32Column();
  readonly #name = new Uint32Column();
  readonly #depth = new Uint32Column();
  /** The open slice around an open slice. */
  readonly #around = new Uint32Column();
  /** The next slice of the operation, in order of start. */
  readonly #next = new Uint32Column();
  // Of outermost slices only.
  readonly #innermost = new Uint32Column();
  readonly #last = new Uint32Column();
  readonly #height = new Uint32Column();
  readonly #lanes: (AsyncLanes | undefined)[] = [];
  readonly #spare: number[] = [];

  begin(operation: number, time: number, value: number, name: number, lanes: AsyncLanes): void {
    const slot = this.#add(operation, time, Number.POSITIVE_INFINITY, value, name, lanes);
    this.#innermost.data[this.#heads.get(operation)!] = slot;
  }

  /** Something without duration, within the operation or, if it is not going on, on its own. */
  instant(operation: number, time: number, value: number, lanes: AsyncLanes): void {
    if (this.#heads.has(operation)) this.#add(operation, time, time, value, 0, lanes);
    else lanes.add(lanes.place(time, time, 1), time, time, value);
  }

  /** Ends the operation's innermost open slice of this name; of any name, if `name` is undefined. */
  end(operation: number, time: number, name: number | undefined): void {
    const head = this.#heads.get(operation);
    if (head === undefined) return;
    let within = NONE;
    let slot = this.#innermost.data[head]!;
    for (let steps = 0; name !== undefined && this.#name.data[slot] !== name; steps++) {
      within = slot;
      slot = this.#around.data[slot]!;
      if (slot === NONE || steps === DEEPEST_MATCH) return;
    }
    this.#end.data[slot] = time;
    const around = this.#around.data[slot]!;
    if (within !== NONE) this.#around.data[within] = around;
    else this.#innermost.data[head] = around;
    if (this.#innermost.data[head] !== NONE) return;
    this.#heads.delete(operation);
    this.#place(head, time);
  }

  /** Places what has not ended, as far as there is room. */
  finish(end: number): void {
    for (const head of this.#heads.values()) this.#place(head, end);
    this.#heads.clear();
  }

  #add(operation: number, start: number, end: number, value: number, name: number, lanes: AsyncLanes): number {
    const slot = this.#slot();
    const head = this.#heads.get(operation);
    const around = head === undefined ? NONE : this.#innermost.data[head]!;
    const depth = around === NONE ? 0 : this.#depth.data[around]! + 1;
    this.#start.data[slot] = start;
    this.#end.data[slot] = end;
    this.#value.data[slot] = value;
    this.#name.data[slot] = name;
    this.#depth.data[slot] = depth;
    this.#around.data[slot] = around;
    this.#next.data[slot] = NONE;
    if (head === undefined) {
      this.#heads.set(operation, slot);
      this.#last.data[slot] = slot;
      this.#height.data[slot] = 1;
      this.#lanes[slot] = lanes;
    } else {
      this.#next.data[this.#last.data[head]!] = slot;
      this.#last.data[head] = slot;
      this.#height.data[head] = Math.max(this.#height.data[head]!, depth + 1);
    }
    return slot;
  }

  #place(head: number, now: number): void {
    const lanes = this.#lanes[head]!;
    const first = lanes.place(this.#start.data[head]!, now, this.#height.data[head]!);
    for (let slot = head; slot !== NONE; slot = this.#next.data[slot]!) {
      const end = Math.min(this.#end.data[slot]!, now);
      lanes.add(first + this.#depth.data[slot]!, this.#start.data[slot]!, end, this.#value.data[slot]!);
      this.#spare.push(slot);
    }
    this.#lanes[head] = undefined;
  }

  #slot(): number {
    const spare = this.#spare.pop();
    if (spare !== undefined) return spare;
    for (const column of [this.#start, this.#end]) column.push(0);
    const integers = [this.#value, this.#name, this.#depth, this.#around, this.#next];
    for (const column of [...integers, this.#innermost, this.#last, this.#height]) column.push(0);
    return this.#start.length - 1;
  }
}
