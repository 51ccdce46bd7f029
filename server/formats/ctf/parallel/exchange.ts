/**
 * The shared memory between the threads that decode and the one that puts events in order: each strand has a few slots,
 * each for one chunk of events, which are filled and given back in turn. Whoever finds none waits, so memory is bounded.
 */
import { columnsFor } from '../batch.ts';
import type { Columns } from '../decoder-state.ts';
import { MARK } from '../lane.ts';
import type { LaneShare } from './share.ts';

/** Numbers in all columns together. */
const CELLS = 4 * 1024 * 1024;
const MOST_SLOTS = 16;

/** What is told of a chunk: by its place among `FACTS` numbers. */
export const COUNT = 0;
/** 1: there is no event; the strand's group has ended. */
export const ENDED = 1;
/** Bytes of the group that are done. */
export const BYTES = 2;
/** 1 + the offset of a packet with times out of order; 0 if there is none. */
export const LATE = 3;
/** How many texts the thread's table has. */
export const TEXTS = 4;
/** The lane's mark before the chunk. */
export const BEGIN = 5;
export const FACTS = BEGIN + MARK;

/** Can be posted to another thread. */
export interface Exchange {
  readonly slots: number;
  /** Events of a chunk. */
  readonly chunk: number;
  readonly columns: Columns;
  readonly facts: Float64Array;
  /** By strand, counted from the begin: slots filled, and slots given back. */
  readonly filled: Int32Array;
  readonly returned: Int32Array;
  /** By thread: changes whenever it may find an empty slot. */
  readonly wake: Int32Array;
}

export function exchangeFor(shares: readonly LaneShare[], threads: number, chunk: number, fields: number): Exchange {
  const strands = strandsBefore(shares, shares.length);
  const slots = Math.max(2, Math.min(MOST_SLOTS, Math.floor(CELLS / (strands * chunk * (fields + 2)))));
  const counts = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
  return {
    slots,
    chunk,
    columns: columnsFor(strands * slots * chunk, fields, true),
    facts: new Float64Array(new SharedArrayBuffer(8 * strands * slots * FACTS)),
    filled: counts(strands),
    returned: counts(strands),
    wake: counts(threads),
  };
}

/** The number of a lane's first strand. */
export function strandsBefore(shares: readonly LaneShare[], lane: number): number {
  return shares.slice(0, lane).reduce((sum, { threads }) => sum + threads.length, 0);
}

/** The slot in use after `used` others of the strand. */
export function slotAt({ slots }: Exchange, strand: number, used: number): number {
  return strand * slots + (used % slots);
}

export function factsOf({ facts }: Exchange, slot: number): Float64Array {
  return facts.subarray(slot * FACTS, (slot + 1) * FACTS);
}
