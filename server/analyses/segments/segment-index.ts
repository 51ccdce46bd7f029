/**
 * Segments of one analysis of one trace, added when they end: so they are in order of their ends, whatever they overlap.
 *
 * Blocks of 4,096 segments, never copied, each with the earliest start in it: a range of time is found by bisecting the
 * ends, and blocks whose segments all begin later are passed over. Of a kept index, blocks are read when they are looked
 * at. Cost: 20 B a segment and 4 or 8 B an aspect.
 */
import { Float64Column } from '../../index/columns.ts';
import { partitionPoint } from '../../index/partition-point.ts';
import {
  IndexError,
  type IndexReader,
  type IndexWriter,
  type KeptColumn,
  type LaterColumn,
} from '../../index/store/kept.ts';
import type { SegmentChunk, SegmentRun } from './segments.ts';

const BITS = 12;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

/** `id` for numbers of texts and other small whole numbers from 0, `int` for whole numbers of 32 bits, `number` for all others. */
export type AspectForm = 'id' | 'int' | 'number';

const ARRAYS = { id: Uint32Array, int: Int32Array, number: Float64Array } as const;
const NO_ID = 0xffffffff;
const NO_INT = -(2 ** 31);

interface Block {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly name: Uint32Array;
  readonly aspects: readonly (Float64Array | Uint32Array | Int32Array)[];
}

/** The same, of all segments, on the disk. */
interface KeptSegments {
  readonly start: LaterColumn<Float64Array>;
  readonly end: LaterColumn<Float64Array>;
  readonly name: LaterColumn<Uint32Array>;
  readonly aspects: readonly LaterColumn<Float64Array | Uint32Array | Int32Array>[];
}

export class SegmentIndex implements SegmentRun {
  #length = 0;
  #longest = 0;
  readonly #forms: readonly AspectForm[];
  /** Undefined while it lies on the disk. */
  readonly #blocks: (Block | undefined)[] = [];
  #kept: KeptSegments | undefined;
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
    return this.#at(i >>> BITS).start[i & MASK]!;
  }
  end(i: number): number {
    return this.#at(i >>> BITS).end[i & MASK]!;
  }
  name(i: number): number {
    return this.#at(i >>> BITS).name[i & MASK]!;
  }

  read(first: number, last: number, chunk: SegmentChunk): void {
    for (let i = first; i < last; ) {
      const { start, end, name } = this.#at(i >>> BITS);
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
    const value = this.#at(i >>> BITS).aspects[a]![i & MASK]!;
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
    return partitionPoint(
      this.#blocks.length,
      (i) => this.end(Math.min(((i + 1) << BITS) - 1, this.#length - 1)) < time,
    );
  }

  save(out: IndexWriter): void {
    const column = (name: string, of: (block: Block) => KeptColumn): void => {
      const parts = this.#blocks.map((block, b) => of(block!).subarray(0, Math.min(BLOCK, this.#length - (b << BITS))));
      out.column(name, parts, 'later');
    };
    column('start', ({ start }) => start);
    column('end', ({ end }) => end);
    column('name', ({ name }) => name);
    this.#forms.forEach((_, a) => {
      column(`aspect ${a}`, ({ aspects }) => aspects[a]!);
    });
    out.column('earliest', [this.#earliest.items]);
    out.facts('longest', this.#longest);
  }

  /** Nothing can be added afterwards. */
  load(from: IndexReader): void {
    const kept = {
      start: from.later('start', Float64Array),
      end: from.later('end', Float64Array),
      name: from.later('name', Uint32Array),
      aspects: this.#forms.map((form, a) => from.later<Block['aspects'][number]>(`aspect ${a}`, ARRAYS[form])),
    };
    const { length } = kept.start;
    this.#earliest.load(from.float64('earliest'));
    const fits = [kept.end, kept.name, ...kept.aspects].every((column) => column.length === length);
    if (!fits || this.#earliest.length !== Math.ceil(length / BLOCK)) throw new IndexError('segments are missing');
    this.#longest = Number(from.facts('longest'));
    this.#length = length;
    this.#kept = kept;
    for (let first = 0; first < length; first += BLOCK) this.#blocks.push(undefined);
  }

  #at(b: number): Block {
    return this.#blocks[b] ?? this.#read(b);
  }

  #read(b: number): Block {
    const { start, end, name, aspects } = this.#kept!;
    const first = b << BITS;
    const part = <T>(column: LaterColumn<T>): T => column.part(first, Math.min(first + BLOCK, this.#length));
    const block = { start: part(start), end: part(end), name: part(name), aspects: aspects.map(part) };
    this.#blocks[b] = block;
    return block;
  }

  #block(size: number): Block {
    return {
      start: new Float64Array(size),
      end: new Float64Array(size),
      name: new Uint32Array(size),
      aspects: this.#forms.map((form) => new ARRAYS[form](size)),
    };
  }
}
