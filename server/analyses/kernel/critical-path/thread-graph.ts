/**
 * The execution graph of the kernel traces of an experiment: its stretches are the states of threads, its wake-ups those
 * of `WakeUps`; a wait for the network leads to whichever thread of any trace sent the packet that ended it.
 *
 * A worker is a thread id of one trace, as a number. Times are ns since the base of one of the traces, on whose axis they
 * are exact.
 */
import type { StateRow } from '../../../index/state-row.ts';
import { type KernelTraceStates, lifeName } from '../kernel-traces.ts';
import { isSyscall, Status } from '../states/status.ts';
import { Edge } from './edge-type.ts';
import type { ExecutionGraph, Stretch } from './execution-graph.ts';
import { Cause, causeKind, causeNumber, edgeOf } from './wake-cause.ts';
import type { WakeUps } from './wake-ups.ts';

export interface TracedThreads extends KernelTraceStates {
  readonly wakeUps: WakeUps;
}

export class ThreadGraph implements ExecutionGraph {
  readonly base: bigint;
  /** Those without kernel events are left out. */
  readonly #traces: readonly TracedThreads[];
  /** By trace: what its times count from, ns since `base`. */
  readonly #shift: readonly number[];
  /** By trace, then by the thread's slot: its latest life. */
  readonly #lives: readonly Int32Array[];

  constructor(traces: readonly TracedThreads[], base: bigint) {
    this.#traces = traces;
    this.base = base;
    this.#shift = traces.map(({ trace }) => Number(trace.base - base));
    this.#lives = traces.map(({ states: { threads } }) => {
      const latest = new Int32Array(threads.rows.length).fill(-1);
      for (let life = 0; life < threads.lives.count; life++) latest[threads.lives.slot.data[life]!] = life;
      return latest;
    });
  }

  /** `place`: among the traces that the graph was made of. */
  worker(place: number, tid: number): number {
    return tid * this.#traces.length + place;
  }
  /** The worker of a trace's thread; undefined if the trace has no kernel events. */
  workerOf(ordinal: number, tid: number): number | undefined {
    const place = this.#traces.findIndex(({ trace }) => trace.ordinal === ordinal);
    return place < 0 ? undefined : this.worker(place, tid);
  }
  place(worker: number): number {
    return worker % this.#traces.length;
  }
  tid(worker: number): number {
    return Math.floor(worker / this.#traces.length);
  }
  traced(worker: number): TracedThreads {
    return this.#traces[this.place(worker)]!;
  }
  /** Its latest name. */
  name(worker: number): string {
    const traced = this.traced(worker);
    const life = this.#lives[this.place(worker)]![traced.states.threads.find(this.tid(worker))] ?? -1;
    return life < 0 ? 'UNKNOWN' : lifeName(traced, life);
  }

  before(worker: number, time: number, stretch: Stretch): boolean {
    const place = this.place(worker);
    const tid = this.tid(worker);
    const {
      states: { threads },
      trace,
    } = this.#traces[place]!;
    const shift = this.#shift[place]!;
    const row = threads.rows[threads.find(tid)];
    if (row === undefined) return false;
    const local = time - shift;
    const i = lastBefore(row, local);
    if (i === row.count)
      return this.#write(stretch, place, tid, row.openStart, Math.max(local, trace.now), row.openValue);
    if (i >= 0 && row.end(i) >= local) {
      return this.#write(stretch, place, tid, row.start(i), row.end(i), row.value(i));
    }
    // It begins here, or isn't there. Until it was created, it may be taken to have waited for its creator.
    const next = i + 1 < row.count ? row.start(i + 1) : row.openStart;
    if (next === local && this.#write(stretch, place, tid, -Infinity, local, Status.waitFork) && stretch.waker >= 0)
      return true;
    return i >= 0 && this.#write(stretch, place, tid, row.end(i), local, Status.unknown);
  }

  /** Times are those of the worker's trace. */
  #write(stretch: Stretch, place: number, tid: number, start: number, end: number, status: number): true {
    const shift = this.#shift[place]!;
    stretch.start = start + shift;
    stretch.end = end + shift;
    stretch.sent = stretch.end;
    stretch.waker = -1;
    stretch.cause = 0;
    stretch.type = edgeOfStatus(status);
    if (stretch.type === Edge.blocked) this.#explain(stretch, place, tid, end);
    return true;
  }

  /** Who or what ended the wait? */
  #explain(stretch: Stretch, place: number, tid: number, end: number): void {
    const { wakeUps } = this.#traces[place]!;
    const { list, received } = wakeUps;
    const wakeUp = list.find(tid, end);
    if (wakeUp < 0) return;
    const cause = list.cause(wakeUp);
    stretch.cause = cause;
    stretch.type = edgeOf(cause);
    if (causeKind(cause) === Cause.thread) stretch.waker = this.worker(place, causeNumber(cause));
    const packet = wakeUps.packetOf(wakeUp);
    if (packet >= 0) this.#followPacket(stretch, received.seq(packet), received.ack(packet));
  }

  /** Who sent it, on whatever host, last before it did its work. */
  #followPacket(stretch: Stretch, seq: number, ack: number): void {
    let latest = -Infinity;
    this.#traces.forEach(({ wakeUps: { sent } }, place) => {
      const shift = this.#shift[place]!;
      const i = sent.last(seq, ack, stretch.end - shift);
      if (i < 0 || sent.time(i) + shift <= latest) return;
      latest = sent.time(i) + shift;
      stretch.sent = latest;
      stretch.waker = this.worker(place, sent.tid(i));
    });
  }
}

/** The last state that begins before `time`: its index, `count` for the open one, −1 if there is none. */
export function lastBefore(row: StateRow, time: number): number {
  if (row.openStart < time) return row.count;
  let i = row.countUpTo(time) - 1;
  while (i >= 0 && row.start(i) === time) i--;
  return i;
}

/** Waits are blocked, until it is known for what. */
function edgeOfStatus(status: number): number {
  if (isSyscall(status)) return Edge.running;
  switch (status) {
    case Status.usermode:
      return Edge.running;
    case Status.interrupted:
      return Edge.interrupted;
    case Status.waitForCpu:
      return Edge.preempted;
    case Status.waitBlocked:
    case Status.waitUnknown:
    case Status.waitFork:
      return Edge.blocked;
    default:
      return Edge.unknown;
  }
}
