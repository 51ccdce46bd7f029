/**
 * A CTF 1.8 trace as the engine reads it: batches of columns in time order, and on demand the texts of single events.
 *
 * While it reads, it keeps a checkpoint at every batch (6 numbers a lane), from which any event is found again.
 */
import { setImmediate } from 'node:timers/promises';
import type { StringTable } from '../../index/string-table.ts';
import type { EventBatch, FieldRequest, ReadProgress, TableColumn, TraceReader } from '../reader.ts';
import { EventTexts } from './event-texts.ts';
import type { Merger } from './merge.ts';
import { type OpenTrace, openTrace } from './open-trace.ts';
import { passOver } from './pass.ts';
import { hostIdOf, propertiesOf } from './properties.ts';

const BATCH = 8192;
/** ms of work between two turns of the event loop. */
const TURN = 10;

export class CtfReader implements TraceReader {
  readonly properties: ReadonlyMap<string, string>;
  readonly hostId: string | undefined;
  readonly columns: readonly TableColumn[];
  readonly #open: OpenTrace;
  readonly #texts: EventTexts;
  #merger: Merger | undefined;
  #events = 0;

  private constructor(open: OpenTrace) {
    this.#open = open;
    this.#texts = new EventTexts(open);
    this.columns = this.#texts.columns.map(({ name, description, type }) => ({ name, description, type }));
    this.properties = propertiesOf(open.trace);
    this.hostId = hostIdOf(open.trace);
  }

  /** Throws a `FormatError` if `folder` holds no trace that can be read. */
  static async open(folder: string): Promise<CtfReader> {
    return new CtfReader(await openTrace(folder));
  }

  get base() {
    return this.#open.base;
  }
  get types() {
    return this.#open.types;
  }
  get notices() {
    return this.#open.notices;
  }
  get lost() {
    return this.#open.lost;
  }

  get progress(): ReadProgress {
    const bytesDone = this.#merger?.lanes.reduce((sum, lane) => sum + lane.bytesDone, 0) ?? 0;
    return { bytesDone, bytesTotal: this.#open.bytesTotal, events: this.#events };
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    const merger = passOver(this.#open, requests, strings, false, this.#open.note);
    this.#merger = merger;
    const batch = new Batch(merger, requests.length);
    let pause = performance.now() + TURN;
    merger.start();
    for (;;) {
      this.#texts.checkpoint(this.#events, merger.snapshot());
      batch.fill();
      if (batch.length === 0) return;
      this.#events += batch.length;
      yield batch;
      if (performance.now() < pause) continue;
      await setImmediate();
      pause = performance.now() + TURN;
    }
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    return this.#texts.rows(from, Math.min(to, this.#events), columns);
  }

  close(): void {
    this.#open.files.close();
  }
}

/** The next events of a merger, copied out of the lanes' rows into columns of their own. */
class Batch implements EventBatch {
  length = 0;
  readonly time = new Float64Array(BATCH);
  readonly type = new Uint16Array(BATCH);
  readonly fields: readonly Float64Array[];
  readonly #merger: Merger;
  readonly #rows = new Int32Array(BATCH);

  constructor(merger: Merger, fields: number) {
    this.#merger = merger;
    this.fields = Array.from({ length: fields }, () => new Float64Array(BATCH));
  }

  fill(): void {
    const { columns } = this.#merger;
    const rows = this.#rows;
    this.length = 0;
    while (this.length < BATCH) {
      const count = this.#merger.take(rows, BATCH - this.length);
      if (count === 0) break;
      gather(columns.time, rows, count, this.time, this.length);
      gatherTypes(columns.type, rows, count, this.type, this.length);
      for (let i = 0; i < this.fields.length; i++)
        gather(columns.fields[i]!, rows, count, this.fields[i]!, this.length);
      this.length += count;
    }
  }
}

// Two functions, so that each loop sees one kind of array.
function gather(from: Float64Array, rows: Int32Array, count: number, to: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[rows[i]!]!;
}

function gatherTypes(from: Uint16Array, rows: Int32Array, count: number, to: Uint16Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[rows[i]!]!;
}
