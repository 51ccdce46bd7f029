/**
 * Who ran, and who waited for whom: for every worker (a thread of a host) its stretches, one after the other, and for the
 * stretches that ended with a wake-up, who gave it. All times are ns on one axis.
 *
 * A graph is not built: it is a way to ask indexes. A question costs O(log n) and makes no object.
 */
export interface ExecutionGraph {
  /**
   * Writes into `stretch` what the worker did just before `time`: the stretch that begins before it and ends at it or
   * later. False if it is not known to have existed then.
   */
  before(worker: number, time: number, stretch: Stretch): boolean;
}

export class Stretch {
  /** −∞ for the time before a worker was created: it "waited" for its creator. */
  start = 0;
  end = 0;
  /** See `Edge`. Of a wait: what it was for, as far as the wake-up tells. */
  type = 0;
  /** Of a wait: the worker that ended it; −1 if it was none, or isn't known. */
  waker = -1;
  /** When the waker did so: `end`, or earlier if the wake-up had a way to go (a packet). */
  sent = 0;
  /** Of a wait: where the wake-up came from, as a code that the graph's owner understands. */
  cause = 0;
}
