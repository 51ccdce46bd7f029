/**
 * A file of ftrace text as the engine reads it: surveyed first, since its types are known only at its end, then decoded
 * line by line. Times are those of the trace's clock, which mostly counts from the machine's start.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { Pacer } from '../pacer.ts';
import {
  type EventBatch,
  type EventType,
  type FieldRequest,
  FormatError,
  type LostEvents,
  type Notice,
  type ReadProgress,
  type TableColumn,
  type TraceReader,
} from '../reader.ts';
import { Decoder } from './decoder.ts';
import { eventContents, eventName } from './event-text.ts';
import { LineHead } from './line-head.ts';
import { Lines } from './lines.ts';
import { Survey } from './survey.ts';

const COLUMNS: readonly TableColumn[] = [
  {
    name: 'CPU',
    description: 'The CPU on which the event was recorded',
    type: 'NUMBER',
    scanned: { request: { name: '$cpu', as: 'number' } },
  },
  { name: 'Event type', description: 'The name of the event', type: 'STRING', scanned: 'type' },
  { name: 'Contents', description: 'The fields of the event', type: 'STRING' },
  {
    name: 'TID',
    description: 'The thread that was running',
    type: 'NUMBER',
    scanned: { request: { name: 'common_pid', as: 'number' } },
  },
  {
    name: 'Thread',
    description: 'The name of the thread that was running',
    type: 'STRING',
    scanned: { request: { name: 'common_comm', as: 'text' } },
  },
];

export class FtraceReader implements TraceReader {
  readonly keptAs = 'ftrace 2';
  readonly columns = COLUMNS;
  readonly properties = new Map([
    ['domain', '"kernel"'],
    ['tracer_name', '"ftrace"'],
    ['clock', 'since boot'],
  ]);
  types: readonly EventType[] = [];
  readonly #path: string;
  readonly #lines: Lines;
  #survey: Survey;
  /** For the next `batches`. */
  #isSurveyed = false;
  #delivered = 0;
  #cancelled = false;

  /** Throws what the system says if the file can't be opened. */
  constructor(path: string) {
    this.#path = path;
    this.#lines = new Lines(path);
    this.#survey = new Survey(path);
  }

  get base(): bigint {
    const { second, earliest } = this.#survey;
    return Number.isNaN(second) ? 0n : BigInt(second) * 1_000_000_000n + BigInt(earliest);
  }
  get notices(): readonly Notice[] {
    return this.#survey.notices.list;
  }
  get lost(): readonly LostEvents[] {
    return this.#survey.lost;
  }
  /** Each byte is read twice. */
  get progress(): ReadProgress {
    const { length, bytesDone } = this.#survey;
    const share = length === 0 ? 0 : this.#delivered / length;
    return { bytesDone: bytesDone + share * this.#lines.size, bytesTotal: 2 * this.#lines.size, events: length };
  }

  async survey(): Promise<void> {
    this.#survey = new Survey(this.#path);
    await this.#survey.run(this.#lines, new Pacer(), () => this.#cancelled);
    this.types = this.#survey.eventTypes();
    this.#isSurveyed = true;
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    this.#delivered = 0;
    if (!this.#isSurveyed) await this.survey();
    this.#isSurveyed = false;
    if (this.#cancelled) return;
    if (this.#survey.length === 0) throw new FormatError('it holds no event', this.#path);
    for await (const batch of this.#decode(0, this.#survey.length, requests, strings, new Pacer())) {
      if (this.#cancelled) return;
      this.#delivered += batch.length;
      yield batch;
    }
  }

  scan(from: number, to: number, requests: readonly FieldRequest[], strings: StringTable) {
    return this.#decode(from, Math.min(to, this.#delivered), requests, strings, new Pacer());
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    const head = new LineHead();
    const lines = this.#lines;
    const rows: string[][] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.#delivered); i++) {
      const offset = this.#survey.offset(this.#survey.order?.[i] ?? i);
      const isThere = lines.at(offset) && head.read(lines.bytes, lines.start, lines.end);
      rows.push(columns.map((column) => (isThere ? cell(COLUMNS[column]?.name, head, lines) : '')));
    }
    return rows;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  save(out: IndexWriter): void {
    this.#survey.save(out);
  }

  load(from: IndexReader): void {
    this.#survey = Survey.loaded(this.#path, from);
    this.types = this.#survey.eventTypes();
    this.#delivered = this.#survey.length;
  }

  close(): void {
    this.cancel();
    this.#lines.close();
  }

  async *#decode(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
    pacer: Pacer,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const decoder = new Decoder(this.#survey, this.#lines, requests, strings);
    for (let at = from; at < to; at += decoder.length) {
      decoder.fill(at, to);
      yield decoder;
      if (pacer.due) await pacer.rest();
    }
  }
}

function cell(name: string | undefined, head: LineHead, lines: Lines): string {
  switch (name) {
    case 'CPU':
      return String(head.cpu);
    case 'TID':
      return String(head.tid);
    case 'Thread':
      return lines.text(head.commStart, head.commEnd);
  }
  const text = lines.text(head.body, lines.end);
  const type = eventName(text);
  return name === 'Event type' ? type : eventContents(type, text);
}
