/**
 * TCP packets that a trace saw being sent by a thread, or arriving, in order of time; told apart by their sequence and
 * acknowledgement numbers. A packet that is sent again counts as the one sent last. Cost: 20 B a packet, and 4 B more
 * once packets are looked for.
 */
import { Float64Column, Uint32Column } from '../../../index/columns.ts';
import { partitionPoint } from '../../../index/partition-point.ts';
import type { IndexReader, IndexWriter, Kept } from '../../../index/store/kept.ts';

export class PacketLog implements Kept {
  readonly #time = new Float64Column();
  readonly #seq = new Uint32Column();
  readonly #ack = new Uint32Column();
  readonly #tid = new Uint32Column();
  /** All packets by their sequence number, then by time; made when it is asked for. */
  #order = new Uint32Array(0);

  get length(): number {
    return this.#time.length;
  }

  push(time: number, seq: number, ack: number, tid: number): void {
    this.#time.push(time);
    this.#seq.push(seq);
    this.#ack.push(ack);
    this.#tid.push(tid);
  }

  time(i: number): number {
    return this.#time.data[i]!;
  }
  seq(i: number): number {
    return this.#seq.data[i]!;
  }
  ack(i: number): number {
    return this.#ack.data[i]!;
  }
  /** Who sent it. */
  tid(i: number): number {
    return this.#tid.data[i]!;
  }

  /** The packet with these numbers that was logged last before `time`; −1 if none was. */
  last(seq: number, ack: number, time: number): number {
    const order = this.#sorted();
    let low = partitionPoint(order.length, (i) => this.seq(order[i]!) < seq);
    let found = -1;
    for (; low < order.length; low++) {
      const i = order[low]!;
      if (this.seq(i) !== seq || this.time(i) >= time) break;
      if (this.ack(i) === ack) found = i;
    }
    return found;
  }

  save(out: IndexWriter): void {
    out.column('time', [this.#time.items]);
    out.column('seq', [this.#seq.items]);
    out.column('ack', [this.#ack.items]);
    out.column('tid', [this.#tid.items]);
  }

  load(from: IndexReader): void {
    this.#time.load(from.float64('time'));
    this.#seq.load(from.uint32('seq'));
    this.#ack.load(from.uint32('ack'));
    this.#tid.load(from.uint32('tid'));
  }

  #sorted(): Uint32Array {
    if (this.#order.length !== this.length) {
      const seqs = this.#seq.data;
      // Of one number, the order of time is that of the indices.
      this.#order = Uint32Array.from({ length: this.length }, (_, i) => i).sort((a, b) => seqs[a]! - seqs[b]! || a - b);
    }
    return this.#order;
  }
}
