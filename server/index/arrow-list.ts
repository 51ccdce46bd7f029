/**
 * Arrows from one entry at a time to another entry at a later time, in order of their ends.
 *
 * A window is answered with `most` arrows at the most (one more if every part has some). Its `most` equal parts share
 * them alike: of the arrows that end in a part, the longest, as many as each part may have. So the answer is spread over
 * the window, and where all arrows end in few parts, those have more. Cost: 24 B an arrow; a question looks at all arrows
 * that end in the window or after it, about 2 ns each, and at 0.1 µs each where there are too many.
 */
import { Float64Column, Uint32Column } from './columns.ts';
import { partitionPoint } from './partition-point.ts';
import type { IndexReader, IndexWriter } from './store/kept.ts';

export class ArrowList {
  readonly start = new Float64Column();
  readonly end = new Float64Column();
  readonly source = new Uint32Column();
  readonly target = new Uint32Column();

  get length(): number {
    return this.start.length;
  }

  /** Adds an arrow that ends where the last one ends, or later. */
  push(start: number, end: number, source: number, target: number): void {
    this.start.push(start);
    this.end.push(end);
    this.source.push(source);
    this.target.push(target);
  }

  save(out: IndexWriter): void {
    out.column('start', [this.start.items]);
    out.column('end', [this.end.items]);
    out.column('source', [this.source.items]);
    out.column('target', [this.target.items]);
  }

  load(from: IndexReader): void {
    this.start.load(from.float64('start'));
    this.end.load(from.float64('end'));
    this.source.load(from.uint32('source'));
    this.target.load(from.uint32('target'));
  }

  /** The arrows that are at least partly within [from, to], as their indices, in order of their ends. */
  within(from: number, to: number, most: number): Uint32Array {
    const { length } = this;
    const starts = this.start.data;
    const ends = this.end.data;
    const first = partitionPoint(length, (i) => ends[i]! < from);
    let found = new Uint32Array(length - first);
    let count = 0;
    for (let i = first; i < length; i++) if (starts[i]! <= to) found[count++] = i;
    found = found.subarray(0, count);
    if (count <= most) return found;
    return this.#longest(found, this.#parts(found, from, (to - from) / most || 1, most), most);
  }

  /** Where in `found` each part begins, and the end. There is one part more, for the arrows that end after the window. */
  #parts(found: Uint32Array, from: number, part: number, most: number): Uint32Array {
    const begins = new Uint32Array(most + 2);
    for (const i of found) begins[Math.min(most, Math.floor((this.end.data[i]! - from) / part)) + 1]!++;
    for (let p = 1; p < begins.length; p++) begins[p]! += begins[p - 1]!;
    return begins;
  }

  #longest(found: Uint32Array, begins: Uint32Array, most: number): Uint32Array {
    const share = shareOf(begins, most);
    const length = (i: number): number => this.end.data[i]! - this.start.data[i]!;
    const chosen: number[] = [];
    for (let p = 0; p + 1 < begins.length; p++) {
      const ending = found.subarray(begins[p], begins[p + 1]);
      const least = ending.length <= share ? -Infinity : Float64Array.from(ending, length).sort().at(-share)!;
      let equal = share;
      for (const i of ending) if (length(i) > least) equal--;
      for (const i of ending) if (length(i) > least || (length(i) === least && equal-- > 0)) chosen.push(i);
    }
    return Uint32Array.from(chosen);
  }
}

/** The most that each part may have, at least 1, so that all have `most` together. */
function shareOf(begins: Uint32Array, most: number): number {
  let share = 1;
  for (let high = most; share < high; ) {
    const middle = (share + high + 1) >> 1;
    let sum = 0;
    for (let p = 0; p + 1 < begins.length; p++) sum += Math.min(middle, begins[p + 1]! - begins[p]!);
    if (sum <= most) share = middle;
    else high = middle - 1;
  }
  return share;
}
