/**
 * What is kept of every event between scanning and delivery, in file order: 46 bytes an event, in segments, so that a
 * growing trace is never copied. After delivery only `offset` is needed, and the rest can be let go.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import { SEGMENT_BITS, SEGMENT_MASK, SEGMENT_SIZE } from '../time-order.ts';

export class Segment {
  /** ns since the columns' `base`; NaN for events that have no time of their own. */
  readonly time = new Float64Array(SEGMENT_SIZE);
  /** ns; NaN if absent. */
  readonly duration = new Float64Array(SEGMENT_SIZE);
  readonly phase = new Uint8Array(SEGMENT_SIZE);
  /** Text ids + 1; 0 if absent. */
  readonly name = new Uint32Array(SEGMENT_SIZE);
  readonly category = new Uint32Array(SEGMENT_SIZE);
  /** `bp` in the low four bits, `s` in the high ones; 0 if absent, else a place in the collector's lists + 1. */
  readonly flags = new Uint8Array(SEGMENT_SIZE);
  readonly track = new Uint32Array(SEGMENT_SIZE);
  /** Identity + 1; 0 if the event has no id. */
  readonly identity = new Uint32Array(SEGMENT_SIZE);
  /** For counters, which one it is, see `CounterColumns`. */
  readonly counter = new Uint32Array(SEGMENT_SIZE);
}

export class EventColumns {
  readonly segments: Segment[] = [];
  /** Byte offsets in the (inflated) file, in segments of the same size. */
  readonly offsets: Float64Array[] = [];
  length = 0;

  /** The segment for the next event; its row is `length & SEGMENT_MASK`. */
  get tail(): Segment {
    const index = this.length >>> SEGMENT_BITS;
    if (index === this.segments.length) {
      this.segments.push(new Segment());
      this.offsets.push(new Float64Array(SEGMENT_SIZE));
    }
    return this.segments[index];
  }

  offset(event: number): number {
    return this.offsets[event >>> SEGMENT_BITS][event & SEGMENT_MASK];
  }

  /** The offsets, see `release`. */
  save(out: IndexWriter): void {
    const parts = this.offsets.map((segment, s) => segment.subarray(0, this.length - s * SEGMENT_SIZE));
    out.column('offsets', parts);
  }

  load(from: IndexReader): void {
    const offsets = from.float64('offsets');
    for (let at = 0; at < offsets.length; at += SEGMENT_SIZE)
      this.offsets.push(offsets.subarray(at, at + SEGMENT_SIZE));
    this.length = offsets.length;
  }

  get released(): boolean {
    return this.segments.length === 0 && this.length > 0;
  }

  /** Keeps the offsets only. */
  release(): void {
    this.segments.length = 0;
  }
}
