/**
 * The states of one row of a time graph: sorted by start, not overlapping, each with a start, an end (exclusive) and a
 * value, which is a number that the owner gives a meaning. A state may be empty (an instant).
 *
 * At most one state is open: it has begun, and its end isn't known yet. It counts as the last one and reaches to `now`.
 *
 * A window is answered in O(samples · log n), however many states it holds: for every sample the state that covers it,
 * and for every gap between two samples the longest of the states that begin in it. So no pixel is empty where there is a
 * state, and a long state is never lost behind short ones.
 */
import { StateColumns } from './state-columns.ts';
import type { StateSelection } from './state-selection.ts';

export class StateRow extends StateColumns {
  /** Start of the open state; NaN if none is open. */
  openStart = Number.NaN;
  openValue = 0;

  get isOpen(): boolean {
    return !Number.isNaN(this.openStart);
  }

  open(start: number, value: number): void {
    this.openStart = start;
    this.openValue = value;
  }

  close(end: number): void {
    this.push(this.openStart, end, this.openValue);
    this.openStart = Number.NaN;
  }

  /**
   * The last state that begins at or before `time`, if it covers `time` or begins there: its index, `count` for the open
   * one, or −1.
   */
  covering(time: number): number {
    if (this.openStart <= time) return this.count;
    const i = this.countUpTo(time) - 1;
    return i >= 0 && this.#covers(i, time) ? i : -1;
  }

  /**
   * Adds to `selection` what is to be seen when looking at `times` (sorted): see above. In order of time, each state
   * once. The open state ends at `now`.
   */
  select(times: Float64Array, now: number, selection: StateSelection): void {
    if (times.length === 0) return;
    let last = -1;
    let i = this.after(0, times[0]!);
    if (i > 0 && this.#covers(i - 1, times[0]!)) {
      last = i - 1;
      this.pick(last, selection);
    }
    for (let k = 1; k < times.length; k++) {
      const time = times[k]!;
      // [i, gapEnd) begin strictly between the samples, [gapEnd, j) on the sample.
      const gapEnd = this.from(i, time);
      if (gapEnd > i) {
        const longest = gapEnd === i + 1 ? i : this.longest(i, gapEnd);
        if (longest > last) {
          last = longest;
          this.pick(last, selection);
        }
      }
      i = this.#past(gapEnd, time);
      if (i - 1 > last && this.#covers(i - 1, time)) {
        last = i - 1;
        this.pick(last, selection);
      }
    }
    this.#pickOpen(times, now, selection);
  }

  /** The first state that begins after `time`, where `i` is the first that begins at it or later. Mostly the same. */
  #past(i: number, time: number): number {
    return i < this.count && this.start(i) === time ? this.after(i, time) : i;
  }

  #pickOpen(times: Float64Array, now: number, selection: StateSelection): void {
    if (this.openStart <= times[times.length - 1]! && now >= times[0]!) {
      selection.push(this.openStart, Math.max(now, this.openStart), this.openValue);
    }
  }

  #covers(i: number, time: number): boolean {
    return this.end(i) > time || this.start(i) === time;
  }
}
