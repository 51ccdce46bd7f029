/**
 * A path through an execution graph: pieces without gap or overlap from its begin to its end, each on one worker, from
 * the last to the first, as they are found. Cost: 33 B a piece.
 */
import { Float64Column, Uint32Column } from '../../../index/columns.ts';

/** How a path goes on from a piece to the next one, where that is another worker's: it waits for it, or wakes it. */
export const Link = { none: 0, waits: 1, wakes: 2 } as const;

export class CriticalPath {
  /** The times of the whole path, ns. */
  readonly from: number;
  readonly to: number;
  /** Each piece ends where the one before it in the list begins. */
  readonly start = new Float64Column();
  readonly end = new Float64Column();
  readonly worker = new Float64Column();
  /** See `Edge`. */
  readonly type = new Uint32Column();
  /** See `Stretch.cause`. */
  readonly cause = new Uint32Column();
  /** See `Link`: to the piece before it in the list. */
  readonly link = new Uint32Column();

  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
  }

  /** Number of pieces. */
  get length(): number {
    return this.start.length;
  }

  /** Adds the piece that ends where the path begins so far. Like goes to like: it may only lengthen the piece there. */
  push(worker: number, start: number, end: number, type: number, cause: number, link: number): void {
    const last = this.length - 1;
    const follows = last >= 0 && this.worker.data[last] === worker;
    if (follows && this.type.data[last] === type && this.cause.data[last] === cause) {
      this.start.data[last] = start;
      return;
    }
    this.start.push(start);
    this.end.push(end);
    this.worker.push(worker);
    this.type.push(type);
    this.cause.push(cause);
    this.link.push(follows || last < 0 ? Link.none : link);
  }
}
