/**
 * When something ran: its runs in order of time, not overlapping, with the time run up to the end of each. Tells the time
 * run up to any point, and how many runs have begun. Cost: 16 B a run, O(log n) a question.
 */
import { Float64Column } from '../../../index/columns.ts';

export class RunSeries {
  /** ns since the reader's base. */
  readonly start = new Float64Column(4);
  /** By run, the time run in it and all before; one short of the starts while a run goes on. */
  readonly total = new Float64Column(4);

  begin(time: number): void {
    this.start.push(time);
  }

  /** Ends the run that goes on. */
  end(time: number): void {
    const { length } = this.total;
    this.total.push((length === 0 ? 0 : this.total.data[length - 1]!) + time - this.start.data[length]!);
  }

  /** The run that goes on never was. */
  forget(): void {
    this.start.length = this.total.length;
  }

  get isRunning(): boolean {
    return this.start.length > this.total.length;
  }

  /** Number of runs that begin up to and including `time`. */
  begun(time: number): number {
    const { data, length } = this.start;
    let low = 0;
    for (let high = length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (data[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Time run before `time`, ns; the run that goes on counts. */
  before(time: number): number {
    const run = this.begun(time) - 1;
    if (run < 0) return 0;
    const earlier = run === 0 ? 0 : this.total.data[run - 1]!;
    const current = time - this.start.data[run]!;
    return run < this.total.length ? Math.min(this.total.data[run]!, earlier + current) : earlier + current;
  }
}
