/**
 * The times of all events of a trace, in order. Tells which event stands at an index, and how many events there are up
 * to a time: so the events table pages by index and by time, and the histogram counts, without looking at an event.
 *
 * Blocks of 65,536 times; nothing is copied when it grows. Cost: 8 B an event, O(log n) a question.
 */
import { partitionPoint } from './partition-point.ts';
import { IndexError, type IndexReader, type IndexWriter, type LaterColumn } from './store/kept.ts';

const BITS = 16;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

export class TimeColumn {
  readonly #blocks: (Float64Array | undefined)[] = [];
  #length = 0;
  /** NaN while there are none. */
  first = Number.NaN;
  last = Number.NaN;
  /** Where blocks are that have not been looked at. */
  #later: LaterColumn<Float64Array> | undefined;

  get length(): number {
    return this.#length;
  }

  at(i: number): number {
    return (this.#blocks[i >>> BITS] ?? this.#read(i >>> BITS))[i & MASK]!;
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
    const parts = this.#blocks.map((block, b) => block!.subarray(0, this.#length - b * BLOCK));
    out.facts('span', [this.#length, this.first, this.last]);
    out.column('times', parts, 'later');
  }

  load(from: IndexReader): void {
    const [length, first, last] = from.facts('span') as [number, number | null, number | null];
    this.#length = length;
    this.first = first ?? Number.NaN;
    this.last = last ?? Number.NaN;
    this.#later = from.later('times', Float64Array);
    if (this.#later.length !== length) throw new IndexError('times are missing');
    for (let at = 0; at < length; at += BLOCK) this.#blocks.push(undefined);
  }

  #read(b: number): Float64Array {
    const block = this.#later!.part(b * BLOCK, Math.min((b + 1) * BLOCK, this.#length));
    this.#blocks[b] = block;
    return block;
  }

  /** Number of events before `time`. */
  countBefore(time: number): number {
    return partitionPoint(this.#length, (i) => this.at(i) < time);
  }

  /** Number of events up to and including `time`. */
  countUpTo(time: number): number {
    return partitionPoint(this.#length, (i) => this.at(i) <= time);
  }
}
