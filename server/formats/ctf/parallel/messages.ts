/** What the threads that read a trace are started with, and what they tell. */
import type { MessagePort } from 'node:worker_threads';
import { type FieldRequest, FormatError, type Notice } from '../../reader.ts';
import type { Recipe } from '../open-trace.ts';
import type { Exchange } from './exchange.ts';
import type { Ring } from './ring.ts';
import type { LaneShare } from './share.ts';

/** A thread that puts all events in order. */
export interface ReadInput {
  readonly task: 'read';
  readonly recipe: Recipe;
  readonly requests: readonly FieldRequest[];
  readonly ring: Ring;
  /** Those that are known already, in the order of their ids: as long as nobody adds others, ids mean the same to both. */
  readonly texts: readonly string[];
  /** Absent if it decodes them itself. */
  readonly decoding?: Decoding;
}

/** How other threads decode for it. */
export interface Decoding {
  readonly shares: readonly LaneShare[];
  readonly exchange: Exchange;
  /** By thread, where it tells its texts. */
  readonly texts: readonly MessagePort[];
}

/** A thread that decodes its share of the lanes. */
export interface DecodeInput {
  readonly task: 'decode';
  readonly recipe: Recipe;
  readonly requests: readonly FieldRequest[];
  readonly shares: readonly LaneShare[];
  readonly exchange: Exchange;
  /** Its number among those that decode. */
  readonly thread: number;
  readonly texts: MessagePort;
}

export type ThreadInput = ReadInput | DecodeInput;

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

export interface Noted {
  readonly kind: 'notice';
  readonly notice: Notice;
}

export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
  /** Of a `FormatError`. */
  readonly place?: { readonly file: string; readonly offset: number | undefined };
}

export type FromThread = Delivered | Noted | Failed;

export function failure(error: unknown): Failed {
  if (!(error instanceof FormatError)) return { kind: 'failed', message: (error as Error).message };
  const { reason, file, offset } = error;
  return { kind: 'failed', message: reason, place: { file, offset } };
}
