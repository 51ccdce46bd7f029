/**
 * Segments of one analysis of one trace, added when they end: so they are in order of their ends, whatever they overlap.
 *
 * Blocks of 4,096 segments, never copied, each with the earliest start in it: a range of time is found by bisecting the
 * ends, and blocks whose segments all begin later are passed over. Cost: 20 B a segment and 4 or 8 B an aspect.
 */
import { Float64Column } from '../../index/columns.ts';
import type { IndexReader, IndexWriter, KeptColumn } from '../../index/store/kept.ts';
import type { SegmentChunk, SegmentRun } from './segments.ts';

const BITS = 12;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

/** `id` for numbers of texts and other small whole numbers from 0, `int` for whole numbers of 32 bits, `number` for all others. */
export type AspectForm = 'id' | 'int' | 'number';

const NO_ID = 0xffffffff;
const NO_INT = -(2 ** 31);

interface Block {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly name: Uint32Array;
  readonly aspects: readonly (Float64Array | Uint32Array | Int32Array)[];
}

export class SegmentIndex implements SegmentRun {
  #length = 0;
  #longest = 0;
  readonly #forms: readonly AspectForm[];
  readonly #blocks: Block[] = [];
  #last: Block;
  /** By block. */
  readonly #earliest = new Float64Column();

  constructor(forms: readonly AspectForm[]) {
    this.#forms = forms;
    this.#last = this.#block(0);
  }

  get length(): number {
    return this.#length;
  }
  get longest(): number {
    return this.#longest;
  }
  start(i: number): number {
    return this.#blocks[i >>> BITS]!.start[i & MASK]!;
  }
  end(i: number): number {
    return this.#blocks[i >>> BITS]!.end[i & MASK]!;
  }
  name(i: number): number {
    return this.#blocks[i >>> BITS]!.name[i & MASK]!;
  }

  read(first: number, last: number, chunk: SegmentChunk): void {
    for (let i = first; i < last; ) {
      const { start, end, name } = this.#blocks[i >>> BITS]!;
      const from = i & MASK;
      const to = Math.min(BLOCK, from + last - i);
      chunk.start.set(start.subarray(from, to), i - first);
      chunk.end.set(end.subarray(from, to), i - first);
      chunk.name.set(name.subarray(from, to), i - first);
      i += to - from;
    }
  }

  /** NaN where it isn't known. */
  aspect(a: number, i: number): number {
    const value = this.#blocks[i >>> BITS]!.aspects[a]![i & MASK]!;
    const form = this.#forms[a]!;
    return (form === 'id' && value === NO_ID) || (form === 'int' && value === NO_INT) ? Number.NaN : value;
  }

  /** Adds a segment that ends where the last one ends, or later. Returns its place, for `setAspect`. */
  push(start: number, end: number, name: number): number {
    const i = this.#length++;
    const at = i & MASK;
    const block = i >>> BITS;
    if (at === 0) {
      this.#last = this.#block(BLOCK);
      this.#blocks.push(this.#last);
      this.#earliest.push(start);
    } else if (start < this.#earliest.data[block]!) {
      this.#earliest.data[block] = start;
    }
    this.#last.start[at] = start;
    this.#last.end[at] = end;
    this.#last.name[at] = name;
    if (end - start > this.#longest) this.#longest = end - start;
    return i;
  }

  /** Of the segment added last. NaN: not known. */
  setAspect(a: number, value: number): void {
    const form = this.#forms[a]!;
    const none = form === 'id' ? NO_ID : form === 'int' ? NO_INT : Number.NaN;
    this.#last.aspects[a]![(this.#length - 1) & MASK] = Number.isNaN(value) ? none : value;
  }

  within(from: number, to: number): readonly number[] {
    const ranges: number[] = [];
    for (let b = this.#firstBlock(from); b < this.#blocks.length; b++) {
      if (this.#earliest.data[b]! > to) continue;
      const first = b << BITS;
      const last = Math.min(first + BLOCK, this.#length);
      if (ranges.at(-1) === first) ranges[ranges.length - 1] = last;
      else ranges.push(first, last);
    }
    return ranges;
  }

  /** The first block with a segment that ends at `time` or later. */
  #firstBlock(time: number): number {
    let low = 0;
    for (let high = this.#blocks.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (this.end(Math.min(((middle + 1) << BITS) - 1, this.#length - 1)) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  save(out: IndexWriter): void {
    const parts = <T extends KeptColumn>(of: (block: Block) => T): T[] =>
      this.#blocks.map((block, b) => of(block).subarray(0, Math.min(BLOCK, this.#length - (b << BITS))) as T);
    out.column(
      'start',
      parts(({ start }) => start),
    );
    out.column(
      'end',
      parts(({ end }) => end),
    );
    out.column(
      'name',
      parts(({ name }) => name),
    );
    this.#forms.forEach((_, a) => {
      out.column(
        `aspect ${a}`,
        parts(({ aspects }) => aspects[a]!),
      );
    });
  }

  /** Nothing can be added afterwards. */
  load(from: IndexReader): void {
    const start = from.float64('start');
    const end = from.float64('end');
    const name = from.uint32('name');
    const aspects = this.#forms.map((form, a) => {
      const column = `aspect ${a}`;
      return form === 'id' ? from.uint32(column) : form === 'int' ? from.int32(column) : from.float64(column);
    });
    this.#length = start.length;
    for (let first = 0; first < start.length; first += BLOCK) {
      const part = <T extends KeptColumn>(column: T): T => column.subarray(first, first + BLOCK) as T;
      const block = { start: part(start), end: part(end), name: part(name), aspects: aspects.map(part) };
      this.#blocks.push(block);
      let earliest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < block.start.length; i++) {
        earliest = Math.min(earliest, block.start[i]!);
        this.#longest = Math.max(this.#longest, block.end[i]! - block.start[i]!);
      }
      this.#earliest.push(earliest);
    }
  }

  #block(size: number): Block {
    return {
      start: new Float64Array(size),
      end: new Float64Array(size),
      name: new Uint32Array(size),
      aspects: this.#forms.map((form) =>
        form === 'id' ? new Uint32Array(size) : form === 'int' ? new Int32Array(size) : new Float64Array(size),
      ),
    };
  }
}
