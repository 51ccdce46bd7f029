/**
 * Where a wake-up comes from, as one number: a kind, and the thread's id or the number of the interrupt. 0 where it isn't
 * known. What a wait was for follows from it.
 */
import { Edge } from './edge-type.ts';

export const Cause = {
  unknown: 0,
  thread: 1,
  /** The idle thread ran: what interrupted it isn't in the trace. */
  idle: 2,
  irq: 3,
  softirq: 4,
  hrtimer: 5,
  ipi: 6,
  /** An interrupt, of whatever kind, in which a request to a disk was completed. */
  disk: 7,
} as const;

const KINDS = 16;

export function cause(kind: number, number = 0): number {
  return number * KINDS + kind;
}

export function causeKind(code: number): number {
  return code % KINDS;
}

export function causeNumber(code: number): number {
  return Math.floor(code / KINDS);
}

/** Linux's softirqs, by vector. */
const SOFTIRQS = [
  { name: 'High priority tasklet', edge: Edge.blocked },
  { name: 'Timer', edge: Edge.timer },
  { name: 'Network TX', edge: Edge.network },
  { name: 'Network RX', edge: Edge.network },
  { name: 'Block device', edge: Edge.blockDevice },
  { name: 'Block device IO Poll', edge: Edge.blockDevice },
  { name: 'Tasklet', edge: Edge.blocked },
  { name: 'Scheduler', edge: Edge.interrupted },
  { name: 'High res timer', edge: Edge.timer },
  { name: 'RCU', edge: Edge.blocked },
] as const;

export function isNetworkSoftirq(vector: number): boolean {
  return SOFTIRQS[vector]?.edge === Edge.network;
}

/** The type of a wait that ended for this cause; see `Edge`. */
export function edgeOf(code: number): number {
  const number = causeNumber(code);
  switch (causeKind(code)) {
    case Cause.irq:
      return number === 0 ? Edge.interrupted! : Edge.blocked!;
    case Cause.softirq:
      return SOFTIRQS[number]?.edge ?? Edge.blocked!;
    case Cause.hrtimer:
      return Edge.timer!;
    case Cause.ipi:
      return Edge.ipi!;
    case Cause.disk:
      return Edge.blockDevice!;
    default:
      return Edge.blocked!;
  }
}

/** For tooltips. `irq`: the name of an interrupt's handler, if it is known. */
export function causeText(code: number, irq: (number: number) => string | undefined): string {
  const number = causeNumber(code);
  switch (causeKind(code)) {
    case Cause.thread:
      return `thread ${number}`;
    case Cause.idle:
      return 'an interrupt that is not in the trace';
    case Cause.irq: {
      const name = irq(number);
      return name === undefined ? `irq ${number}` : `irq ${number} (${name})`;
    }
    case Cause.softirq:
      return `softirq ${number} (${SOFTIRQS[number]?.name ?? 'unknown'})`;
    case Cause.hrtimer:
      return 'a high resolution timer';
    case Cause.ipi:
      return 'an interrupt from another CPU';
    case Cause.disk:
      return 'a completed disk request';
    default:
      return 'not in the trace';
  }
}
