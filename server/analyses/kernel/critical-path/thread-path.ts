/**
 * The critical path of one thread of an experiment, computed in the background: as soon as somebody asks for it, and
 * again when the traces have grown by half, are read to the end or anew, or were moved in time. What was found before is answered
 * meanwhile.
 */
import type { Experiment } from '../../experiment-output.ts';
import type { Status } from '../../output.ts';
import { Pace } from '../../pace.ts';
import { boundedPath } from './bounded.ts';
import { type FollowedThread, longestLife, placeOf, tracedThreads } from './followed-thread.ts';
import { PathRows } from './path-rows.ts';
import { ThreadGraph } from './thread-graph.ts';
import { WakeUps } from './wake-ups.ts';

export interface FoundPath {
  readonly graph: ThreadGraph;
  /** The thread itself. */
  readonly worker: number;
  readonly rows: PathRows;
}

export class ThreadPath {
  readonly #experiment: Experiment;
  readonly #thread: FollowedThread;
  readonly #closed = new AbortController();
  #found: FoundPath | undefined;
  /** What the experiment was like when the computation began that goes on, or was the last. */
  #seen: readonly unknown[] = [];
  #computing = false;
  #failure: string | undefined;

  constructor(experiment: Experiment, thread: FollowedThread) {
    this.#experiment = experiment;
    this.#thread = thread;
    this.#refresh();
  }

  get found(): FoundPath | undefined {
    return this.#found;
  }

  get status(): Status {
    this.#refresh();
    if (this.#closed.signal.aborted) return 'FAILED';
    if (this.#computing) return 'RUNNING';
    const { status } = this.#experiment;
    return this.#failure !== undefined && status !== 'RUNNING' ? 'FAILED' : status;
  }

  /** Why it FAILED. */
  get failure(): string | undefined {
    return this.#closed.signal.aborted ? 'The output has been deleted' : this.#failure;
  }

  close(): void {
    this.#closed.abort();
  }

  #refresh(): void {
    if (this.#computing || this.#closed.signal.aborted) return;
    const now = this.#now();
    if (now.length === this.#seen.length && now.every((part, i) => part === this.#seen[i])) return;
    this.#seen = now;
    this.#computing = true;
    this.#compute()
      .then(
        (found) => {
          this.#found = found;
          this.#failure = undefined;
        },
        (error: Error) => {
          this.#failure = error.message;
        },
      )
      .finally(() => {
        this.#computing = false;
      });
  }

  #now(): readonly unknown[] {
    const { status, traces } = this.#experiment;
    const events = traces.reduce((sum, trace) => sum + trace.events, 0);
    const size = status === 'RUNNING' ? Math.floor(Math.log(events + 1) / Math.log(1.5)) : events;
    return [status, size, ...traces.flatMap((trace) => [trace.base, trace.find(WakeUps)])];
  }

  async #compute(): Promise<FoundPath> {
    const { signal } = this.#closed;
    const traced = tracedThreads(this.#experiment);
    const { tid } = this.#thread;
    const place = placeOf(this.#thread, traced);
    const graph = new ThreadGraph(traced, traced[place]!.trace.base);
    const worker = graph.worker(place, tid);
    const { from, to } = longestLife(traced[place]!, tid);
    const path = await boundedPath(graph, worker, from, to, signal);
    return { graph, worker, rows: await PathRows.of(path, worker, new Pace(signal)) };
  }
}
