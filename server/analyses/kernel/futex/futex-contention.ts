/**
 * Futex Contention: from the entry of a futex system call to its exit, by thread, named by its operation: how long threads
 * waited for a lock, and how long waking others took.
 *
 * Operations count whatever their flags (private or shared, clock). A call that is followed by another one of its thread
 * without an exit between has lost it, and is passed over.
 */
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { addressText } from '../../addresses.ts';
import { OpenByThread } from '../../open-by-thread.ts';
import { SegmentSet } from '../../segments/segment-set.ts';
import type { SegmentAnalysis } from '../../segments/segments.ts';
import { Kind, type Role } from '../kernel-events.ts';
import { type KernelBatch, type KernelPart, type KernelTrace, MOST_CPUS } from '../kernel-part.ts';

const { sched_switch: SCHED_SWITCH, syscall_entry: SYSCALL_ENTRY, syscall_exit: SYSCALL_EXIT } = Kind;

/** By number, from linux/futex.h; empty where the number stands for nothing, or for nothing that waits or wakes. */
const OPERATIONS: readonly string[] = [
  'WAIT',
  'WAKE',
  '',
  'REQUEUE',
  'CMP_REQUEUE',
  'WAKE_OP',
  'LOCK_PI',
  'UNLOCK_PI',
  'TRYLOCK_PI',
  'WAIT_BITSET',
  'WAKE_BITSET',
  'WAIT_REQUEUE_PI',
  'CMP_REQUEUE_PI',
  'LOCK_PI2',
];
/** All but the flags FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME. */
const COMMAND = 0x7f;
const NOTHING = 2;

/** Aspects. */
export const TID = 0;
const THREAD = 1;
export const UADDR = 2;
const RET = 3;

export class FutexContention implements KernelPart {
  readonly roles: readonly Role[] = ['uaddr', 'op', 'ret', 'next_comm'];
  readonly keptAs = 'futex contention 1';
  readonly segments: SegmentSet;
  readonly #futex: number;
  readonly #isFutexEntry: Uint8Array;
  readonly #hasRet: Uint8Array;
  readonly #hasComm: Uint8Array;
  /** The futex call that each thread is in: its operation and address. */
  readonly #calls = new OpenByThread();
  /** By CPU, the name of its thread as an id in the trace's strings; −1 unknown. */
  readonly #comms = new Int32Array(MOST_CPUS).fill(-1);

  static of(trace: KernelTrace): FutexContention | undefined {
    const part = new FutexContention(trace);
    return part.#isFutexEntry.includes(1) && trace.layout.kinds.includes(SYSCALL_EXIT) ? part : undefined;
  }

  constructor({ strings, layout }: KernelTrace) {
    this.#futex = strings.intern('futex');
    const hasAddress = layout.having('uaddr');
    this.#isFutexEntry = layout
      .having('op')
      .map((has, type) => (layout.syscalls[type] === this.#futex ? has & hasAddress[type]! : 0));
    this.#hasRet = layout.having('ret');
    this.#hasComm = layout.having('next_comm');
    this.segments = new SegmentSet([
      { name: 'Name', description: 'Operation on the futex', type: 'STRING', form: 'name' },
      { name: 'TID', description: 'The thread that waits or wakes', type: 'NUMBER', form: 'int' },
      {
        name: 'Exec_Name',
        description: 'Name of the thread',
        type: 'STRING',
        form: 'id',
        text: (text) => strings.text(text),
      },
      {
        name: 'uaddr',
        description: 'Address of the futex',
        type: 'STRING',
        form: 'number',
        text: (key) => addressText(strings, key),
      },
      { name: 'Return value', description: 'What the call returned', type: 'NUMBER', form: 'number' },
    ]);
  }

  consume({ length, time, type, kind, cpu, tid, syscall }: KernelBatch, fields: readonly Float64Array[]): void {
    const [uaddr, op, ret, comm] = fields as readonly [Float64Array, Float64Array, Float64Array, Float64Array];
    const { index } = this.segments;
    const calls = this.#calls;
    const comms = this.#comms;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      const on = cpu[i]!;
      if (k === SCHED_SWITCH) {
        if (on >= 0) comms[on] = this.#hasComm[type[i]!] === 1 ? comm[i]! : -1;
        continue;
      }
      if (k !== SYSCALL_ENTRY && k !== SYSCALL_EXIT) continue;
      const thread = tid[i]!;
      if (thread < 0) continue;
      if (k === SYSCALL_ENTRY) {
        const operation = this.#isFutexEntry[type[i]!] === 1 ? op[i]! & COMMAND : NOTHING;
        if (operation < OPERATIONS.length && OPERATIONS[operation] !== '')
          calls.begin(thread, time[i]!, operation, uaddr[i]!);
        else calls.end(thread);
        continue;
      }
      const call = syscall[i]!;
      if (call >= 0 && call !== this.#futex) continue;
      const slot = calls.end(thread);
      if (slot < 0) continue;
      index.push(calls.since(slot), time[i]!, this.segments.nameOf(calls.first(slot), operationName));
      index.setAspect(TID, thread);
      index.setAspect(THREAD, on >= 0 && comms[on]! >= 0 ? comms[on]! : Number.NaN);
      index.setAspect(UADDR, calls.second(slot));
      index.setAspect(RET, this.#hasRet[type[i]!] === 1 ? ret[i]! : Number.NaN);
    }
  }

  finish(): void {}

  save(out: IndexWriter): void {
    this.segments.save(out);
  }
  load(from: IndexReader): void {
    this.segments.load(from);
  }
}

/** Does a thread wait in this operation for another one? */
export function waits(operation: string): boolean {
  return /^(WAIT|LOCK|TRYLOCK)/.test(operation);
}

function operationName(operation: number): string {
  return OPERATIONS[operation]!;
}

export const FUTEX_CONTENTION: SegmentAnalysis = {
  id: 'lttng.analysis.futex',
  name: 'Futex Contention Analysis',
  of: (trace) => trace.find(FutexContention)?.segments,
};
