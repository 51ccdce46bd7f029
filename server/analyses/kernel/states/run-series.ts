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

  /** The first run began before the trace did: no switch led to it. */
  isContinued = false;

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

  /** Number of switches to it up to and including `time`. */
  switches(time: number): number {
    const begun = this.begun(time);
    return this.isContinued && begun > 0 ? begun - 1 : begun;
  }

  /** Adds to `sums[i]` the time run between `edges[i]` and `edges[i + 1]`; the run that goes on lasts to `now`. */
  addTimes(edges: Float64Array, now: number, sums: Float64Array): void {
    const { length } = this.start;
    let edge = 0;
    for (let run = Math.max(0, this.begun(edges[0]!) - 1); run < length; run++) {
      const start = this.start.data[run]!;
      if (start >= edges[edges.length - 1]!) return;
      const end = run < this.total.length ? start + this.total.data[run]! - (this.total.data[run - 1] ?? 0) : now;
      edge = edgeBefore(edges, start, edge);
      for (; edge < sums.length && edges[edge]! < end; edge++)
        sums[edge]! += Math.max(0, Math.min(end, edges[edge + 1]!) - Math.max(start, edges[edge]!));
      edge = Math.max(0, edge - 1);
    }
  }

  /** Adds to `sums[i]` the number of switches to it after `edges[i]`, up to and including `edges[i + 1]`. */
  addSwitches(edges: Float64Array, sums: Float64Array): void {
    let edge = 0;
    for (let run = Math.max(this.isContinued ? 1 : 0, this.begun(edges[0]!)); run < this.start.length; run++) {
      const start = this.start.data[run]!;
      if (start > edges[edges.length - 1]!) return;
      edge = edgeBefore(edges, start, edge);
      // At an edge, it belongs to the interval before.
      sums[edges[edge] === start ? edge - 1 : edge]!++;
    }
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

/** The last edge at or before `time`, at `from` or later; searched for in growing steps. */
function edgeBefore(edges: Float64Array, time: number, from: number): number {
  let low = from + 1;
  let high = low;
  for (let step = 1; high < edges.length && edges[high]! <= time; step *= 2) {
    low = high + 1;
    high += step;
  }
  if (high > edges.length) high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
