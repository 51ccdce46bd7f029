/**
 * A ring of batches in shared memory: one thread fills slots in turn, another uses them and gives them back. Whoever fills
 * waits while all slots are in use, so a slow user bounds the memory.
 */
import { BATCH, columnsFor } from '../batch.ts';
import type { Columns } from '../decoder-state.ts';

/** Numbers in all columns of a ring together. */
const CELLS = 1024 * 1024;
const MOST_SLOTS = 8;

/** Can be posted to another thread. */
export interface Ring {
  readonly slots: number;
  readonly columns: Columns;
  /** How many slots were given back since the begin. */
  readonly returned: Int32Array;
}

export function ringFor(fields: number): Ring {
  const slots = Math.max(2, Math.min(MOST_SLOTS, Math.floor(CELLS / BATCH / (fields + 2))));
  return {
    slots,
    columns: columnsFor(slots * BATCH, fields, true),
    returned: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** The columns of each slot. */
export function slotsOf({ slots, columns }: Ring): Columns[] {
  return Array.from({ length: slots }, (_, slot) => {
    const from = slot * BATCH;
    return {
      time: columns.time.subarray(from, from + BATCH),
      type: columns.type.subarray(from, from + BATCH),
      fields: columns.fields.map((column) => column.subarray(from, from + BATCH)),
    };
  });
}

/** Blocks the thread until there is a slot for the batch of this number, counted from 0. */
export function awaitSlot({ slots, returned }: Ring, batch: number): void {
  for (;;) {
    const count = Atomics.load(returned, 0);
    if (batch - count < slots) return;
    Atomics.wait(returned, 0, count);
  }
}

export function giveBack({ returned }: Ring): void {
  Atomics.add(returned, 0, 1);
  Atomics.notify(returned, 0);
}
