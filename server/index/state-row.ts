/**
 * The states of one row of a time graph: sorted by start, not overlapping, each with a start, an end (exclusive) and a
 * value, which is a number that the owner gives a meaning. A state may be empty (an instant).
 *
 * At most one state is open: it has begun, and its end isn't known yet. It counts as the last one and reaches to `now`.
 *
 * A window is answered in O(samples · log n), however many states it holds: for every sample the state that covers it,
 * and for every gap between two samples the longest of the states that begin in it. So no pixel is empty where there is a
 * state, and a long state is never lost behind short ones.
 *
 * Columns are blocks of 4,096 states; only the first one is ever copied. Cost: 20.4 B a state.
 */
import { FAN_OUT_BITS, LongestForest } from './longest-forest.ts';

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK - 1;
const LEAF_MASK = (1 << FAN_OUT_BITS) - 1;
const SMALLEST = 8;

/** States picked from a row; a list that is filled again and again. */
export class StateSelection {
  length = 0;
  start = new Float64Array(256);
  end = new Float64Array(256);
  value = new Uint32Array(256);

  clear(): void {
    this.length = 0;
  }

  push(start: number, end: number, value: number): void {
    if (this.length === this.start.length) {
      const { start, end, value } = this;
      this.start = new Float64Array(this.length * 2);
      this.end = new Float64Array(this.length * 2);
      this.value = new Uint32Array(this.length * 2);
      this.start.set(start);
      this.end.set(end);
      this.value.set(value);
    }
    this.start[this.length] = start;
    this.end[this.length] = end;
    this.value[this.length++] = value;
  }
}

export class StateRow {
  /** Start of the open state; NaN if none is open. */
  openStart = Number.NaN;
  openValue = 0;

  #count = 0;
  #room = 0;
  readonly #starts: Float64Array[] = [];
  readonly #ends: Float64Array[] = [];
  readonly #values: Uint32Array[] = [];
  #tailStart = new Float64Array(0);
  #tailEnd = new Float64Array(0);
  #tailValue = new Uint32Array(0);
  readonly #forest = new LongestForest();

  /** Number of states without the open one. */
  get count(): number {
    return this.#count;
  }

  get isOpen(): boolean {
    return !Number.isNaN(this.openStart);
  }

  start(i: number): number {
    return this.#starts[i >>> BLOCK_BITS]![i & BLOCK_MASK]!;
  }
  end(i: number): number {
    return this.#ends[i >>> BLOCK_BITS]![i & BLOCK_MASK]!;
  }
  value(i: number): number {
    return this.#values[i >>> BLOCK_BITS]![i & BLOCK_MASK]!;
  }

