/**
 * The types of all events of a trace, in their order. Tells how many events of each type there are between any two
 * events, exactly.
 *
 * Every `stride` events the counts so far are written down; between two of these marks the types themselves are looked
 * at. The stride grows with the number of types, so that marks take no more room than the events. Cost: 1 B an event
 * (2 B where there are more than 256 types) and 1 B at the most for the marks; a question looks at two marks and two
 * strides at the most: about 10 µs with less than 1,024 types.
 */
import type { IndexReader, IndexWriter, Kept, LaterColumn } from './store/kept.ts';

const BITS = 16;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;
const LEAST_STRIDE = 4096;

export class TypeColumn implements Kept {
  #blocks: (Uint8Array | Uint16Array | undefined)[] = [];
  /** Before each multiple of the stride, how many events of each type there are; the first are all 0. */
  #marks: (Uint32Array | undefined)[] = [];
  #counts: Uint32Array = new Uint32Array(0);
  #stride = LEAST_STRIDE;
  #length = 0;
  /** Where blocks and marks are that have not been looked at. */
  #laterTypes: LaterColumn<Uint8Array> | LaterColumn<Uint16Array> | undefined;
  #laterMarks: LaterColumn<Uint32Array> | undefined;

  get length(): number {
    return this.#length;
  }

  at(i: number): number {
    return (this.#blocks[i >>> BITS] ?? this.#readBlock(i >>> BITS))[i & MASK]!;
  }

  /** Adds the first `count` of `types`. All are below `typeCount`, which is the same in every call. */
  append(types: Uint16Array, count: number, typeCount: number): void {
    if (this.#length === 0) this.#begin(typeCount);
    for (let done = 0; done < count; ) {
      const offset = this.#length & MASK;
      if (offset === 0) this.#blocks.push(typeCount <= 256 ? new Uint8Array(BLOCK) : new Uint16Array(BLOCK));
      if (this.#length % this.#stride === 0) this.#marks.push(this.#counts.slice());
      const part = Math.min(count - done, BLOCK - offset, this.#stride - (this.#length % this.#stride));
      const added = types.subarray(done, done + part);
      this.#blocks[this.#blocks.length - 1]!.set(added, offset);
      const counts = this.#counts;
      for (let i = 0; i < part; i++) counts[added[i]!]!++;
      done += part;
      this.#length += part;
    }
  }

  /** How many of the events [from, to) are of each type. Empty before the first event. */
  counts(from: number, to: number): Float64Array {
    const counts = this.#before(to);
    if (from <= 0) return counts;
    const before = this.#before(from);
    for (let type = 0; type < counts.length; type++) counts[type]! -= before[type]!;
    return counts;
  }

  save(out: IndexWriter): void {
    const parts = this.#blocks.map((block, b) => block!.subarray(0, Math.min(BLOCK, this.#length - b * BLOCK)));
    out.facts('shape', { types: this.#counts.length, length: this.#length });
    out.column('counts', [this.#counts]);
    out.column('types', parts, 'later');
    out.column('marks', this.#marks as Uint32Array[], 'later');
  }

  load(from: IndexReader): void {
    const { types, length } = from.facts('shape') as { readonly types: number; readonly length: number };
    this.#begin(types);
    this.#length = length;
    this.#counts = from.uint32('counts');
    this.#laterTypes = types <= 256 ? from.later('types', Uint8Array) : from.later('types', Uint16Array);
    this.#laterMarks = from.later('marks', Uint32Array);
    for (let at = 0; at < length; at += BLOCK) this.#blocks.push(undefined);
    for (let at = 0; at < length; at += this.#stride) this.#marks.push(undefined);
  }

  #readBlock(b: number): Uint8Array | Uint16Array {
    const block = this.#laterTypes!.part(b * BLOCK, Math.min((b + 1) * BLOCK, this.#length));
    this.#blocks[b] = block;
    return block;
  }

  #readMark(m: number): Uint32Array {
    const types = this.#counts.length;
    const mark = this.#laterMarks!.part(m * types, (m + 1) * types);
    this.#marks[m] = mark;
    return mark;
  }

  #begin(typeCount: number): void {
    this.#counts = new Uint32Array(typeCount);
    while (this.#stride < 4 * typeCount) this.#stride *= 2;
  }

  /** How many of the first `to` events are of each type. */
  #before(to: number): Float64Array {
    if (Math.max(0, to) >= this.#length) return Float64Array.from(this.#counts);
    const mark = Math.floor(Math.max(0, to) / this.#stride);
    const counts = Float64Array.from(this.#marks[mark] ?? this.#readMark(mark));
    for (let i = mark * this.#stride; i < to; i++) counts[this.at(i)]!++;
    return counts;
  }
}
