/**
 * A CTF trace as the engine reads it: batches of columns in time order, and on demand the texts of single events.
 *
 * A trace of some size is read in a thread of its own, a small one right here; both give the same batches. While it
 * reads, it keeps checkpoints (6 numbers a lane), from which any event is found again.
 */
import { availableParallelism } from 'node:os';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { Pacer } from '../pacer.ts';
import {
  type EventBatch,
  type FieldRequest,
  FormatError,
  type Notice,
  type ReadProgress,
  type TableColumn,
  type TraceReader,
} from '../reader.ts';
import { BATCH, Batch, columnsFor } from './batch.ts';
import { Checkpoints } from './checkpoints.ts';
import { EventTexts } from './event-texts.ts';
import { type OpenTrace, openTrace } from './open-trace.ts';
import { Reading } from './parallel/reading.ts';
import { passOver } from './pass.ts';
import { hostIdOf, propertiesOf } from './properties.ts';

/** Bytes below which starting a thread costs more than it brings. */
const SMALL = 32 * 1024 * 1024;

/** How many threads read a trace besides that of the engine. */
function threadsFor(bytes: number): number {
  return bytes < SMALL ? 0 : Math.max(1, Math.min(4, availableParallelism() - 1));
}

export class CtfReader implements TraceReader {
  readonly keptAs = 'ctf 1';
  readonly properties: ReadonlyMap<string, string>;
  readonly hostId: string | undefined;
  readonly columns: readonly TableColumn[];
  readonly #open: OpenTrace;
  readonly #threads: number;
  readonly #checkpoints: Checkpoints;
  readonly #texts: EventTexts;
  #pass: { readonly bytesDone: number } = { bytesDone: 0 };
  #reading: Reading | undefined;
  #cancelled = false;
  #closed = false;
  #events = 0;

  private constructor(open: OpenTrace, threads: number) {
    this.#open = open;
    this.#threads = threads;
    this.#checkpoints = new Checkpoints(open.lanes.length);
    this.#texts = new EventTexts(open, this.#checkpoints);
    this.columns = this.#texts.columns.map(({ text: _, ...column }) => column);
    this.properties = propertiesOf(open.trace);
    this.hostId = hostIdOf(open.trace);
  }

  /** `threads` read it besides this one; by default by its size. Throws a `FormatError` if `folder` holds no trace that can be read. */
  static async open(folder: string, threads?: number): Promise<CtfReader> {
    const open = await openTrace(folder);
    return new CtfReader(open, threads ?? threadsFor(open.bytesTotal));
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
    return { bytesDone: this.#pass.bytesDone, bytesTotal: this.#open.bytesTotal, events: this.#events };
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    if (this.#cancelled) return;
    const pacer = new Pacer();
    this.#events = 0;
    this.#checkpoints.clear();
    const pass = this.#threads > 0 ? this.#inThreads(requests, strings) : this.#here(requests, strings);
    for await (const batch of pass) {
      if (this.#cancelled) return;
      this.#events += batch.length;
      yield batch;
      if (pacer.due) await pacer.rest();
    }
  }

  #inThreads(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch> {
    const reading = new Reading(this.#open, requests, strings, this.#threads);
    this.#reading = reading;
    this.#pass = reading;
    return reading.batches((snapshot) => this.#checkpoints.add(this.#events, snapshot));
  }

  async *#here(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch> {
    const merger = passOver(this.#open, requests, strings, false, this.#open.note);
    this.#pass = merger;
    const batch = new Batch(columnsFor(BATCH, requests.length));
    merger.start();
    for (;;) {
      if (this.#checkpoints.isDue(this.#events)) this.#checkpoints.add(this.#events, merger.snapshot());
      batch.fill(merger);
      if (batch.length === 0) return;
      yield batch;
    }
  }

  async *scan(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const end = Math.min(to, this.#events);
    if (from >= end) return;
    const merger = passOver(this.#open, requests, strings, false, () => {});
    const batch = new Batch(columnsFor(BATCH, requests.length));
    const { index, snapshot } = this.#checkpoints.before(from);
    merger.start(snapshot);
    merger.skip(from - index);
    const pacer = new Pacer();
    for (let at = from; at < end && !this.#closed; at += batch.length) {
      batch.fill(merger, Math.min(BATCH, end - at));
      if (batch.length === 0) throw new FormatError('the trace has changed', this.#open.folder);
      yield batch;
      if (pacer.due) await pacer.rest();
    }
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    return this.#texts.rows(from, Math.min(to, this.#events), columns);
  }

  cancel(): void {
    this.#cancelled = true;
    this.#reading?.stop();
  }

  save(out: IndexWriter): void {
    out.facts('events', this.#events);
    out.facts('notices', this.notices);
    this.#checkpoints.save(out);
  }

  load(from: IndexReader): void {
    this.#events = from.facts('events') as number;
    this.#open.notices.splice(0, Infinity, ...(from.facts('notices') as Notice[]));
    this.#checkpoints.load(from);
    this.#pass = { bytesDone: this.#open.bytesTotal };
  }

  close(): void {
    this.#closed = true;
    this.cancel();
    this.#open.files.close();
  }
}
