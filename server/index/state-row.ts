/**
 * The states of one row of a time graph: sorted by start, not overlapping, each with a start, an end (exclusive) and a
 * value, which is a number that the owner gives a meaning. A state may be empty (an instant).
 *
 * At most one state is open: it has begun, and its end isn't known yet. It counts as the last one and reaches to `now`.
 *
 * A window is answered with what is to be seen of it, in O(samples · log n) at the most, however many states it holds:
 * see `state-walk.ts`. So no pixel is empty where there is a state, and a long state is never lost behind short ones.
 */
import { StateColumns } from './state-columns.ts';
import type { StateSelection } from './state-selection.ts';
import { selectStates } from './state-walk.ts';

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
   * Adds to `selection` what is to be seen when looking at `times` (sorted, each once). In order of time, each state once.
   * The open state ends at `now`.
   */
  select(times: Float64Array, now: number, selection: StateSelection): void {
    if (times.length === 0) return;
    selectStates(this, times, selection);
    if (this.openStart <= times[times.length - 1]! && now >= times[0]!) {
      selection.push(this.openStart, Math.max(now, this.openStart), this.openValue);
    }
  }

  #covers(i: number, time: number): boolean {
    return this.end(i) > time || this.start(i) === time;
  }
}
