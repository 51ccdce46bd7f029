/**
 * Where the events of a file stand, in the file's order; until they are delivered, also when they were and of which type.
 *
 * Cost: 18 bytes an event, 8 once they are delivered, none where they are kept on disk and nobody looks at them. Where
 * times go back, 4 more for the order.
 */
import type { IndexReader, IndexWriter, LaterColumn } from '../../index/store/kept.ts';
import type { Pacer } from '../pacer.ts';
import { SEGMENT_BITS, SEGMENT_MASK, SEGMENT_SIZE, timeOrder } from '../time-order.ts';

interface Segment {
  readonly time: Float64Array;
  readonly type: Uint16Array;
}

export class RecordEvents {
  length = 0;
  /** Of the earliest event; all times count from it once `order` was called. */
  earliest = Number.POSITIVE_INFINITY;
  /** Where the last record ends, in the file. */
  end = 0;
  readonly #offsets: Float64Array[] = [];
  /** Undefined where they are released. */
  readonly #segments: (Segment | undefined)[] = [];
  #order: Uint32Array | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #isSorted = true;
  #keptOffsets: LaterColumn<Float64Array> | undefined;
  #keptOrder: LaterColumn<Uint32Array> | undefined;

  add(offset: number, time: number, type: number): void {
    const row = this.length & SEGMENT_MASK;
    if (row === 0) {
      this.#offsets.push(new Float64Array(SEGMENT_SIZE));
      this.#segments.push({ time: new Float64Array(SEGMENT_SIZE), type: new Uint16Array(SEGMENT_SIZE) });
    }
    const s = this.length >>> SEGMENT_BITS;
    this.#offsets[s]![row] = offset;
    this.#segments[s]!.time[row] = time;
    this.#segments[s]!.type[row] = type;
    if (time < this.#last) this.#isSorted = false;
    this.#last = time;
    if (time < this.earliest) this.earliest = time;
    if (time > this.#latest) this.#latest = time;
    this.length++;
  }

  /** After the last event: makes times count from the earliest, and finds the order by time. */
  async sort(pacer: Pacer): Promise<void> {
    const segments = this.#segments as Segment[];
    for (const { time } of segments) {
      for (let i = 0; i < time.length; i++) time[i]! -= this.earliest;
      if (pacer.due) await pacer.rest();
    }
    if (this.#isSorted) return;
    const { length } = this;
    this.#order = await timeOrder({ length, segments }, this.#latest - this.earliest, pacer);
  }

  /** The place in the file's order of an event in the order of time. */
  place(event: number): number {
    if (this.#keptOrder !== undefined) return this.#keptOrder.part(event, event + 1)[0]!;
    return this.#order === undefined ? event : this.#order[event]!;
  }

  offset(place: number): number {
    if (this.#keptOffsets !== undefined) return this.#keptOffsets.part(place, place + 1)[0]!;
    return this.#offsets[place >>> SEGMENT_BITS]![place & SEGMENT_MASK]!;
  }

  /** Where the next event begins, or the file ends. */
  endOf(place: number): number {
    return place + 1 < this.length ? this.offset(place + 1) : this.end;
  }

  time(place: number): number {
    return this.#segments[place >>> SEGMENT_BITS]!.time[place & SEGMENT_MASK]!;
  }

  type(place: number): number {
    return this.#segments[place >>> SEGMENT_BITS]!.type[place & SEGMENT_MASK]!;
  }

  /** Those before `event` are delivered. Where the order of time is another than the file's, all wait for the last. */
  releaseBefore(event: number): void {
    if (this.#order !== undefined && event < this.length) return;
    const end = event < this.length ? event >>> SEGMENT_BITS : this.#segments.length;
    for (let s = end - 1; s >= 0 && this.#segments[s] !== undefined; s--) this.#segments[s] = undefined;
  }

  save(out: IndexWriter): void {
    const { length, end, earliest } = this;
    out.facts('events', { length, end, earliest: length === 0 ? 0 : earliest });
    const parts = this.#offsets.map((part, s) => part.subarray(0, length - s * SEGMENT_SIZE));
    out.column('offsets', parts, 'later');
    out.column('order', this.#order === undefined ? [] : [this.#order], 'later');
  }

  load(from: IndexReader): void {
    const { length, end, earliest } = from.facts('events') as { length: number; end: number; earliest: number };
    this.length = length;
    this.end = end;
    this.earliest = earliest;
    this.#keptOffsets = from.later('offsets', Float64Array);
    const order = from.later('order', Uint32Array);
    if (order.length > 0) this.#keptOrder = order;
  }
}
