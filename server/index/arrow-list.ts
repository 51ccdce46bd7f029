/**
 * Arrows from one entry at a time to another entry at a later time, in order of their ends.
 *
 * A window is answered with about `most` arrows at the most: of those that end in one of its `most` equal parts, the
 * longest, so that the answer is spread over the window as the arrows are. Cost: 24 B an arrow; a question looks at all
 * arrows that end in the window or after it, about 2 ns each.
 */
import { Float64Column, Uint32Column } from './columns.ts';

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

  /** The arrows that are at least partly within [from, to], as their indices, in order of their ends. */
  within(from: number, to: number, most: number): Uint32Array {
    const { length } = this;
    const starts = this.start.data;
    const ends = this.end.data;
    let first = 0;
    for (let high = length; first < high; ) {
      const middle = (first + high) >>> 1;
      if (ends[middle]! < from) first = middle + 1;
      else high = middle;
    }
    let found = new Uint32Array(length - first);
    let count = 0;
    for (let i = first; i < length; i++) if (starts[i]! <= to) found[count++] = i;
    found = found.subarray(0, count);
    if (count <= most) return found;
    // One part more, for the arrows that end after the window.
    const longest = new Int32Array(most + 1).fill(-1);
    const part = (to - from) / most || 1;
    for (const i of found) {
      const at = Math.min(most, Math.floor((ends[i]! - from) / part));
      const best = longest[at]!;
      if (best < 0 || ends[i]! - starts[i]! > ends[best]! - starts[best]!) longest[at] = i;
    }
    return Uint32Array.from(longest.filter((i) => i >= 0));
  }
}
