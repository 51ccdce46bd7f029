/**
 * From a clock's cycles to nanoseconds since the epoch, as babeltrace2 computes them: offset in seconds, plus offset in
 * cycles, plus the value, each turned into nanoseconds and rounded down. Sums wrap in 64 bits, as some writers'
 * offsets need it. Beyond 2^53 ns, where babeltrace2's doubles lose digits, the result is exact.
 */

import { FormatError } from '../reader.ts';
import type { DeclaredClock, DeclaredTrace } from './declared-trace.ts';

const GIGAHERTZ = 1_000_000_000n;
const EXACT = 2 ** 53;

export class Clock {
  readonly declared: DeclaredClock;
  /** Hz. */
  readonly frequency: bigint;
  /** ns since the epoch at value 0, not wrapped. */
  readonly offset: bigint;

  constructor(declared: DeclaredClock) {
    this.declared = declared;
    this.frequency = declared.frequency;
    this.offset = declared.seconds * GIGAHERTZ + this.#ns(declared.cycles);
  }

  /** A clock of nanoseconds since the epoch, for streams that name no clock. */
  static readonly plain = new Clock({
    key: '',
    name: '',
    uid: undefined,
    frequency: GIGAHERTZ,
    seconds: 0n,
    cycles: 0n,
    origin: undefined,
    precision: undefined,
    accuracy: undefined,
  });

  /** ns since the epoch, signed 64 bits. */
  at(cycles: bigint): bigint {
    return BigInt.asIntN(64, this.offset + this.#ns(cycles));
  }

  get counts1GHz(): boolean {
    return this.frequency === GIGAHERTZ;
  }

  /** For cycles counted from `base`: their nanoseconds, counted from `base` too. */
  converter(base: bigint): (cycles: number) => number {
    const frequency = Number(this.frequency);
    const start = Number(base);
    const zero = Number(this.#ns(base));
    if (zero < EXACT / 2 && start < EXACT / 2)
      return (cycles) => Math.floor((1e9 * (start + cycles)) / frequency) - zero;
    const rest = Number((base * GIGAHERTZ) % this.frequency);
    return (cycles) => {
      const seconds = Math.floor(cycles / frequency);
      return seconds * 1e9 + Math.floor((rest + (cycles - seconds * frequency) * 1e9) / frequency);
    };
  }

  /** Nanoseconds from the value `base` to another. */
  since(base: bigint): (value: bigint) => number {
    const convert = this.counts1GHz ? (cycles: number) => cycles : this.converter(base);
    return (value) => convert(Number(value - base));
  }

  #ns(cycles: bigint): bigint {
    if (this.counts1GHz) return cycles;
    const ns = (1e9 * Number(cycles)) / Number(this.frequency);
    if (Math.abs(ns) < EXACT / 2) return BigInt(Math.floor(ns));
    const exact = (cycles * GIGAHERTZ) / this.frequency;
    return exact * this.frequency > cycles * GIGAHERTZ ? exact - 1n : exact;
  }
}

/** By key. Throws a `FormatError` for a clock that stands still. */
export function clocksOf(trace: DeclaredTrace, file: string): Map<string, Clock> {
  const clocks = new Map<string, Clock>();
  for (const clock of trace.clocks) {
    if (clock.frequency <= 0n)
      throw new FormatError(`clock ${clock.key} has a frequency of ${clock.frequency} Hz`, file);
    clocks.set(clock.key, new Clock(clock));
  }
  return clocks;
}
