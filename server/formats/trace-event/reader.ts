/**
 * Reads one Trace Event file: scans it to its end, since events lie in any order, sorts, then delivers.
 *
 * Memory: about 54 bytes an event until it is delivered, 12 afterwards, besides the texts. `base` is the begin of the
 * trace, so it, the types and the tracks are known once the first batch is.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { type EventBatch, type EventType, type FieldRequest, FormatError, type Notice, type Track } from '../reader.ts';
import type { ByteSource } from './byte-source.ts';
import { CELL_COLUMNS, EventCells } from './cells.ts';
import { Collector } from './collector.ts';
import { Delivery } from './delivery.ts';
import { DocumentScanner } from './document-scanner.ts';
import { EventScanner } from './event-scanner.ts';
import { Notices } from './notices.ts';
import { Pacer } from './pacer.ts';
import { phaseLetter, phaseType } from './phases.ts';
import { documentProperties } from './properties.ts';
import { timeOrder } from './time-order.ts';
import type { CounterValues, TraceEventReader } from './trace-event-reader.ts';
import { Window } from './window.ts';

export class TraceEventFileReader implements TraceEventReader {
  readonly keptAs = 'trace-event 1';
  readonly columns = CELL_COLUMNS;
  readonly lost = [];
  readonly properties = new Map<string, string>();
  base = 0n;
  types: readonly EventType[] = [];
  phases: readonly string[] = [];
  tracks: readonly Track[] = [];
  counterValues: CounterValues = { length: 0, series: new Uint32Array(), value: new Float64Array() };

  readonly #path: string;
  readonly #source: ByteSource;
  readonly #notices: Notices;
  #collector = new Collector();
  #order: Uint32Array | undefined;
  #codes: readonly number[] = [];
  #delivered = 0;
  #loaded = false;
  #closed = false;

  constructor(path: string, source: ByteSource) {
    this.#path = path;
    this.#source = source;
    this.#notices = new Notices(path);
  }

  get notices(): readonly Notice[] {
    return this.#notices.list;
  }

  get progress() {
    const { bytesDone, bytesTotal } = this.#source;
    return { bytesDone, bytesTotal, events: this.#collector.columns.length };
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    const collector = new Collector();
    this.#collector = collector;
    this.#order = undefined;
    this.#delivered = 0;
    this.#loaded = false;
    this.properties.clear();
    this.#notices.begin();
    const pacer = new Pacer();
    await this.#scan(pacer);
    if (this.#closed) return;
    await collector.settle(pacer);
    if (!collector.sorted) this.#order = await timeOrder(collector.columns, collector.span, pacer);

    this.base = collector.base;
    const codes = [...collector.phases.keys()].filter((code) => collector.phases[code] === 1);
    this.#setPhases(codes);
    const delivery = new Delivery(collector, this.#order, codes, requests, strings);
    this.tracks = delivery.tracks;
    this.counterValues = delivery.counterValues();
    while (this.#delivered < collector.columns.length && !this.#closed) {
      const batch = delivery.batch(this.#delivered);
      this.#delivered += batch.length;
      yield batch;
      if (pacer.due) await pacer.rest();
    }
    collector.columns.release();
  }

  /** A packed file that was not read is unpacked once somebody looks at its events. */
  async prepareCells(): Promise<void> {
    if (this.#loaded) await this.#source.prepare?.();
  }

  save(out: IndexWriter): void {
    const { base, tracks, notices } = this;
    out.facts('base', String(base));
    out.facts('phases', this.#codes);
    out.facts('tracks', tracks);
    out.facts('notices', notices);
    out.facts('properties', [...this.properties]);
    out.facts('sorted', this.#order === undefined);
    out.column('order', this.#order === undefined ? [] : [this.#order]);
    this.#collector.columns.save(out);
  }

  load(from: IndexReader): void {
    this.#loaded = true;
    this.base = BigInt(from.facts('base') as string);
    this.#setPhases(from.facts('phases') as number[]);
    this.tracks = from.facts('tracks') as Track[];
    this.#notices.begin(from.facts('notices') as Notice[]);
    for (const [name, value] of from.facts('properties') as [string, string][]) this.properties.set(name, value);
    this.#order = from.facts('sorted') === true ? undefined : from.uint32('order');
    this.#collector.columns.load(from);
    this.#delivered = this.#collector.columns.length;
  }

  #setPhases(codes: readonly number[]): void {
    this.#codes = codes;
    this.types = codes.map(phaseType);
    this.phases = codes.map(phaseLetter);
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    const cells = new EventCells(this.#source, this.tracks);
    const rows: string[][] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.#delivered); i++) {
      const event = this.#order === undefined ? i : this.#order[i];
      rows.push(cells.row(this.#collector.columns.offset(event), columns));
    }
    return rows;
  }

  close(): void {
    this.#closed = true;
    this.#source.close();
  }

  async #scan(pacer: Pacer): Promise<void> {
    const collector = this.#collector;
    const event = new EventScanner(collector.texts);
    const window = new Window();
    const take = (bytes: Uint8Array, offset: number) => collector.add(event, bytes, offset);
    const document = new DocumentScanner(window, event, take, this.#notices, this.#path);

    const scan = async () => {
      let demand = document.scan();
      for (; demand === 'turn'; demand = document.scan()) if (pacer.due) await pacer.rest();
      if (pacer.due) await pacer.rest();
      return demand;
    };
    let demand = 'bytes';
    try {
      for await (const chunk of this.#source.chunks()) {
        window.append(chunk);
        demand = await scan();
        if (demand === 'nothing' || this.#closed) break;
      }
    } catch (error) {
      const unreadable = error instanceof FormatError || (error instanceof Error && 'syscall' in error);
      if (collector.columns.length === 0 || !unreadable) throw error;
      this.#notices.add(error.message);
    }
    if (this.#closed) return;
    window.last = true;
    if (demand !== 'nothing') await scan();
    this.#describe(document, event);
  }

  #describe(document: DocumentScanner, event: EventScanner): void {
    const collector = this.#collector;
    const counted: [number, string][] = [
      [collector.badTimes, 'events have times too far from the others; they stand at the begin'],
      [collector.negativeDurations, 'events have negative durations; they were taken as 0'],
      [collector.badMetadata, 'metadata events have unreadable arguments'],
    ];
    for (const [count, message] of counted) if (count > 0) this.#notices.add(`${count} ${message}`);
    if (event.sloppy) this.#notices.add('some keys are not written as JSON wants them');
    this.#notices.close();
    for (const [name, value] of documentProperties(document)) this.properties.set(name, value);
  }
}
