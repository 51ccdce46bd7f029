/**
 * What the kernel says of the threads of call stacks: where the experiment has a kernel trace of the same machine, each of
 * its threads that has calls gets one more row, with the states of that thread.
 *
 * Threads are matched by id, so those of a container, whose ids are its own, are not found.
 */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { type KernelTraceStates, kernelTraces } from '../kernel/kernel-traces.ts';
import { ThreadLooks, threadRow, threadTooltip } from '../kernel/thread-status/thread-row.ts';
import type { TreeEntry } from '../output.ts';
import type { GraphRow } from '../time-graph/state-test.ts';
import type { TraceCallStack } from './call-stacks.ts';
import { CallTrack } from './call-track.ts';

/** Half of the ids that fit in 31 bits, which some clients have for them, are for these rows. */
const IDS = 2 ** 30;

interface Found {
  readonly traced: KernelTraceStates;
  readonly slot: number;
}

export class KernelStatuses {
  readonly #experiment: Experiment;
  /** Entry number of the row of the track with entry number 0. */
  readonly #first: number;
  readonly #looks = new Map<IndexedTrace, ThreadLooks>();

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    this.#first = Math.floor(IDS / experiment.traces.length);
  }

  /** The entry below a track; none where no kernel trace knows the thread. */
  entries({ trace }: TraceCallStack, track: CallTrack, parent: TreeEntry): readonly TreeEntry[] {
    const { ids } = this.#experiment;
    const found = this.#find(trace, track);
    if (found === undefined) return [];
    const { start, end } = found.traced.trace;
    const id = ids.id(trace.ordinal, this.#first + track.entry);
    return [{ ...parent, id, parentId: parent.id, labels: ['Kernel statuses'], hasData: true, start, end: end + 1n }];
  }

  row(stack: TraceCallStack, entryId: number): GraphRow | undefined {
    const found = this.#behind(stack, entryId);
    if (found === undefined) return undefined;
    const { traced, slot } = found;
    const looks = this.#looks.get(traced.trace) ?? new ThreadLooks(traced.trace);
    this.#looks.set(traced.trace, looks);
    return threadRow(traced, slot, looks);
  }

  /** `time`: ns since the epoch. */
  tooltip(stack: TraceCallStack, entryId: number, time: bigint): ReadonlyMap<string, string> {
    const found = this.#behind(stack, entryId);
    return found === undefined ? new Map() : threadTooltip(found.traced, found.slot, time);
  }

  #behind({ trace, index }: TraceCallStack, entryId: number): Found | undefined {
    const track = index.entries[this.#experiment.ids.entry(entryId) - this.#first];
    return track instanceof CallTrack ? this.#find(trace, track) : undefined;
  }

  #find({ source }: IndexedTrace, { tid }: CallTrack): Found | undefined {
    const { hostId } = source.reader;
    if (hostId === undefined || tid === undefined) return undefined;
    for (const traced of kernelTraces(this.#experiment)) {
      const slot = traced.trace.source.reader.hostId === hostId ? traced.states.threads.find(Number(tid)) : -1;
      if (slot >= 0) return { traced, slot };
    }
    return undefined;
  }
}
