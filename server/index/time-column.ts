/**
 * The times of all events of a trace, in order. Tells which event stands at an index, and how many events there are up
 * to a time: so the events table pages by index and by time, and the histogram counts, without looking at an event.
 *
 * Blocks of 65,536 times; nothing is copied when it grows. Cost: 8 B an event, O(log n) a question.
 */
import type { IndexReader, IndexWriter } from './store/kept.ts';

const BITS = 16;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

export class TimeColumn {
  readonly #blocks: Float64Array[] = [];
  #length = 0;
  /** NaN while there are none. */
  first = Number.NaN;
  last = Number.NaN;
  /** Where the blocks are, until they are asked for. */
  #unread: IndexReader | undefined;

  get length(): number {
    return this.#length;
  }

  at(i: number): number {
    if (this.#unread !== undefined) this.#read(this.#unread);
    return this.#blocks[i >>> BITS]![i & MASK]!;
  }

  /** Adds the first `count` of `times`, which go on where the last ones ended: never decreasing. */
  append(times: Float64Array, count: number): void {
    if (count === 0) return;
    if (this.#length === 0) this.first = times[0]!;
    this.last = times[count - 1]!;
    for (let done = 0; done < count; ) {
      const offset = this.#length & MASK;
      if (offset === 0) this.#blocks.push(new Float64Array(BLOCK));
      const part = Math.min(count - done, BLOCK - offset);
      this.#blocks[this.#blocks.length - 1]!.set(times.subarray(done, done + part), offset);
      done += part;
      this.#length += part;
    }
  }

  save(out: IndexWriter): void {
    const parts = this.#blocks.map((block, b) => block.subarray(0, this.#length - b * BLOCK));
    out.facts('span', [this.#length, this.first, this.last]);
    out.column('times', parts, 'later');
  }

  load(from: IndexReader): void {
    const [length, first, last] = from.facts('span') as [number, number | null, number | null];
    this.#length = length;
    this.first = first ?? Number.NaN;
    this.last = last ?? Number.NaN;
    this.#unread = from;
  }

  #read(from: IndexReader): void {
    const times = from.float64('times');
    for (let at = 0; at < times.length; at += BLOCK) this.#blocks.push(times.subarray(at, at + BLOCK));
    this.#unread = undefined;
  }

  /** Number of events before `time`. */
  countBefore(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Number of events up to and including `time`. */
  countUpTo(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
