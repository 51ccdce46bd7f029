/**
 * The threads of a trace, numbered in order of first appearance: (pid, tid) → index of a `Track`; and what metadata
 * events say of processes and threads. A later metadata event wins over an earlier one.
 *
 * An event without pid or tid belongs to a track whose pid or tid is ''. Cost: two map look-ups when the thread changes.
 */
import type { Track } from '../reader.ts';
import { TEXT_KEY } from './event-scanner.ts';

interface ProcessFacts {
  name?: string;
  labels?: string;
  sortIndex?: number;
}

interface ThreadFacts {
  name?: string;
  sortIndex?: number;
}

export class TrackTable {
  readonly #byPid = new Map<number, Map<number, number>>();
  readonly #pids: number[] = [];
  readonly #tids: number[] = [];
  readonly #processes = new Map<number, ProcessFacts>();
  readonly #threads: (ThreadFacts | undefined)[] = [];
  #lastPid = Number.NaN;
  #lastTid = Number.NaN;
  #last = 0;

  /** pid and tid are keys of the event scanner: integers, or texts below TEXT_KEY. */
  index(pid: number, tid: number): number {
    if (pid === this.#lastPid && tid === this.#lastTid) return this.#last;
    let tids = this.#byPid.get(pid);
    if (tids === undefined) {
      tids = new Map();
      this.#byPid.set(pid, tids);
    }
    let track = tids.get(tid);
    if (track === undefined) {
      track = this.#pids.length;
      tids.set(tid, track);
      this.#pids.push(pid);
      this.#tids.push(tid);
    }
    this.#lastPid = pid;
    this.#lastTid = tid;
    this.#last = track;
    return track;
  }

  /** Takes in the arguments of a metadata event named `event` on `track`. */
  describe(track: number, event: string, args: Readonly<Record<string, unknown>>): void {
    const pid = this.#pids[track];
    const process = this.#processes.get(pid) ?? {};
    this.#processes.set(pid, process);
    const thread = this.#threads[track] ?? {};
    this.#threads[track] = thread;
    if (event === 'process_name') process.name = text(args.name) ?? process.name;
    else if (event === 'process_labels') process.labels = text(args.labels) ?? process.labels;
    else if (event === 'process_sort_index') process.sortIndex = number(args.sort_index) ?? process.sortIndex;
    else if (event === 'thread_name') thread.name = text(args.name) ?? thread.name;
    else if (event === 'thread_sort_index') thread.sortIndex = number(args.sort_index) ?? thread.sortIndex;
  }

  tracks(textOf: (id: number) => string): Track[] {
    const written = (key: number) => (key <= TEXT_KEY ? textOf(TEXT_KEY - key) : String(key));
    return this.#pids.map((pid, i) => {
      const process = this.#processes.get(pid);
      const thread = this.#threads[i];
      return {
        pid: written(pid),
        tid: written(this.#tids[i]),
        ...(process?.name !== undefined && { processName: process.name }),
        ...(process?.labels !== undefined && { processLabels: process.labels }),
        ...(process?.sortIndex !== undefined && { processSortIndex: process.sortIndex }),
        ...(thread?.name !== undefined && { threadName: thread.name }),
        ...(thread?.sortIndex !== undefined && { threadSortIndex: thread.sortIndex }),
      };
    });
  }
}

/** The events that `describe` knows. */
export const DESCRIBING_EVENTS: readonly string[] = [
  'process_name',
  'process_labels',
  'process_sort_index',
  'thread_name',
  'thread_sort_index',
];

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}
