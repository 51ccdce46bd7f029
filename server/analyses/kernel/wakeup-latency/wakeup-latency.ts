/**
 * Scheduler Wakeup to Scheduler Switch Latency: from the moment that a thread is woken to the one that a CPU takes it up.
 * Of several wake-ups the last one counts: that of the scheduler itself, where the waker's is traced too.
 *
 * A thread that runs can't be waiting for a CPU: waking it, which happens while it is about to sleep, begins nothing.
 */

import { Float64Column, Uint32Column } from '../../../index/columns.ts';
import { KeyTable } from '../../../index/key-table.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { SegmentSet } from '../../segments/segment-set.ts';
import type { Classes, SegmentAnalysis, SegmentSource } from '../../segments/segments.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';

const {
  sched_switch: SCHED_SWITCH,
  sched_wakeup: SCHED_WAKEUP,
  sched_waking: SCHED_WAKING,
  sched_wakeup_new: SCHED_WAKEUP_NEW,
} = Kind;

const TID = 0;
const PRIORITY = 1;

const UNKNOWN = -1;
const RUNNING = Number.POSITIVE_INFINITY;
const NOTHING = Number.NaN;

export class WakeupLatency implements KernelPart {
  readonly roles: readonly Role[] = ['tid', 'comm', 'success', 'prev_tid', 'next_tid', 'next_comm', 'next_prio'];
  readonly keptAs = 'wake-up latency 1';
  readonly segments = new SegmentSet([
    { name: 'Exec_Name', description: 'Name of the thread', type: 'STRING', form: 'name' },
    { name: 'TID', description: 'The thread that was woken', type: 'NUMBER', form: 'int' },
    { name: 'Priority', description: 'Priority with which it was taken up', type: 'NUMBER', form: 'int' },
  ]);
  readonly #label: (comm: number) => string;
  readonly #hasComm: Uint8Array;
  readonly #hasSuccess: Uint8Array;
  readonly #hasNextComm: Uint8Array;
  readonly #hasPriority: Uint8Array;
  readonly #threads = new KeyTable();
  /** By thread, when it was woken. */
  readonly #woken = new Float64Column();
  /** By thread, its name when it was woken: an id in the trace's strings, and 1; 0 unknown. */
  readonly #comms = new Uint32Column();

  static of(trace: KernelTrace): WakeupLatency | undefined {
    const { kinds } = trace.layout;
    const wakes = [SCHED_WAKEUP, SCHED_WAKEUP_NEW, SCHED_WAKING].some((kind) => kinds.includes(kind));
    return wakes && kinds.includes(SCHED_SWITCH) ? new WakeupLatency(trace) : undefined;
  }

  constructor({ strings, layout }: KernelTrace) {
    this.#label = (comm) => (comm < 0 ? 'UNKNOWN' : strings.text(comm) || 'UNKNOWN');
    this.#hasComm = layout.having('comm');
    this.#hasSuccess = layout.having('success');
    this.#hasNextComm = layout.having('next_comm');
    this.#hasPriority = layout.having('next_prio');
  }

  consume({ length, time, type, kind }: KernelBatch, fields: readonly Float64Array[]): void {
    const [tids, comm, success, prevTid, nextTid, nextComm, nextPrio] = fields as Columns;
    const { index } = this.segments;
    const woken = this.#woken;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      const t = type[i]!;
      if (k === SCHED_SWITCH) {
        const previous = this.#threads.find(prevTid[i]!);
        if (previous >= 0) woken.data[previous] = NOTHING;
        const slot = this.#slot(nextTid[i]!);
        const since = woken.data[slot]!;
        woken.data[slot] = RUNNING;
        if (!(since < RUNNING)) continue;
        const known = this.#comms.data[slot]! - 1;
        const name = known >= 0 || this.#hasNextComm[t] === 0 ? known : nextComm[i]!;
        index.push(since, time[i]!, this.segments.nameOf(name, this.#label));
        index.setAspect(TID, nextTid[i]!);
        index.setAspect(PRIORITY, this.#hasPriority[t] === 1 ? nextPrio[i]! : UNKNOWN);
      } else if (k === SCHED_WAKEUP || k === SCHED_WAKING || k === SCHED_WAKEUP_NEW) {
        if (this.#hasSuccess[t] === 1 && success[i] === 0) continue;
        const slot = this.#slot(tids[i]!);
        if (woken.data[slot] === RUNNING) continue;
        woken.data[slot] = time[i]!;
        this.#comms.data[slot] = this.#hasComm[t] === 1 && comm[i]! >= 0 ? comm[i]! + 1 : 0;
      }
    }
  }

  finish(): void {}

  save(out: IndexWriter): void {
    this.segments.save(out);
  }
  load(from: IndexReader): void {
    this.segments.load(from);
  }

  #slot(tid: number): number {
    const slot = this.#threads.id(tid);
    if (slot === this.#woken.length) {
      this.#woken.push(NOTHING);
      this.#comms.push(0);
    }
    return slot;
  }
}

type Columns = readonly [
  tid: Float64Array,
  comm: Float64Array,
  success: Float64Array,
  prevTid: Float64Array,
  nextTid: Float64Array,
  nextComm: Float64Array,
  nextPrio: Float64Array,
];

/** Names are numbered below this; priorities of Linux lie between −100 and 139. */
const NAMES = 2 ** 26;

function byPriority(source: SegmentSource): Classes {
  const priority = source.aspects[2]!;
  return { of: (run, i) => priority.value(run, i), label: (prio) => `Prio: ${prio}` };
}

function byPriorityAndName(source: SegmentSource): Classes {
  const priority = source.aspects[2]!;
  return {
    of: (run, i) => priority.value(run, i) * NAMES + run.name(i),
    label: (type) => {
      const prio = Math.floor(type / NAMES);
      return `Prio: ${prio}; ${source.label(type - prio * NAMES)}`;
    },
  };
}

const INTERNAL = 'org.eclipse.tracecompass.internal.analysis.os.linux.core.segmentstore';

export const WAKEUP_LATENCY: SegmentAnalysis = {
  id: 'org.eclipse.tracecompass.analysis.os.linux.core.swslatency.sws',
  name: 'Scheduler Wakeup to Scheduler Switch Latency',
  statistics: [
    {
      id: `${INTERNAL}.PriorityThreadNameStatisticsDataProvider`,
      name: 'Priority/Thread name Statistics Table',
      classes: byPriorityAndName,
    },
    { id: `${INTERNAL}.PriorityStatisticsDataProvider`, name: 'Priority Statistics Table', classes: byPriority },
  ],
  of: (trace) => trace.find(WakeupLatency)?.segments,
};