  /** Adds a state that begins where the last one ends, or later. */
  push(start: number, end: number, value: number): void {
    const i = this.#count;
    if (i === this.#room) this.#grow();
    const at = i & BLOCK_MASK;
    this.#tailStart[at] = start;
    this.#tailEnd[at] = end;
    this.#tailValue[at] = value;
    this.#count = i + 1;
    if ((i & LEAF_MASK) === LEAF_MASK) this.#addLeaf(i - LEAF_MASK);
  }

  open(start: number, value: number): void {
    this.openStart = start;
    this.openValue = value;
  }

  close(end: number): void {
    this.push(this.openStart, end, this.openValue);
    this.openStart = Number.NaN;
  }

  /** How many states begin at or before `time`; the open one does not count. */
  countUpTo(time: number): number {
    return this.#after(0, time, 1);
  }

  /**
   * The last state that begins at or before `time`, if it covers `time` or begins there: its index, `count` for the open
   * one, or −1.
   */
  covering(time: number): number {
    if (this.openStart <= time) return this.#count;
    const i = this.countUpTo(time) - 1;
    return i >= 0 && this.#covers(i, time) ? i : -1;
  }

  /** The index of the longest of the states [from, to), the first one if several are; −1 if there are none. */
  longest(from: number, to: number): number {
    let best = -1;
    let at = -1;
    let a = from;
    let b = to;
    for (; a < b && (a & LEAF_MASK) !== 0; a++) {
      const d = this.end(a) - this.start(a);
      if (d > best) {
        best = d;
        at = a;
      }
    }
    let tailBest = -1;
    let tailAt = -1;
    for (; a < b && (b & LEAF_MASK) !== 0; ) {
      b--;
      const d = this.end(b) - this.start(b);
      if (d >= tailBest) {
        tailBest = d;
        tailAt = b;
      }
    }
    if (a < b) {
      const middle = this.#forest.longest(a >>> FAN_OUT_BITS, b >>> FAN_OUT_BITS);
      const d = this.end(middle) - this.start(middle);
      if (d > best) {
        best = d;
        at = middle;
      }
    }
    return tailBest > best ? tailAt : at;
  }

  /**
   * Adds to `selection` what is to be seen when looking at `times` (sorted): see above. In order of time, each state
   * once. The open state ends at `now`.
   */
  select(times: Float64Array, now: number, selection: StateSelection): void {
    if (times.length === 0) return;
    let last = -1;
    let i = this.#after(0, times[0]!, 1);
    let guess = 1;
    if (i > 0 && this.#covers(i - 1, times[0]!)) {
      last = i - 1;
      this.#pick(last, selection);
    }
    for (let k = 1; k < times.length; k++) {
      const time = times[k]!;
      // [i, gapEnd) begin strictly between the samples, [gapEnd, j) on the sample.
      const gapEnd = this.#from(i, time, guess);
      guess = Math.max(1, gapEnd - i);
      if (gapEnd > i) {
        const longest = gapEnd === i + 1 ? i : this.longest(i, gapEnd);
        if (longest > last) {
          last = longest;
          this.#pick(last, selection);
        }
      }
      i = this.#after(gapEnd, time, 1);
      if (i - 1 > last && this.#covers(i - 1, time)) {
        last = i - 1;
        this.#pick(last, selection);
      }
    }
    if (this.openStart <= times[times.length - 1]! && now >= times[0]!) {
      selection.push(this.openStart, Math.max(now, this.openStart), this.openValue);
    }
  }

  #pick(i: number, selection: StateSelection): void {
    const block = i >>> BLOCK_BITS;
    const at = i & BLOCK_MASK;
    selection.push(this.#starts[block]![at]!, this.#ends[block]![at]!, this.#values[block]![at]!);
  }

  #covers(i: number, time: number): boolean {
    return this.end(i) > time || this.start(i) === time;
  }

  /** The first state at or after `from` that begins after `time`; `guess` is about how far away it may be. */
  #after(from: number, time: number, guess: number): number {
    let low = from;
    let high = from;
    for (let step = guess; high < this.#count && this.start(high) <= time; step *= 2) {
      low = high + 1;
      high += step;
    }
    if (high > this.#count) high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.start(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first state at or after `from` that begins at `time` or later. */
  #from(from: number, time: number, guess: number): number {
    let low = from;
    let high = from;
    for (let step = guess; high < this.#count && this.start(high) < time; step *= 2) {
      low = high + 1;
      high += step;
    }
    if (high > this.#count) high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.start(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #addLeaf(first: number): void {
    let best = -1;
    let at = first;
    for (let i = first; i <= first + LEAF_MASK; i++) {
      const d = this.#tailEnd[i & BLOCK_MASK]! - this.#tailStart[i & BLOCK_MASK]!;
      if (d > best) {
        best = d;
        at = i;
      }
    }
    this.#forest.add(best, at);
  }

  #grow(): void {
    const first = this.#room < BLOCK;
    const size = first ? Math.max(SMALLEST, this.#room * 2) : BLOCK;
    const start = new Float64Array(size);
    const end = new Float64Array(size);
    const value = new Uint32Array(size);
    if (first) {
      start.set(this.#tailStart);
      end.set(this.#tailEnd);
      value.set(this.#tailValue);
    }
    const block = first ? 0 : this.#starts.length;
    this.#starts[block] = this.#tailStart = start;
    this.#ends[block] = this.#tailEnd = end;
    this.#values[block] = this.#tailValue = value;
    this.#room = first ? size : this.#room + BLOCK;
  }
}
