/**
 * Single records once more, by their place in the file: through a window that follows the one who asks, so that going
 * through the file reads each part once.
 */
import type { ByteSource } from '../byte-source.ts';
import type { RecordEvents } from './record-events.ts';
import { type Framing, LONGEST_RECORD, type RecordParser } from './record-layout.ts';

const WINDOW = 1 << 18;

export class RecordDecoder {
  readonly #source: ByteSource;
  readonly #events: RecordEvents;
  readonly #framing: Framing;
  readonly #parser: RecordParser;
  #window = Buffer.allocUnsafeSlow(WINDOW);
  #origin = 0;
  #length = 0;
  /** Of the record read last, in the window. */
  #after = 0;
  #end = 0;

  constructor(source: ByteSource, events: RecordEvents, framing: Framing, parser: RecordParser) {
    this.#source = source;
    this.#events = events;
    this.#framing = framing;
    this.#parser = parser;
  }

  /** Has the parser read the record at `place` of the file's order. False if it is no event any more. */
  read(place: number): boolean {
    const begin = this.#events.offset(place);
    const length = Math.min(LONGEST_RECORD, this.#events.endOf(place) - begin);
    const from = this.#at(begin, length);
    const framing = this.#framing;
    this.#end = Math.min(this.#length, from + length);
    framing.begin(this.#window, from, this.#end);
    if (!framing.next(true)) return false;
    this.#after = framing.after;
    return this.#parser.read(framing.text()) === undefined;
  }

  /** Bytes of the record read last. */
  get length(): number {
    return this.#framing.end - this.#framing.start;
  }

  /** As it stands in the file. */
  text(): string {
    return this.#framing.text();
  }

  /** A value of the record, with what the lines up to the next event add to it. */
  value(field: number): string | undefined {
    const value = this.#parser.values[field];
    if (!this.#parser.isContinued || this.#after >= this.#end) return value;
    if (field !== this.#parser.continuation()) return value;
    const more = this.#window.toString('utf8', this.#after, this.#end).trimEnd();
    if (more === '') return value;
    return value === undefined || value === '' ? more : `${value}\n${more.replaceAll('\r\n', '\n')}`;
  }

  #at(offset: number, length: number): number {
    const from = offset - this.#origin;
    if (from >= 0 && from + length <= this.#length) return from;
    if (length > this.#window.length) this.#window = Buffer.allocUnsafeSlow(LONGEST_RECORD);
    // Times that go back a little make the one who asks go back and forth: what lies before is read along then.
    const isLittleBack = from < 0 && -from < WINDOW / 2 && length <= WINDOW / 2;
    this.#origin = isLittleBack ? Math.max(0, offset - WINDOW / 2) : offset;
    this.#length = this.#source.readAt(this.#window, this.#origin);
    return offset - this.#origin;
  }
}
