/**
 * The states of a row as columns, in blocks of 4,096 states; only the first block is ever copied. Sorted by start, not
 * overlapping. Start and end lie beside each other, since both are looked at together. Above them stands a pyramid, by
 * which whole stretches are passed over. Cost: 24 B a state; O(log n) to find the state at a time.
 */
import { LEAF_BITS, NODE, StatePyramid } from './state-pyramid.ts';

export const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
export const BLOCK_MASK = BLOCK - 1;
const LEAF_MASK = (1 << LEAF_BITS) - 1;
const SMALLEST = 8;

export class StateColumns {
  #count = 0;
  #room = 0;
  /** By block: start and end of each state in turn. */
  readonly spans: Float64Array[] = [];
  /** By block. */
  readonly values: Uint32Array[] = [];
  readonly pyramid = new StatePyramid();
  #tailSpans = new Float64Array(0);
  #tailValue = new Uint32Array(0);

  /** Number of states. */
  get count(): number {
    return this.#count;
  }

  start(i: number): number {
    return this.spans[i >>> BLOCK_BITS]![2 * (i & BLOCK_MASK)]!;
  }
  end(i: number): number {
    return this.spans[i >>> BLOCK_BITS]![2 * (i & BLOCK_MASK) + 1]!;
  }
  value(i: number): number {
    return this.values[i >>> BLOCK_BITS]![i & BLOCK_MASK]!;
  }

  /** Adds a state that begins where the last one ends, or later. */
  push(start: number, end: number, value: number): void {
    const i = this.#count;
    if (i === this.#room) this.#grow();
    const at = i & BLOCK_MASK;
    this.#tailSpans[2 * at] = start;
    this.#tailSpans[2 * at + 1] = end;
    this.#tailValue[at] = value;
    this.#count = i + 1;
    if ((i & LEAF_MASK) === LEAF_MASK) this.#addLeaf(at - LEAF_MASK);
  }

  /** How many states begin at or before `time`. */
  countUpTo(time: number): number {
    const leaves = this.pyramid.levels[0];
    let low = 0;
    if (leaves !== undefined) {
      const { nodes } = leaves;
      for (let high = leaves.length; low < high; ) {
        const middle = (low + high) >>> 1;
        if (nodes[NODE * middle]! <= time) low = middle + 1;
        else high = middle;
      }
    }
    // Those of the leaves before the one that `time` lies in, or those after all leaves.
    let i = Math.max(0, low - 1) << LEAF_BITS;
    while (i < this.#count && this.start(i) <= time) i++;
    return i;
  }

  /** Duration of the longest state; −1 if there are none. */
  longest(): number {
    let longest = -1;
    let seen = 0;
    const { levels } = this.pyramid;
    for (let l = levels.length - 1; l >= 0; l--) {
      const { nodes, length } = levels[l]!;
      for (; seen < length; seen++) longest = Math.max(longest, nodes[NODE * seen + 2]!);
      seen <<= l === 0 ? LEAF_BITS : 1;
    }
    for (; seen < this.#count; seen++) longest = Math.max(longest, this.end(seen) - this.start(seen));
    return longest;
  }

  #addLeaf(from: number): void {
    const spans = this.#tailSpans;
    let best = -1;
    let at = from;
    for (let i = from; i <= from + LEAF_MASK; i++) {
      const duration = spans[2 * i + 1]! - spans[2 * i]!;
      if (duration > best) {
        best = duration;
        at = i;
      }
    }
    this.pyramid.add(spans[2 * from]!, spans[2 * at]!, best, this.#tailValue[at]!);
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
    const block = first ? 0 : this.spans.length;
    this.spans[block] = this.#tailSpans = spans;
    this.values[block] = this.#tailValue = value;
    this.#room = first ? size : this.#room + BLOCK;
  }
}
