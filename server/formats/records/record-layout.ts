/**
 * What makes up a kind of files with records: how their bytes fall into records (a line, an element), and what a record
 * says. All else, reading, order, columns and what is kept, is one for all kinds.
 */
import type { FieldTable } from './field-table.ts';

/** Bytes of a record at the most: lines are cut there, elements left out. */
export const LONGEST_RECORD = 1 << 20;
/** Characters of a type's name; it is cut there. */
export const LONGEST_TYPE = 200;

export interface RecordLayout {
  /** Of the format. */
  readonly id: string;
  readonly name: string;
  /** Equal for layouts that read all files alike. */
  readonly key: string;
  framing(): Framing;
  /** `modified`: when the file was changed last, s since the epoch. Throws an `Error` that is for the user. */
  parser(modified: number): RecordParser;
}

/** Finds records in bytes. */
export interface Framing {
  /** Of the record found last, in `bytes`. */
  readonly start: number;
  readonly end: number;
  /** Where the search goes on. Bytes before it are never looked at again. */
  readonly after: number;
  begin(bytes: Buffer, from: number, to: number): void;
  /** False where no record is complete before the end of the bytes. `isLast`: none follow. Throws an `Error` for what is refused. */
  next(isLast: boolean): boolean;
  /** The record at `after` is too long. True if it is cut to what there is of it; else it is passed over. */
  cut(): boolean;
  /** Of the record found last. */
  text(): string;
}

/** Reads one record after the other; tells of the last one. */
export interface RecordParser {
  readonly fields: FieldTable;
  /** s since the epoch, and ns on top. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** The name of the event's type. */
  readonly type: string;
  /** By index in `fields`; undefined where the record has none of it. */
  readonly values: readonly (string | undefined)[];
  /** Records that are no events are added, line by line, to the event before; else they are left out. */
  readonly isContinued: boolean;
  /** The field to which they are added, never one of numbers; it may be a new one. */
  continuation(): number;
  /** Undefined for an event; why it is none, else. The same few sentences for all records. */
  read(text: string): string | undefined;
}
