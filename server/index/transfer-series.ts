/**
 * How much has been transferred up to any time, where every transfer goes on evenly from its begin to its completion and
 * several may be under way at once: a broken line that only rises.
 *
 * A transfer's pace is known when it completes. So the line is settled up to the begin of the earliest transfer under way,
 * and beyond that counts completed ones only. A transfer that `MOST_UNDER_WAY` later begins and completions leave behind
 * no longer holds that up: it counts at once when it completes. Cost: 48 B a transfer, O(1) amortised to add one, O(log n)
 * for the amount at a time.
 */
import { Float64Column } from './columns.ts';
import { partitionPoint } from './partition-point.ts';
import type { IndexReader, IndexWriter, Kept } from './store/kept.ts';

export const MOST_UNDER_WAY = 65_536;

export class TransferSeries implements Kept {
  /** Where the line bends, never decreasing. */
  readonly #time = new Float64Column();
  /** Amount at the bend, and rise per ns after it; of bends that aren't settled yet, by how much each changes there. */
  readonly #amount = new Float64Column();
  readonly #pace = new Float64Column();
  /** Bends at which a transfer begins that is under way. */
  readonly #underWay = new Set<number>();
  #settled = 0;
  /** Transfers with a pace that the last settled bend is part of. */
  #going = 0;

  /** A transfer begins at `time`. Returns its number, for `complete`. */
  begin(time: number): number {
    const bend = this.#bend(time, 0, 0);
    this.#underWay.add(bend);
    this.#settle();
    return bend;
  }

  /** The transfer is complete: `amount`, an integer. It counts at once if its begin isn't known (−1) or too long ago. */
  complete(transfer: number, time: number, amount: number): void {
    const duration = transfer < 0 ? 0 : time - this.#time.data[transfer]!;
    if (!this.#underWay.delete(transfer) || duration <= 0) this.#bend(time, amount, 0);
    else {
      this.#pace.data[transfer]! += amount / duration;
      this.#bend(time, 0, -amount / duration);
    }
    this.#settle();
  }

  /** The transfer will not be completed. */
  abandon(transfer: number): void {
    this.#underWay.delete(transfer);
    this.#settle();
  }

  /** What has not been completed by now never will be. */
  finish(): void {
    this.#underWay.clear();
    this.#settle();
  }

  /** The amount at each time; times never decrease. */
  amounts(times: Float64Array): Float64Array {
    const amounts = new Float64Array(times.length);
    let bend = times.length === 0 ? 0 : this.#after(times[0]!);
    let state = this.#at(bend - 1);
    for (const [i, time] of times.entries()) {
      if (bend < this.#settled) {
        bend = this.#after(time);
        state = this.#at(bend - 1);
      }
      for (; bend < this.#time.length && this.#time.data[bend]! <= time; bend++) {
        const at = this.#time.data[bend]!;
        const amount = state.amount + state.pace * (at - state.time) + this.#amount.data[bend]!;
        state = { time: at, amount, pace: state.pace + this.#pace.data[bend]! };
      }
      amounts[i] = state.amount + state.pace * (time - state.time);
    }
    return amounts;
  }

  save(out: IndexWriter): void {
    const columns = { time: this.#time, amount: this.#amount, pace: this.#pace };
    for (const [name, { items }] of Object.entries(columns)) out.column(name, [items]);
  }

  load(from: IndexReader): void {
    const columns = { time: this.#time, amount: this.#amount, pace: this.#pace };
    for (const [name, column] of Object.entries(columns)) column.load(from.float64(name));
    this.#settled = this.#time.length;
  }

  #bend(time: number, amount: number, pace: number): number {
    this.#time.push(time);
    this.#amount.push(amount);
    this.#pace.push(pace);
    return this.#time.length - 1;
  }

  #settle(): void {
    // Numbers of transfers only grow, so the set's first one is the earliest.
    let earliest = this.#underWay.values().next().value ?? this.#time.length;
    if (this.#time.length - earliest > MOST_UNDER_WAY) {
      this.#underWay.delete(earliest);
      earliest = this.#underWay.values().next().value ?? this.#time.length;
    }
    for (; this.#settled < earliest; this.#settled++) {
      const bend = this.#settled;
      const before = this.#at(bend - 1);
      const change = this.#pace.data[bend]!;
      this.#going += Math.sign(change);
      const amount = before.amount + before.pace * (this.#time.data[bend]! - before.time) + this.#amount.data[bend]!;
      // Where nothing is going on, sums of fractions are what they stand for again.
      this.#amount.data[bend] = this.#going === 0 ? Math.round(amount) : amount;
      this.#pace.data[bend] = this.#going === 0 ? 0 : before.pace + change;
    }
  }

  /** The line at and after a settled bend. */
  #at(bend: number): { readonly time: number; readonly amount: number; readonly pace: number } {
    if (bend < 0) return { time: 0, amount: 0, pace: 0 };
    return { time: this.#time.data[bend]!, amount: this.#amount.data[bend]!, pace: this.#pace.data[bend]! };
  }

  /** The first bend after `time`, or the first that isn't settled. */
  #after(time: number): number {
    return partitionPoint(this.#settled, (i) => this.#time.data[i]! <= time);
  }
}
