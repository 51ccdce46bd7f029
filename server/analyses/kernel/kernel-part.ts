/**
 * A part of the kernel's analysis: it is handed every batch with what all parts need to know of its events, and keeps
 * indexes of its own. `parts.ts` lists the parts.
 */
import type { TraceReader } from '../../formats/reader.ts';
import type { Kept } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { Role } from './kernel-events.ts';
import type { KernelLayout } from './kernel-layout.ts';

/** Valid until the next one comes. */
export interface KernelBatch {
  readonly length: number;
  /** ns since the reader's base. */
  readonly time: Float64Array;
  /** Index into the reader's types. */
  readonly type: Uint16Array;
  /** See `Kind`. */
  readonly kind: Uint8Array;
  /** The CPU on which the event happened, below `MOST_CPUS`; −1 if it isn't told. */
  readonly cpu: Int32Array;
  /** The thread that was current on that CPU just before the event: 0 idle, −1 unknown. Of a sched_switch: who is switched away from. */
  readonly tid: Int32Array;
  /** Of system call entries and exits only: the call's name as an id in the trace's strings, −1 unknown. */
  readonly syscall: Int32Array;
}

export const MOST_CPUS = 16_384;

/** The largest that Linux gives. */
const LARGEST_TID = 2 ** 22;

/** A field as a thread id; −1 for what is none. */
export function threadId(value: number): number {
  return value >= 0 && value <= LARGEST_TID ? value | 0 : -1;
}

export interface KernelPart extends Kept {
  readonly roles: readonly Role[];
  /**
   * `fields` are columns in the order of `roles`; all NaN where no event of the trace has the role. What an event's type
   * does not have holds anything: read only the roles that the kind needs, or that `layout.has` tells of it.
   */
  consume(batch: KernelBatch, fields: readonly Float64Array[]): void;
  /** No more events come. `end` is the time of the last one. */
  finish(end: number): void;
  /** As `Analysis.keptAs`. */
  readonly keptAs: string;
}

/** The trace that a part is made for. */
export interface KernelTrace {
  readonly reader: TraceReader;
  readonly strings: StringTable;
  readonly layout: KernelLayout;
}

export interface KernelPartClass {
  /** Undefined where the trace has nothing for it. */
  of(trace: KernelTrace): KernelPart | undefined;
}
