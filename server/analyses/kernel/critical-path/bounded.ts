/**
 * The critical path of a worker, by the bounded algorithm: what it did, and in place of every wait what the one did that
 * ended it, back to where the wait began and no further; waits of that one in turn are explained in the same way.
 *
 * The path is walked backwards, from its end to its begin, so that every step only needs what was before a time. `waits`
 * holds the waits that are being explained, outermost first. A wait whose begin is not later than the bound of the one
 * around it needs no place there: what is before it is of no interest. So there is no recursion, and in a sane trace few
 * waits are open at a time.
 *
 * A wait stays as it is if a thing ended it that is no worker (a timer, a disk, an interrupt). If nobody is known to have
 * ended it, it is unknown; one for the network stays network.
 *
 * Ends always: time never increases, and at one time no worker is visited twice. Cost: O(pieces · log n).
 */
import { Pace } from '../../pace.ts';
import { CriticalPath, Link } from './critical-path.ts';
import { Edge } from './edge-type.ts';
import { type ExecutionGraph, Stretch } from './execution-graph.ts';

const STRIDE = 256;

/** The path of `worker` from `from` to `to`. Throws the signal's reason. */
export async function boundedPath(
  graph: ExecutionGraph,
  worker: number,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<CriticalPath> {
  const walk = new Walk(graph, worker, from, to);
  const pace = new Pace(signal);
  signal.throwIfAborted();
  for (let steps = 1; walk.step(); steps++) if (steps % STRIDE === 0 && pace.due) await pace.pause();
  return walk.path;
}

interface Wait {
  readonly worker: number;
  readonly bound: number;
}

class Walk {
  readonly path: CriticalPath;
  readonly #graph: ExecutionGraph;
  readonly #stretch = new Stretch();
  readonly #waits: Wait[] = [];
  /** Workers that were left for their wakers at the time where the walk is. */
  readonly #left = new Set<number>();
  #worker: number;
  #bound: number;
  #time: number;
  /** How the walk came to the worker from the one where it was before. */
  #link: number = Link.none;

  constructor(graph: ExecutionGraph, worker: number, from: number, to: number) {
    this.#graph = graph;
    this.path = new CriticalPath(from, to);
    this.#worker = worker;
    this.#bound = from;
    this.#time = to;
  }

  /** False at the begin of the path. */
  step(): boolean {
    if (this.#time <= this.#bound) {
      const wait = this.#waits.pop();
      if (wait === undefined) return false;
      this.#worker = wait.worker;
      this.#bound = wait.bound;
      this.#link = Link.waits;
      return true;
    }
    const stretch = this.#stretch;
    if (!this.#graph.before(this.#worker, this.#time, stretch)) this.#keep(this.#bound, Edge.unknown, 0);
    else if (this.#isExplained()) this.#follow();
    else this.#keep(stretch.start, isUnexplained(stretch) ? Edge.unknown : stretch.type, stretch.cause);
    return true;
  }

  /** Is the stretch a wait that goes on to here, ended by a worker that can be followed from then on? */
  #isExplained(): boolean {
    const { waker, start, end, sent } = this.#stretch;
    if (waker < 0 || end !== this.#time || sent > end || sent <= Math.max(start, this.#bound)) return false;
    return sent < end || (waker !== this.#worker && !this.#left.has(waker));
  }

  #follow(): void {
    const { waker, start, sent, cause } = this.#stretch;
    if (sent < this.#time) this.#keep(sent, Edge.network, cause);
    this.#left.add(this.#worker);
    if (start > this.#bound) {
      this.#waits.push({ worker: this.#worker, bound: this.#bound });
      this.#bound = start;
    }
    this.#worker = waker;
    this.#link = Link.wakes;
  }

  #keep(start: number, type: number, cause: number): void {
    const begin = Math.max(start, this.#bound);
    this.path.push(this.#worker, begin, this.#time, type, cause, this.#link);
    this.#time = begin;
    this.#left.clear();
  }
}

/** A wait that a worker ended who can't be followed, or nobody who is known. */
function isUnexplained({ type, waker, cause }: Stretch): boolean {
  return type === Edge.blocked && (waker >= 0 || cause === 0);
}
