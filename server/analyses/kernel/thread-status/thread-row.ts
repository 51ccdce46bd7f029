/** A thread's life as a row of a time graph: how its states look, and what filters and tooltips read of them. */
import type { FilterValue } from '../../../filter/filter.ts';
import { formatDuration } from '../../durations.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type { Look } from '../../output.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import { type GraphRow, STATE_KEYS, type StateSubject, TIME_KEYS } from '../../time-graph/state-test.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';
import { threadStyle } from '../linux-style.ts';
import type { KernelStates } from '../states/kernel-states.ts';
import { stateAt } from '../states/state-at.ts';
import { isSyscall, Status, syscallOf } from '../states/status.ts';
import { type ThreadFacts, threadFacts } from './thread-tree.ts';

const KEYS = [...STATE_KEYS, 'Exec_Name', 'State', 'System Call', 'TID', 'PID', 'PTID'];
const NAMED_ONLY = [...TIME_KEYS, 'CPU', 'host-id'];
const VARYING = ['CPU'];

/** One life of a thread. */
export function lifeRow(traced: KernelTraceStates, life: number, looks: Looks): GraphRow {
  const { slot, start, end } = traced.states.threads.lives;
  const row = threadRow(traced, slot.data[life]!, looks, life);
  return { ...row, span: { start: start.data[life]!, end: end.data[life]! } };
}

/** All lives of a thread id; the latest tells its name. */
export function threadRow(
  traced: KernelTraceStates,
  slot: number,
  looks: Looks,
  life = traced.states.threads.lives.latest(slot),
): GraphRow {
  const { trace, states } = traced;
  return { trace, states: states.threads.rows[slot]!, looks, subject: new ThreadSubject(traced, slot, life) };
}

/** `time`: ns since the epoch. */
export function threadTooltip({ trace, states }: KernelTraceStates, slot: number, time: bigint): Map<string, string> {
  const lines = new Map<string, string>();
  const state = stateAt(states.threads.rows[slot]!, Number(time - trace.base), trace.now);
  if (state === undefined) return lines;
  lines.set('State', threadStyle(state.value));
  const call = callText(trace, state.value);
  if (call !== undefined) lines.set('System Call', call);
  const cpu = cpuOf(states, slot, state.start, state.end, state.value);
  if (cpu !== undefined) lines.set('CPU', String(cpu));
  lines.set('Duration', formatDuration(state.end - state.start));
  return lines;
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
function callText({ strings }: IndexedTrace, status: number): string | undefined {
  const call = isSyscall(status) ? syscallOf(status) : -1;
  return call < 0 ? undefined : strings.text(call);
}

/** Where a thread is in a state: on the CPU on which it runs, or for which it waits; undefined elsewhere. */
function cpuOf({ threads, resources }: KernelStates, slot: number, start: number, end: number, status: number) {
  if (threads.isIdle(slot)) return threads.idleCpu(slot);
  const waits = status === Status.waitForCpu;
  if (!waits && !isSyscall(status) && status !== Status.usermode && status !== Status.interrupted) return undefined;
  // A thread that waits runs on its CPU next.
  const time = waits ? end : start;
  for (const cpu of resources.cpus) {
    const run = stateAt(cpu.threads, time, Number.POSITIVE_INFINITY);
    if (run !== undefined && threads.lives.slot.data[run.value] === slot) return cpu.number;
  }
  return undefined;
}

class ThreadSubject implements StateSubject {
  readonly keys = KEYS;
  readonly namedOnly = NAMED_ONLY;
  readonly varying = VARYING;
  readonly #traced: KernelTraceStates;
  readonly #slot: number;
  readonly #facts: ThreadFacts;

  constructor(traced: KernelTraceStates, slot: number, life: number) {
    this.#traced = traced;
    this.#slot = slot;
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
