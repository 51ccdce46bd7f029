/**
 * The CPUs and interrupts of a kernel trace with their rows of states, and the entries under which these are shown.
 * Entry numbers (the root is 0) are given in order of first appearance; an interrupt of a CPU has two, below the CPU and
 * below the interrupt.
 */
import { StateRow } from '../../../index/state-row.ts';

export class Cpu {
  readonly number: number;
  /** Values are lives of threads: a state for each run, also an empty one; nothing while the CPU is idle. */
  threads = new StateRow();
  /** Values: see `CpuStatus`. */
  states = new StateRow();
  /** Values are kHz. Without states where the trace tells none. */
  frequency = new StateRow();
  /** kHz; the highest seen. */
  fastest = 0;
  /** The slot of the thread that is current, −1 unknown. */
  slot = -1;
  /** It isn't known any more: a switch was lost, and none has come since. */
  isLost = false;
  /** The first run began before the trace did. */
  isContinued = false;
  /** The status of the system call of a thread that isn't known, or 0. */
  pending = 0;
  /** Interrupts and softirqs that it is in. */
  irqs = 0;
  softirqs = 0;
  readonly interrupts: CpuInterrupt[] = [];

  constructor(number: number) {
    this.number = number;
  }
}

export type InterruptKind = 'irq' | 'ipi' | 'softirq';

/** One interrupt on all CPUs. */
export class Interrupt {
  readonly kind: InterruptKind;
  readonly number: number;
  /** As an id in the trace's strings; −1 unknown. */
  name: number;
  /** `RAISED` or `ACTIVE` on any CPU. */
  row = new StateRow();
  raised = 0;
  active = 0;

  constructor(kind: InterruptKind, number: number, name: number) {
    this.kind = kind;
    this.number = number;
    this.name = name;
  }
}

/** Values of the rows of interrupts. */
export const RAISED = 1;
export const ACTIVE = 2;

/** One interrupt on one CPU. */
export class CpuInterrupt {
  readonly interrupt: Interrupt;
  readonly cpu: Cpu;
  row = new StateRow();
  isRaised = false;
  isActive = false;

  constructor(interrupt: Interrupt, cpu: Cpu) {
    this.interrupt = interrupt;
    this.cpu = cpu;
  }
}

export type ResourceEntry =
  | { readonly kind: 'threads' | 'states' | 'frequency' | 'space'; readonly cpu: Cpu }
  | { readonly kind: 'interrupt'; readonly interrupt: Interrupt }
  | { readonly kind: 'of cpu' | 'of interrupt'; readonly part: CpuInterrupt };
