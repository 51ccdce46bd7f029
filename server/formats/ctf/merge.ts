/**
 * Merges lanes into one sequence in time order; events of equal time come in the order of the lanes. A binary heap over
 * the lanes' next times; runs of one lane cost one comparison an event.
 *
 * Events stay in their lane's rows: what comes out are row numbers, valid until more are asked for.
 */
import type { Columns } from './decoder-state.ts';
import { MARK, type Run } from './lane.ts';

/** Numbers a lane takes in a snapshot: its mark, and how many events after it have been taken. */
export const SNAPSHOT = MARK + 1;
/** Events that a lane decodes at first where few are looked for. */
const FEW = 256;

export class Merger {
  readonly columns: Columns;
  readonly lanes: readonly Run[];
  readonly #heap: Int32Array;
  readonly #heads: Float64Array;
  #size = 0;
  /** The lane at the heap's top has no decoded event left. */
  #drained = false;

  constructor(lanes: readonly Run[], columns: Columns) {
    this.lanes = lanes;
    this.columns = columns;
    this.#heap = new Int32Array(lanes.length);
    this.#heads = new Float64Array(lanes.length);
  }

  /** Begins where the lanes stand, or at a snapshot. */
  start(snapshot?: Float64Array): void {
    this.#size = 0;
    this.#drained = false;
    this.lanes.forEach((lane, i) => {
      let some: boolean;
      if (snapshot) {
        const taken = snapshot[i * SNAPSHOT + MARK]!;
        lane.seek(snapshot.subarray(i * SNAPSHOT));
        some = lane.fill(taken + FEW);
        lane.row += taken;
        if (some && lane.row >= lane.end) some = lane.fill();
      } else some = lane.fill();
      if (!some) return;
      this.#heads[i] = this.columns.time[lane.row]!;
      this.#heap[this.#size++] = i;
    });
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  /** All that is needed to come back to where the merger stands. */
  snapshot(): Float64Array {
    const snapshot = new Float64Array(this.lanes.length * SNAPSHOT);
    this.lanes.forEach((lane, i) => {
      snapshot.set(lane.mark, i * SNAPSHOT);
      snapshot[i * SNAPSHOT + MARK] = lane.row - lane.first;
    });
    return snapshot;
  }

  get bytesDone(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.bytesDone, 0);
  }

  /** Puts the rows of the next events, `most` at most, into `rows`; returns how many, 0 at the end. */
  take(rows: Int32Array, most: number): number {
    if (this.#drained) this.#refill();
    const { time } = this.columns;
    const heads = this.#heads;
    let count = 0;
    while (count < most && this.#size > 0) {
      const index = this.#heap[0]!;
      const lane = this.lanes[index]!;
      const rival = this.#rival();
      const limit = rival < 0 ? Infinity : heads[rival]!;
      const first = index < rival;
      const end = Math.min(lane.end, lane.row + most - count);
      let row = lane.row;
      do rows[count++] = row++;
      while (row < end && (time[row]! < limit || (time[row] === limit && (first || rival < 0))));
      lane.row = row;
      if (row === lane.end) {
        this.#drained = true;
        break;
      }
      heads[index] = time[row]!;
      this.#sink(0);
    }
    return count;
  }

  /** Takes the next events and lets them go. */
  skip(count: number): void {
    const rows = new Int32Array(Math.min(count, 4096));
    while (count > 0) {
      const taken = this.take(rows, Math.min(count, rows.length));
      if (taken === 0) return;
      count -= taken;
    }
  }

  #refill(): void {
    this.#drained = false;
    const index = this.#heap[0]!;
    const lane = this.lanes[index]!;
    if (lane.fill()) this.#heads[index] = this.columns.time[lane.row]!;
    else this.#heap[0] = this.#heap[--this.#size]!;
    this.#sink(0);
  }

  /** The lane whose turn it is after that at the top, −1 if there is none. */
  #rival(): number {
    const heap = this.#heap;
    if (this.#size < 2) return -1;
    if (this.#size === 2) return heap[1]!;
    return this.#before(heap[1]!, heap[2]!) ? heap[1]! : heap[2]!;
  }

  #before(a: number, b: number): boolean {
    const heads = this.#heads;
    return heads[a]! < heads[b]! || (heads[a] === heads[b] && a < b);
  }

  #sink(place: number): void {
    const heap = this.#heap;
    const size = this.#size;
    if (place >= size) return;
    const moving = heap[place]!;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#before(heap[child]!, moving)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = moving;
  }
}
