/** Remembers the type of each event, for whatever asks how many there are of a type, or which they are. */
import type { EventBatch, EventType, TraceReader } from '../../formats/reader.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import { TypeColumn } from '../../index/type-column.ts';
import type { Analysis } from '../analysis.ts';

export class EventTypes implements Analysis {
  readonly keptAs = 'event-types 1';
  readonly requests = [];
  /** In the order of the events, as in the trace's `times`. */
  readonly column = new TypeColumn();
  readonly #reader: TraceReader;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  get types(): readonly EventType[] {
    return this.#reader.types;
  }

  consume({ length, type }: EventBatch): void {
    this.column.append(type, length, this.#reader.types.length);
  }

  finish(): void {
    // Nothing is left open.
  }

  save(out: IndexWriter): void {
    this.column.save(out);
  }

  load(from: IndexReader): void {
    this.column.load(from);
  }
}
