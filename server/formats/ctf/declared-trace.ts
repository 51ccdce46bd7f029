/** The whole of a trace's metadata, in one shape for both versions of CTF. Only what its text says: nothing is looked up. */
import type { DeclaredType } from './declared-types.ts';

export interface DeclaredTrace {
  readonly version: 1 | 2;
  /** The native byte order, if it is told. */
  readonly order: 'le' | 'be' | undefined;
  /** 32 hexadecimal digits. */
  readonly uuid: string | undefined;
  readonly environment: ReadonlyMap<string, bigint | string>;
  readonly clocks: readonly DeclaredClock[];
  readonly packetHeader: DeclaredType | undefined;
  readonly streams: readonly DeclaredStream[];
  readonly events: readonly DeclaredEvent[];
}

export interface DeclaredClock {
  /** By which streams and fields refer to it. */
  readonly key: string;
  readonly name: string;
  /** Tells that clocks of several traces are the same one. */
  readonly uid: string | undefined;
  /** Hz. */
  readonly frequency: bigint;
  /** From its origin to its value 0: seconds, and cycles. */
  readonly seconds: bigint;
  readonly cycles: bigint;
  /** Undefined if it is unknown. */
  readonly origin: string | undefined;
  /** Random and systematic error, in cycles. */
  readonly precision: bigint | undefined;
  readonly accuracy: bigint | undefined;
}

export interface DeclaredStream {
  readonly id: number;
  /** The key of its clock; undefined: TSDL's fields tell it, or there is none. */
  readonly clock: string | undefined;
  readonly packetContext: DeclaredType | undefined;
  readonly eventHeader: DeclaredType | undefined;
  readonly eventContext: DeclaredType | undefined;
}

export interface DeclaredEvent {
  readonly id: number;
  /** Undefined: the only one. */
  readonly stream: number | undefined;
  readonly name: string | undefined;
  readonly context: DeclaredType | undefined;
  readonly payload: DeclaredType | undefined;
}
