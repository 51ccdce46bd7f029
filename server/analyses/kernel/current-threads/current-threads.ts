/**
 * Which thread is current at any event of a kernel trace, and its priority: for each CPU, the events from which on it is
 * another one. By number of event and not by time, so that events of one time are told apart.
 *
 * Cost: 8 B a switch; O(log n) a question, O(1) where questions follow the events.
 */
import { Uint32Column } from '../../../index/columns.ts';
import { partitionPoint } from '../../../index/partition-point.ts';
import type { IndexReader, IndexWriter, LaterColumn } from '../../../index/store/kept.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelLayout } from '../kernel-layout.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';

export class CurrentThreads implements KernelPart {
  readonly keptAs = 'current threads 1';
  readonly roles: readonly Role[];
  /** By number; holes where nobody is known. */
  readonly #cpus: (CpuThreads | undefined)[] = [];
  #events = 0;

  static of({ layout }: KernelTrace): CurrentThreads | undefined {
    return tellsThreads(layout) ? new CurrentThreads(layout) : undefined;
  }

  constructor(layout: KernelLayout) {
    this.roles = tellsPriorities(layout) ? ['next_prio'] : [];
  }

  consume({ length, kind, cpu, tid }: KernelBatch, [prio]: readonly Float64Array[]): void {
    const cpus = this.#cpus;
    for (let i = 0; i < length; i++) {
      const c = cpu[i]!;
      if (c < 0) continue;
      const known = cpus[c];
      const isSwitch = kind[i] === Kind.sched_switch;
      if (known === undefined && tid[i]! < 0 && !isSwitch) continue;
      const threads = known ?? new CpuThreads();
      cpus[c] = threads;
      threads.run(this.#events + i, tid[i]!);
      if (isSwitch) threads.priority = prio === undefined ? 0 : priorityBits(prio[i]!);
    }
    this.#events += length;
  }

  finish(): void {}

  /** The thread that is current on the CPU just before the event: 0 idle, −1 unknown. Of a sched_switch: who is switched away from. */
  tid(cpu: number, event: number): number {
    return tidIn(this.#cpus[cpu]?.at(event) ?? 0);
  }

  /** The priority with which that thread came onto the CPU, as the tracer counts; undefined if it isn't told. */
  priority(cpu: number, event: number): number | undefined {
    return priorityIn(this.#cpus[cpu]?.at(event) ?? 0);
  }

  save(out: IndexWriter): void {
    const numbers = [...this.#cpus.keys()].filter((number) => this.#cpus[number] !== undefined);
    out.facts('cpus', numbers);
    for (const number of numbers) {
      const { events, threads } = this.#cpus[number]!;
      out.column(`events ${number}`, [events.items], 'later');
      out.column(`threads ${number}`, [threads.items], 'later');
    }
  }

  load(from: IndexReader): void {
    for (const number of from.facts('cpus') as number[]) {
      const later = (name: string) => from.later(`${name} ${number}`, Uint32Array);
      this.#cpus[number] = new CpuThreads(later('events'), later('threads'));
    }
  }
}

class CpuThreads {
  readonly events = new Uint32Column();
  readonly threads = new Uint32Column();
  /** Of the latest switch, see `priorityBits`. */
  priority = 0;
  /** In columns of their own; read when they are first asked for. */
  #later: readonly [events: LaterColumn<Uint32Array>, threads: LaterColumn<Uint32Array>] | undefined;
  #last = 0;
  /** The entry that told last; −1 before the first. */
  #cursor = -1;

  constructor(...later: [events: LaterColumn<Uint32Array>, threads: LaterColumn<Uint32Array>] | []) {
    if (later.length === 2) this.#later = later;
  }

  run(event: number, tid: number): void {
    const thread = tid < 0 ? 0 : (this.priority * THREADS + tid + 1) >>> 0;
    if (thread === this.#last) return;
    this.#last = thread;
    this.events.push(event);
    this.threads.push(thread);
  }

  at(event: number): number {
    if (this.#later !== undefined) this.#read(this.#later);
    const { data, length } = this.events;
    const holds = (i: number): boolean =>
      i < length && (i < 0 || data[i]! <= event) && (i + 1 >= length || data[i + 1]! > event);
    if (!holds(this.#cursor)) this.#cursor = holds(this.#cursor + 1) ? this.#cursor + 1 : this.#seek(event);
    return this.#cursor < 0 ? 0 : this.threads.data[this.#cursor]!;
  }

  #seek(event: number): number {
    const { data, length } = this.events;
    const low = partitionPoint(length, (i) => data[i]! <= event);
    return low - 1;
  }

  #read([events, threads]: readonly [LaterColumn<Uint32Array>, LaterColumn<Uint32Array>]): void {
    this.#later = undefined;
    this.events.load(events.part(0, events.length));
    this.threads.load(threads.part(0, threads.length));
  }
}

/** An entry: thread id + 1, 0 unknown; above that the priority. */
const THREADS = 2 ** 23;
const MOST_PRIORITIES = 2 ** 9;
/** LTTng counts from −100, Linux from 0; −1 more for threads with a deadline. */
const LEAST_PRIORITY = -101;

/** 0 if it is none. */
function priorityBits(priority: number): number {
  const bits = priority - LEAST_PRIORITY + 1;
  return Number.isInteger(bits) && bits > 0 && bits < MOST_PRIORITIES ? bits : 0;
}

function priorityIn(thread: number): number | undefined {
  const bits = Math.floor(thread / THREADS);
  return bits === 0 ? undefined : bits - 1 + LEAST_PRIORITY;
}

function tidIn(thread: number): number {
  return (thread % THREADS) - 1;
}

/** LTTng's context is a column of the reader's. */
export function tellsThreads(layout: KernelLayout): boolean {
  const isAdded = layout.dialect === 'linux' && layout.having('context_tid').includes(1);
  return isAdded || layout.kinds.includes(Kind.sched_switch);
}

export function tellsPriorities(layout: KernelLayout): boolean {
  return layout.has(Kind.sched_switch, 'next_prio');
}
