/**
 * A critical path as rows of a time graph: a row for each thread that it leads through, its own first, the
 * others in order of appearance; and arrows where it goes from one to another.
 */
import { ArrowList } from '../../../index/arrow-list.ts';
import { partitionPoint } from '../../../index/partition-point.ts';
import { StateRow } from '../../../index/state-row.ts';
import type { Pace } from '../../pace.ts';
import { type CriticalPath, Link } from './critical-path.ts';
import { Edge } from './edge-type.ts';

const STRIDE = 4096;

class PathRow {
  /** Values are types of edges. */
  readonly states = new StateRow();
  /** Time of the path on this row, ns. */
  total = 0;
}

export class PathRows {
  readonly path: CriticalPath;
  /** By worker. */
  readonly rows = new Map<number, PathRow>();
  /** By `Link`. Sources and targets are workers. */
  readonly arrows: Readonly<Record<number, ArrowList>> = {
    [Link.waits]: new ArrowList(),
    [Link.wakes]: new ArrowList(),
  };

  private constructor(path: CriticalPath) {
    this.path = path;
  }

  /** `worker`: the one whose path it is. */
  static async of(path: CriticalPath, worker: number, pace: Pace): Promise<PathRows> {
    const rows = new PathRows(path);
    rows.#row(worker);
    for (let i = path.length - 1; i >= 0; i--) {
      rows.#add(i);
      if (i % STRIDE === 0 && pace.due) await pace.pause();
    }
    return rows;
  }

  /** The piece at a time, or just before it if the path ends there; −1 outside of the path. */
  pieceAt(time: number): number {
    const { start, end, length } = this.path;
    const low = partitionPoint(length, (i) => start.data[i]! > time);
    return low < length && time <= end.data[low]! ? low : -1;
  }

  #row(worker: number): PathRow {
    let row = this.rows.get(worker);
    if (row === undefined) {
      row = new PathRow();
      this.rows.set(worker, row);
    }
    return row;
  }

  #add(i: number): void {
    const { start, end, worker, type, link } = this.path;
    const from = start.data[i]!;
    const to = end.data[i]!;
    const own = worker.data[i]!;
    const row = this.#row(own);
    row.states.push(from, to, type.data[i]!);
    row.total += to - from;
    if (link.data[i] === Link.none) return;
    // A packet arrives when the wait for it ends.
    const flies = link.data[i] === Link.wakes && type.data[i - 1] === Edge.network;
    this.arrows[link.data[i]!]!.push(to, flies ? end.data[i - 1]! : to, own, worker.data[i - 1]!);
  }
}
