/**
 * A file of records as the engine reads it: surveyed first, then delivered. Records are read once more only where fields
 * are asked for.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { ByteSource } from '../byte-source.ts';
import { Pacer } from '../pacer.ts';
import {
  type EventBatch,
  type EventType,
  type FieldRequest,
  FormatError,
  type Notice,
  type ReadProgress,
  type TableColumn,
  type TraceReader,
} from '../reader.ts';
import { RecordDecoder } from './record-decoder.ts';
import type { RecordLayout, RecordParser } from './record-layout.ts';
import { RecordSurvey } from './record-survey.ts';

const BATCH = 4096;
/** Records read between two looks at the clock, and bytes of one after which it is looked at: some are slow. */
const SLICE = 64;
const LONG = 1024;
/** Of the work of reading a file, what the survey is. */
const SURVEY_SHARE = 0.9;

interface Batch extends EventBatch {
  length: number;
}

export class RecordReader implements TraceReader {
  readonly keptAs: string;
  readonly columns: readonly TableColumn[];
  readonly properties: ReadonlyMap<string, string>;
  readonly lost = [];
  types: readonly EventType[] = [];
  readonly #path: string;
  readonly #layout: RecordLayout;
  readonly #source: ByteSource;
  readonly #parser: RecordParser;
  #survey: RecordSurvey;
  /** For the next `batches`. */
  #isSurveyed = false;
  #isLoaded = false;
  #delivered = 0;
  #cancelled = false;

  constructor(
    path: string,
    layout: RecordLayout,
    source: ByteSource,
    parser: RecordParser,
    columns: readonly TableColumn[],
  ) {
    this.#path = path;
    this.#layout = layout;
    this.#source = source;
    this.#parser = parser;
    this.columns = columns;
    this.keptAs = `records 2 ${layout.key}`;
    this.properties = new Map([['parser', JSON.stringify(layout.name)]]);
    this.#survey = new RecordSurvey(path, parser);
  }

  get base(): bigint {
    return this.#survey.base;
  }
  get notices(): readonly Notice[] {
    return this.#survey.notices.list;
  }
  get progress(): ReadProgress {
    const { bytesDone, bytesTotal } = this.#source;
    const { length } = this.#survey.events;
    const delivered = length === 0 ? 0 : (this.#delivered / length) * bytesTotal;
    const done = Math.floor(SURVEY_SHARE * bytesDone + (1 - SURVEY_SHARE) * delivered);
    return { bytesDone: this.#isLoaded ? bytesTotal : done, bytesTotal, events: length };
  }

  async survey(): Promise<void> {
    this.#survey = new RecordSurvey(this.#path, this.#parser);
    try {
      await this.#survey.run(this.#source, this.#layout.framing(), new Pacer(), () => this.#cancelled);
    } catch (error) {
      throw error instanceof FormatError ? error : new FormatError((error as Error).message, this.#path);
    }
    this.types = this.#survey.types;
    this.#isSurveyed = true;
  }

  async *batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined> {
    this.#delivered = 0;
    this.#isLoaded = false;
    if (!this.#isSurveyed) await this.survey();
    this.#isSurveyed = false;
    if (this.#cancelled) return;
    this.#survey.checkFound();
    const { events } = this.#survey;
    const all = requests.length === 0 ? this.#known() : this.#decode(0, events.length, requests, strings);
    for await (const batch of all) {
      if (this.#cancelled) return;
      this.#delivered += batch.length;
      yield batch;
    }
    events.releaseBefore(events.length);
  }

  async *scan(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    await this.prepareCells();
    yield* this.#decode(from, Math.min(to, this.#delivered), requests, strings);
  }

  cells(from: number, to: number, columns: readonly number[]): string[][] {
    const decoder = this.#decoder();
    const { fields } = this.#parser;
    const rows: string[][] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.#delivered); i++) {
      const isThere = decoder.read(this.#survey.events.place(i));
      rows.push(
        columns.map((column) => {
          const { scanned, name } = this.columns[column]!;
          if (!isThere) return '';
          if (scanned === 'type') return this.#parser.type;
          return scanned === undefined ? decoder.text() : (decoder.value(fields.find(name)) ?? '');
        }),
      );
    }
    return rows;
  }

  async prepareCells(): Promise<void> {
    if (this.#isLoaded) await this.#source.prepare?.();
  }

  cancel(): void {
    this.#cancelled = true;
  }

  save(out: IndexWriter): void {
    this.#survey.save(out);
  }

  load(from: IndexReader): void {
    this.#survey = new RecordSurvey(this.#path, this.#parser);
    this.#survey.load(from);
    this.types = this.#survey.types;
    this.#delivered = this.#survey.events.length;
    this.#isLoaded = true;
  }

  close(): void {
    this.cancel();
    this.#source.close();
  }

  #decoder(): RecordDecoder {
    return new RecordDecoder(this.#source, this.#survey.events, this.#layout.framing(), this.#parser);
  }

  /** Times and types, as the survey has them. */
  async *#known(): AsyncGenerator<EventBatch, void, undefined> {
    const { events } = this.#survey;
    const batch = newBatch(0);
    const pacer = new Pacer();
    for (let from = 0; from < events.length; from += batch.length) {
      batch.length = Math.min(BATCH, events.length - from);
      for (let i = 0; i < batch.length; i++) {
        const place = events.place(from + i);
        batch.time[i] = events.time(place);
        batch.type[i] = events.type(place);
      }
      yield batch;
      events.releaseBefore(from + batch.length);
      if (pacer.due) await pacer.rest();
    }
  }

  async *#decode(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const survey = this.#survey;
    const { fields } = this.#parser;
    const decoder = this.#decoder();
    const indexes = requests.map(({ name }) => fields.find(name));
    const byType = requests.map(({ names }) => names?.map((name) => (name === '' ? -1 : fields.find(name))));
    const batch = newBatch(requests.length);
    const pacer = new Pacer();
    for (let at = from; at < to; at += batch.length) {
      batch.length = Math.min(BATCH, to - at);
      for (let i = 0; i < batch.length; i++) {
        const isThere = decoder.read(survey.events.place(at + i));
        const type = isThere ? survey.typeIndex(this.#parser.type) : -1;
        if (type < 0) throw new FormatError('the file has changed', this.#path);
        batch.time[i] = survey.time;
        batch.type[i] = type;
        for (let f = 0; f < indexes.length; f++) {
          const field = byType[f] === undefined ? indexes[f]! : (byType[f]![type] ?? -1);
          const { as } = requests[f]!;
          batch.fields[f]![i] = field < 0 ? Number.NaN : fields.value(field, decoder.value(field), as, strings);
        }
        if ((i % SLICE === SLICE - 1 || decoder.length > LONG) && pacer.due) await pacer.rest();
      }
      yield batch;
      if (pacer.due) await pacer.rest();
    }
  }
}

function newBatch(fields: number): Batch {
  return {
    length: 0,
    time: new Float64Array(BATCH),
    type: new Uint16Array(BATCH),
    fields: Array.from({ length: fields }, () => new Float64Array(BATCH)),
  };
}
