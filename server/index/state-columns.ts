/**
 * The states of a row as columns, in blocks of 4,096 states; only the first block is ever copied. Sorted by start, not
 * overlapping. Start and end lie beside each other, since both are looked at together. Above them stands a pyramid, by
 * which whole stretches are passed over. Cost: 24 B a state; O(log n) to find the state at a time.
 */
import { partitionPoint } from './partition-point.ts';
import { LEAF_BITS, NODE, StatePyramid } from './state-pyramid.ts';
import type { LaterColumn } from './store/kept.ts';

export const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
export const BLOCK_MASK = BLOCK - 1;
const LEAF_MASK = (1 << LEAF_BITS) - 1;
const SMALLEST = 8;

/** The columns of one row, in parts, or of many rows, each as one. */
interface KeptStates {
  readonly spans: readonly Float64Array[];
  readonly values: readonly Uint32Array[];
  readonly nodes: readonly Float64Array[];
}
interface KeptColumns {
  readonly spans: LaterColumn<Float64Array>;
  readonly values: LaterColumn<Uint32Array>;
  readonly nodes: Float64Array;
}

export class StateColumns {
  #count = 0;
  #room = 0;
  /** By block, undefined while it lies on the disk. */
  readonly #spans: (Float64Array | undefined)[] = [];
  readonly #values: (Uint32Array | undefined)[] = [];
  readonly pyramid = new StatePyramid();
  /** Where the blocks on the disk are, and which of their states are this row's. */
  #later: KeptColumns | undefined;
  #first = 0;
  #tailSpans = new Float64Array(0);
  #tailValues = new Uint32Array(0);

  /** Number of states. */
  get count(): number {
    return this.#count;
  }

  start(i: number): number {
    return this.spans(i >>> BLOCK_BITS)[2 * (i & BLOCK_MASK)]!;
  }
  end(i: number): number {
    return this.spans(i >>> BLOCK_BITS)[2 * (i & BLOCK_MASK) + 1]!;
  }
  value(i: number): number {
    return this.values(i >>> BLOCK_BITS)[i & BLOCK_MASK]!;
  }

  /** Start and end of each state of a block in turn. */
  spans(block: number): Float64Array {
    return this.#spans[block] ?? this.#readSpans(block);
  }
  /** The values of a block. */
  values(block: number): Uint32Array {
    return this.#values[block] ?? this.#readValues(block);
  }

  /** Adds a state that begins where the last one ends, or later. */
  push(start: number, end: number, value: number): void {
    const i = this.#count;
    if (i === this.#room) this.#grow();
    const at = i & BLOCK_MASK;
    this.#tailSpans[2 * at] = start;
    this.#tailSpans[2 * at + 1] = end;
    this.#tailValues[at] = value;
    this.#count = i + 1;
    if ((i & LEAF_MASK) === LEAF_MASK) this.#addLeaf(at - LEAF_MASK);
  }

  /** How many states begin at or before `time`. */
  countUpTo(time: number): number {
    const leaves = this.pyramid.levels[0];
    const begun =
      leaves === undefined ? 0 : partitionPoint(leaves.length, (leaf) => leaves.nodes[NODE * leaf]! <= time);
    // Those of the leaves before the one that `time` lies in, or those after all leaves.
    let i = Math.max(0, begun - 1) << LEAF_BITS;
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

  /** All columns, in parts: they must not change while these are in use. */
  kept(): KeptStates {
    const blocks = Array.from({ length: Math.ceil(this.#count / BLOCK) }, (_, b) => b);
    const used = (b: number): number => this.#count - b * BLOCK;
    return {
      spans: blocks.map((b) => this.spans(b).subarray(0, 2 * used(b))),
      values: blocks.map((b) => this.values(b).subarray(0, used(b))),
      nodes: this.pyramid.levels.map(({ nodes, length }) => nodes.subarray(0, NODE * length)),
    };
  }

  /**
   * Takes `count` states out of the columns of many rows, from item `first` of the values and item `firstNode` of the
   * nodes on, as views; blocks are read when they are looked at. Returns how many items of the nodes it took, which may
   * be more than there are.
   */
  restore(from: KeptColumns, count: number, first: number, firstNode: number): number {
    for (let i = 0; i < count; i += BLOCK) {
      this.#spans.push(undefined);
      this.#values.push(undefined);
    }
    this.#later = from;
    this.#first = first;
    this.#count = this.#room = count;
    return this.pyramid.restore(from.nodes, count, firstNode);
  }

  #readSpans(block: number): Float64Array {
    const from = this.#first + block * BLOCK;
    const to = this.#first + Math.min(this.#count, (block + 1) * BLOCK);
    const spans = this.#later!.spans.part(2 * from, 2 * to);
    this.#spans[block] = spans;
    return spans;
  }

  #readValues(block: number): Uint32Array {
    const from = this.#first + block * BLOCK;
    const to = this.#first + Math.min(this.#count, (block + 1) * BLOCK);
    const values = this.#later!.values.part(from, to);
    this.#values[block] = values;
    return values;
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
    this.pyramid.add(spans[2 * from]!, spans[2 * at]!, best, this.#tailValues[at]!);
  }

  /** A new block, or more room in the first one, or room of our own for what was loaded. */
  #grow(): void {
    const block = this.#count >>> BLOCK_BITS;
    const used = this.#count & BLOCK_MASK;
    const size = block === 0 ? Math.min(BLOCK, Math.max(SMALLEST, 2 * used)) : BLOCK;
    const spans = new Float64Array(2 * size);
    const values = new Uint32Array(size);
    if (used > 0) {
      spans.set(this.spans(block).subarray(0, 2 * used));
      values.set(this.values(block).subarray(0, used));
    }
    this.#spans[block] = this.#tailSpans = spans;
    this.#values[block] = this.#tailValues = values;
    this.#room = block * BLOCK + size;
  }
}
