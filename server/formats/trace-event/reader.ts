/**
 * Reads one Trace Event file: scans it to its end, since events lie in any order, sorts, then delivers.
 *
 * Memory: about 54 bytes an event until it is delivered, 12 afterwards, besides the texts; 54 again once a search has
 * gone over the events, for which the file is scanned anew. `base` is the begin of the
 * trace, so it, the types and the tracks are known once the first batch is.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { type ByteSource, CHUNK } from '../byte-source.ts';
import { Notices } from '../notices.ts';
import { Pacer } from '../pacer.ts';
import { type EventBatch, type EventType, type FieldRequest, FormatError, type Notice, type Track } from '../reader.ts';
import { timeOrder } from '../time-order.ts';
import { cellColumns, EventCells } from './cells.ts';
import { Collector } from './collector.ts';
import { Delivery } from './delivery.ts';
import { DocumentScanner } from './document-scanner.ts';
import { EventScanner } from './event-scanner.ts';
import { phaseLetter, phaseType } from './phases.ts';
import { documentProperties } from './properties.ts';
import type { CounterValues, TraceEventReader } from './trace-event-reader.ts';
import { Window } from './window.ts';

interface Scanned {
  readonly document: DocumentScanner;
  readonly event: EventScanner;
}

export class TraceEventFileReader implements TraceEventReader {
  readonly keptAs = 'trace-event 1';
  readonly columns = cellColumns(() => this.tracks);
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
  /** All columns once more, after they were released or if they were never read. */
  #again: Promise<Collector> | undefined;
  #cancelled = false;
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
    const scanned = this.#collector.columns.length;
    const delivered = scanned === 0 ? bytesDone : (this.#delivered / scanned) * bytesTotal;
    // Scanning is about two thirds of the work, delivering the rest: so an event that is scanned is two thirds of one.
    const events = Math.floor((2 * scanned + this.#delivered) / 3);
    return { bytesDone: Math.floor((2 * bytesDone + delivered) / 3), bytesTotal, events };
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
    const scanned = await this.#collect(collector, this.#source.chunks(), this.#notices, () => this.#cancelled, pacer);
    if (this.#cancelled) return;
    this.#describe(scanned);
    await collector.settle(pacer);
    if (!collector.sorted) this.#order = await timeOrder(collector.columns, collector.span, pacer);

    this.base = collector.base;
    const codes = [...collector.phases.keys()].filter((code) => collector.phases[code] === 1);
    this.#setPhases(codes);
    const delivery = new Delivery(collector, this.#order, codes, requests, strings);
    this.tracks = delivery.tracks;
    this.counterValues = delivery.counterValues();
    while (this.#delivered < collector.columns.length && !this.#cancelled) {
      const batch = delivery.batch(this.#delivered);
      this.#delivered += batch.length;
      yield batch;
      if (pacer.due) await pacer.rest();
    }
    collector.columns.release();
  }

  async *scan(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const pacer = new Pacer();
    const end = Math.min(to, this.#delivered);
    const delivery = new Delivery(await this.#whole(), this.#order, this.#codes, requests, strings);
    for (let at = from; at < end && !this.#closed; ) {
      const batch = delivery.batch(at, end);
      at += batch.length;
      yield batch;
      if (pacer.due) await pacer.rest();
    }
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

  cancel(): void {
    this.#cancelled = true;
  }

  close(): void {
    this.cancel();
    this.#closed = true;
    this.#source.close();
  }

  #whole(): Promise<Collector> {
    if (!this.#collector.columns.released) return Promise.resolve(this.#collector);
    this.#again ??= this.#collectAgain().catch((error) => {
      this.#again = undefined;
      throw error;
    });
    return this.#again;
  }

  async #collectAgain(): Promise<Collector> {
    await this.prepareCells();
    const collector = new Collector();
    const pacer = new Pacer();
    await this.#collect(collector, chunksAgain(this.#source), new Notices(this.#path), () => this.#closed, pacer);
    if (collector.columns.length !== this.#collector.columns.length)
      throw new FormatError('the file has changed', this.#path);
    await collector.settle(pacer);
    return collector;
  }

  async #collect(
    collector: Collector,
    chunks: AsyncGenerator<Uint8Array>,
    notices: Notices,
    stopped: () => boolean,
    pacer: Pacer,
  ): Promise<Scanned> {
    const event = new EventScanner(collector.texts);
    const window = new Window();
    const take = (bytes: Uint8Array, offset: number) => collector.add(event, bytes, offset);
    const document = new DocumentScanner(window, event, take, notices, this.#path);

    const scan = async () => {
      let demand = document.scan();
      for (; demand === 'turn'; demand = document.scan()) if (pacer.due) await pacer.rest();
      if (pacer.due) await pacer.rest();
      return demand;
    };
    let demand = 'bytes';
    try {
      for await (const chunk of chunks) {
        window.append(chunk);
        demand = await scan();
        if (demand === 'nothing' || stopped()) break;
      }
    } catch (error) {
      const unreadable = error instanceof FormatError || (error instanceof Error && 'syscall' in error);
      if (collector.columns.length === 0 || !unreadable) throw error;
      notices.add(error.message);
    }
    if (stopped()) return { document, event };
    window.last = true;
    if (demand !== 'nothing') await scan();
    return { document, event };
  }

  #describe({ document, event }: Scanned): void {
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

/** The file once more, after its bytes were streamed. */
async function* chunksAgain(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  for (let at = 0; ; ) {
    const read = source.readAt(chunk, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}
