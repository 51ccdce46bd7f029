/**
 * System Call Latency: from the entry of a system call to its exit, by thread. The thread is the one that is current on
 * the CPU; where it isn't known yet, calls are passed over.
 *
 * An exit of another call than the one that the thread has entered, as after lost events, ends nothing.
 */
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { OpenByThread } from '../../open-by-thread.ts';
import { SegmentSet } from '../../segments/segment-set.ts';
import type { SegmentAnalysis } from '../../segments/segments.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';
import { syscallComponent, syscallFile } from './syscall-files.ts';

const { syscall_entry: SYSCALL_ENTRY, syscall_exit: SYSCALL_EXIT } = Kind;

const TID = 0;
const RET = 1;

export class SyscallLatency implements KernelPart {
  readonly roles: readonly Role[] = ['ret'];
  readonly keptAs = 'syscall latency 1';
  readonly segments: SegmentSet;
  readonly #label: (syscall: number) => string;
  readonly #hasRet: Uint8Array;
  /** The call that each thread is in. */
  readonly #calls = new OpenByThread();

  static of(trace: KernelTrace): SyscallLatency | undefined {
    const { kinds } = trace.layout;
    const both = kinds.includes(SYSCALL_ENTRY) && kinds.includes(SYSCALL_EXIT);
    return both ? new SyscallLatency(trace) : undefined;
  }

  constructor({ strings, layout }: KernelTrace) {
    this.#label = (syscall) => (syscall < 0 ? 'unknown' : strings.text(syscall));
    this.#hasRet = layout.having('ret');
    const ofName = (name: string, description: string, text?: (name: string) => string) => ({
      name,
      description,
      type: 'STRING' as const,
      form: 'name' as const,
      ...(text === undefined ? {} : { text: (number: number) => text(this.segments.label(number)) }),
    });
    this.segments = new SegmentSet([
      ofName('System Call', 'Name of the system call'),
      { name: 'TID', description: 'The thread that made the call', type: 'NUMBER', form: 'int' },
      { name: 'Return value', description: 'What the call returned', type: 'NUMBER', form: 'number' },
      ofName('Component', 'The part of Linux that does the call', syscallComponent),
      ofName('File', "The file of Linux's sources that holds the call", syscallFile),
    ]);
  }

  consume({ length, time, type, kind, tid, syscall }: KernelBatch, [ret]: readonly Float64Array[]): void {
    const { index } = this.segments;
    const calls = this.#calls;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      if (k !== SYSCALL_ENTRY && k !== SYSCALL_EXIT) continue;
      const thread = tid[i]!;
      if (thread < 0) continue;
      const call = syscall[i]!;
      if (k === SYSCALL_ENTRY) {
        calls.begin(thread, time[i]!, call);
        continue;
      }
      const slot = calls.end(thread);
      if (slot < 0) continue;
      const entered = calls.first(slot);
      if (entered !== call && this.#differ(entered, call)) continue;
      index.push(calls.since(slot), time[i]!, this.segments.nameOf(entered, this.#label));
      index.setAspect(TID, thread);
      index.setAspect(RET, this.#hasRet[type[i]!] === 1 ? ret![i]! : Number.NaN);
    }
  }

  finish(): void {}

  save(out: IndexWriter): void {
    this.segments.save(out);
  }
  load(from: IndexReader): void {
    this.segments.load(from);
  }

  /** Some exits do not tell their call, and some tell a number that is none: that of rt_sigreturn is −1. */
  #differ(entered: number, left: number): boolean {
    return entered >= 0 && left >= 0 && !this.#label(left).startsWith('syscall_');
  }
}

export const SYSCALL_LATENCY: SegmentAnalysis = {
  id: 'org.eclipse.tracecompass.analysis.os.linux.latency.syscall',
  name: 'System Call Latency',
  of: (trace) => trace.find(SyscallLatency)?.segments,
};
