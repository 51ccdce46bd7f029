/**
 * The states of a row as columns, in blocks of 4,096 states; only the first block is ever copied. Sorted by start, not
 * overlapping. Start and end lie beside each other, since both are looked at together. Finds the state at a time by marks that lie close together, and the longest of a run by a tree over
 * durations: both O(log n), touching few places in memory. Cost: 21.8 B a state.
 */
import { Float64Column } from './columns.ts';
import { LEAF_BITS, LongestForest } from './longest-forest.ts';
import type { StateSelection } from './state-selection.ts';

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK - 1;
const LEAF_MASK = (1 << LEAF_BITS) - 1;
/** States between two marks; a block is a multiple of it. */
const RUN_BITS = 6;
const RUN = 1 << RUN_BITS;
const RUN_MASK = RUN - 1;
const SMALLEST = 8;

export class StateColumns {
  #count = 0;
  #room = 0;
  /** Start and end of each state in turn. */
  readonly #spans: Float64Array[] = [];
  readonly #values: Uint32Array[] = [];
  #tailSpans = new Float64Array(0);
  #tailValue = new Uint32Array(0);
  readonly #forest = new LongestForest();
  /** The start of the first state of each run. */
  readonly #marks = new Float64Column();

  /** Number of states. */
  get count(): number {
    return this.#count;
  }

  start(i: number): number {
    return this.#spans[i >>> BLOCK_BITS]![2 * (i & BLOCK_MASK)]!;
  }
  end(i: number): number {
    return this.#spans[i >>> BLOCK_BITS]![2 * (i & BLOCK_MASK) + 1]!;
  }
  value(i: number): number {
    return this.#values[i >>> BLOCK_BITS]![i & BLOCK_MASK]!;
  }

  /** Adds a state that begins where the last one ends, or later. */
  push(start: number, end: number, value: number): void {
    const i = this.#count;
    if (i === this.#room) this.#grow();
    const at = i & BLOCK_MASK;
    if ((i & RUN_MASK) === 0) this.#marks.push(start);
    this.#tailSpans[2 * at] = start;
    this.#tailSpans[2 * at + 1] = end;
    this.#tailValue[at] = value;
    this.#count = i + 1;
    if ((i & LEAF_MASK) === LEAF_MASK) this.#addLeaf(i - LEAF_MASK);
  }

  /** How many states begin at or before `time`. */
  countUpTo(time: number): number {
    return this.after(0, time);
  }

  /** The index of the longest of the states [from, to), the first one if several are; −1 if there are none. */
  longest(from: number, to: number): number {
    const firstLeaf = (from + LEAF_MASK) >>> LEAF_BITS;
    const lastLeaf = to >>> LEAF_BITS;
    if (firstLeaf >= lastLeaf) {
      const border = Math.min(to, firstLeaf << LEAF_BITS);
      return this.longer(this.#longestInLeaf(from, border), this.#longestInLeaf(border, to));
    }
    const head = this.#longestInLeaf(from, firstLeaf << LEAF_BITS);
    const middle = this.#forest.longest(firstLeaf, lastLeaf);
    return this.longer(this.longer(head, middle), this.#longestInLeaf(lastLeaf << LEAF_BITS, to));
  }

  /** Of states of one leaf, which lie in one block. */
  #longestInLeaf(from: number, to: number): number {
    if (from >= to) return -1;
    const spans = this.#spans[from >>> BLOCK_BITS]!;
    const block = from & ~BLOCK_MASK;
    let best = -1;
    let at = -1;
    for (let i = from - block; i < to - block; i++) {
      const duration = spans[2 * i + 1]! - spans[2 * i]!;
      if (duration > best) {
        best = duration;
        at = i;
      }
    }
    return block + at;
  }

  /** The longer one of two states by their indices, the first if both are as long; −1 stands for none. */
  protected longer(a: number, b: number): number {
    if (a < 0 || b < 0) return Math.max(a, b);
    return this.end(b) - this.start(b) > this.end(a) - this.start(a) ? b : a;
  }

  /** Adds state `i` to `selection`. */
  protected pick(i: number, selection: StateSelection): void {
    const block = i >>> BLOCK_BITS;
    const at = i & BLOCK_MASK;
    const spans = this.#spans[block]!;
    selection.push(spans[2 * at]!, spans[2 * at + 1]!, this.#values[block]![at]!);
  }

  /** The first state at or after `from` that begins after `time`. */
  protected after(from: number, time: number): number {
    return this.#search(from, time, true);
  }

  /** The first state at or after `from` that begins at `time` or later. */
  protected from(from: number, time: number): number {
    return this.#search(from, time, false);
  }

  /** Gallops over the marks, which lie close together, then looks into one run: few places in memory are touched. */
  #search(from: number, time: number, after: boolean): number {
    const marks = this.#marks.data;
    const { length } = this.#marks;
    let low = (from >>> RUN_BITS) + 1;
    let high = low;
    for (let step = 1; high < length && (after ? marks[high]! <= time : marks[high]! < time); step *= 2) {
      low = high + 1;
      high += step;
    }
    if (high > length) high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (after ? marks[middle]! <= time : marks[middle]! < time) low = middle + 1;
      else high = middle;
    }
    // The state sought is in the run before mark `low`, or the one at that mark.
    const run = (low - 1) << RUN_BITS;
    const spans = this.#spans[run >>> BLOCK_BITS];
    if (spans === undefined) return from;
    const block = run & ~BLOCK_MASK;
    let a = Math.max(from, run) - block;
    let b = Math.min(this.#count, run + RUN) - block;
    while (a < b) {
      const middle = (a + b) >>> 1;
      const start = spans[2 * middle]!;
      if (after ? start <= time : start < time) a = middle + 1;
      else b = middle;
    }
    return block + a;
  }

  #addLeaf(first: number): void {
    let best = -1;
    let at = first;
    for (let i = first; i <= first + LEAF_MASK; i++) {
      const d = this.end(i) - this.start(i);
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
    const spans = new Float64Array(2 * size);
    const value = new Uint32Array(size);
    if (first) {
      spans.set(this.#tailSpans);
      value.set(this.#tailValue);
    }
    const block = first ? 0 : this.#spans.length;
    this.#spans[block] = this.#tailSpans = spans;
    this.#values[block] = this.#tailValue = value;
    this.#room = first ? size : this.#room + BLOCK;
  }
}
