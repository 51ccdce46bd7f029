/**
 * Where a wake-up comes from, as one number: a kind, and the thread's id or the number of the interrupt. 0 where it isn't
 * known. What a wait was for follows from it.
 */
import { SOFTIRQS } from '../softirqs.ts';
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

/** What a wait was for that a softirq ended, by vector; blocked, where it isn't told here. */
const EDGE_OF_SOFTIRQ: readonly (number | undefined)[] = [
  undefined,
  Edge.timer,
  Edge.network,
  Edge.network,
  Edge.blockDevice,
  Edge.blockDevice,
  undefined,
  Edge.interrupted,
  Edge.timer,
];

export function isNetworkSoftirq(vector: number): boolean {
  return EDGE_OF_SOFTIRQ[vector] === Edge.network;
}

/** The type of a wait that ended for this cause; see `Edge`. */
export function edgeOf(code: number): number {
  const number = causeNumber(code);
  switch (causeKind(code)) {
    case Cause.irq:
      return number === 0 ? Edge.interrupted! : Edge.blocked!;
    case Cause.softirq:
      return EDGE_OF_SOFTIRQ[number] ?? Edge.blocked!;
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
      return `softirq ${number} (${SOFTIRQS[number] ?? 'unknown'})`;
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
