/** What the threads that read a trace are started with, and what they tell. */
import { type FieldRequest, FormatError, type Notice } from '../../reader.ts';
import type { Recipe } from '../open-trace.ts';
import type { Ring } from './ring.ts';

/** A thread that puts all events in order, with as many threads of its own to decode them. */
export interface ReadInput {
  readonly task: 'read';
  readonly recipe: Recipe;
  readonly requests: readonly FieldRequest[];
  readonly ring: Ring;
}

export type ThreadInput = ReadInput;

/** The next slot of the ring holds `length` events; 0 at the end. */
export interface Delivered {
  readonly kind: 'batch';
  readonly length: number;
  readonly bytesDone: number;
  /** Texts that are new in the thread's table. */
  readonly texts: readonly string[];
  readonly notices: readonly Notice[];
  /** A merger's snapshot before the batch, now and then. */
  readonly checkpoint?: Float64Array;
}

export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
  /** Of a `FormatError`. */
  readonly file?: string;
}

export function failure(error: unknown): Failed {
  const { message } = error as Error;
  return { kind: 'failed', message, ...(error instanceof FormatError ? { file: error.file } : {}) };
}
