/** A thread's life as a row of a time graph: how its states look, and what filters and tooltips read of them. */
import type { FilterValue } from '../../../filter/filter.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type { Look } from '../../output.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import { type GraphRow, STATE_KEYS, type StateSubject, TIME_KEYS } from '../../time-graph/state-test.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';
import { threadStyle } from '../linux-style.ts';
import type { KernelStates } from '../states/kernel-states.ts';
import { isSyscall, Status, syscallOf } from '../states/status.ts';
import { type ThreadFacts, threadFacts } from './thread-tree.ts';

const KEYS = [...STATE_KEYS, 'Exec_Name', 'State', 'System Call', 'TID', 'PID', 'PTID'];
const NAMED_ONLY = [...TIME_KEYS, 'CPU', 'host-id'];
const VARYING = ['CPU'];

export function threadRow(traced: KernelTraceStates, life: number, looks: Looks): GraphRow {
  const { trace, states } = traced;
  const { slot, start, end } = states.threads.lives;
  return {
    trace,
    states: states.threads.rows[slot.data[life]!]!,
    span: { start: start.data[life]!, end: end.data[life]! },
    looks,
    subject: new ThreadSubject(traced, life),
  };
}

/** One for each trace. */
export class ThreadLooks implements Looks {
  readonly #trace: IndexedTrace;

  constructor(trace: IndexedTrace) {
    this.#trace = trace;
  }

  look(status: number): Look {
    const label = callText(this.#trace, status);
    return { style: threadStyle(status), ...(label === undefined ? {} : { label }) };
  }
}

/** The name of a status's system call; undefined if it is none, or not known. */
export function callText({ strings }: IndexedTrace, status: number): string | undefined {
  const call = isSyscall(status) ? syscallOf(status) : -1;
  return call < 0 ? undefined : strings.text(call);
}

/** Where a thread is in a state: on the CPU on which it runs, or for which it waits; undefined elsewhere. */
export function cpuOf(
  { threads, resources, runs }: KernelStates,
  slot: number,
  start: number,
  end: number,
  status: number,
) {
  if (threads.isIdle(slot)) return threads.idleCpu(slot);
  const waits = status === Status.waitForCpu;
  if (!waits && !isSyscall(status) && status !== Status.usermode && status !== Status.interrupted) return undefined;
  // A thread that waits runs on its CPU next.
  const time = waits ? end : start;
  let found: number | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { number } of resources.cpus) {
    const series = runs.of(slot, number);
    const run = (series?.begun(time) ?? 0) - 1;
    if (run < 0 || series!.start.data[run]! <= latest) continue;
    latest = series!.start.data[run]!;
    found = number;
  }
  return found;
}

class ThreadSubject implements StateSubject {
  readonly keys = KEYS;
  readonly namedOnly = NAMED_ONLY;
  readonly varying = VARYING;
  readonly #traced: KernelTraceStates;
  readonly #slot: number;
  readonly #facts: ThreadFacts;

  constructor(traced: KernelTraceStates, life: number) {
    this.#traced = traced;
    this.#slot = traced.states.threads.lives.slot.data[life]!;
    this.#facts = threadFacts(traced, life);
  }

  values(key: string, start: number, end: number, status: number): FilterValue | undefined {
    const { trace, states } = this.#traced;
    switch (key) {
      case 'Exec_Name':
        return this.#facts.name;
      case 'TID':
        return this.#facts.tid;
      case 'PID':
        return this.#facts.pid;
      case 'PTID':
        return this.#facts.ppid;
      case 'State':
        return threadStyle(status);
      case 'System Call':
        return callText(trace, status);
      case 'CPU':
        return cpuOf(states, this.#slot, start, end, status);
      case 'host-id':
        return trace.source.reader.hostId;
      default:
        return undefined;
    }
  }
}
