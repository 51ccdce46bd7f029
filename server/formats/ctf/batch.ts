/** The next events of a merger, copied out of the lanes' rows into columns of their own. */
import type { EventBatch } from '../reader.ts';
import type { Columns } from './decoder-state.ts';
import type { Merger } from './merge.ts';

/** Events of a batch. */
export const BATCH = 8192;

const rows = new Int32Array(BATCH);

export class Batch implements EventBatch {
  length = 0;
  readonly time: Float64Array;
  readonly type: Uint16Array;
  readonly fields: readonly Float64Array[];

  /** Each column has room for `BATCH` events. */
  constructor({ time, type, fields }: Columns) {
    this.time = time;
    this.type = type;
    this.fields = fields;
  }

  /** Takes the next events, `most` at most. */
  fill(merger: Merger, most = BATCH): void {
    const { columns } = merger;
    this.length = 0;
    while (this.length < most) {
      const count = merger.take(rows, most - this.length);
      if (count === 0) break;
      gather(columns.time, rows, count, this.time, this.length);
      gatherTypes(columns.type, rows, count, this.type, this.length);
      for (let i = 0; i < this.fields.length; i++)
        gather(columns.fields[i]!, rows, count, this.fields[i]!, this.length);
      this.length += count;
    }
  }
}

/** Columns for `rows` events, in memory of this thread or in memory that threads share. */
export function columnsFor(rows: number, fields: number, shared = false): Columns {
  const bytes = (width: number) => (shared ? new SharedArrayBuffer(rows * width) : new ArrayBuffer(rows * width));
  return {
    time: new Float64Array(bytes(8)),
    type: new Uint16Array(bytes(2)),
    fields: Array.from({ length: fields }, () => new Float64Array(bytes(8))),
  };
}

// Two functions, so that each loop sees one kind of array.
function gather(from: Float64Array, rows: Int32Array, count: number, to: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[rows[i]!]!;
}

function gatherTypes(from: Uint16Array, rows: Int32Array, count: number, to: Uint16Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[rows[i]!]!;
}
