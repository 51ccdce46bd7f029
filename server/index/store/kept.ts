/**
 * How an index is kept on disk: named columns and small facts, nested by name. What an index saves, it can load again,
 * and then answers exactly as before, without a look at the trace.
 *
 * Columns handed to a writer are not copied: they must not change until the file has been written. Columns that a reader
 * hands out are views of one buffer with the file's bytes; several threads may look at it: whoever wants to change one
 * copies it first.
 */
export type KeptColumn = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

export interface IndexWriter {
  /**
   * A small value, as JSON: finite numbers, texts, arrays and plain objects. Lists of texts are fine, objects per event
   * are not. Like a column, it must not change until the file has been written; it is turned into text in one go, so a
   * list of more than some ten thousand items is better handed over in parts.
   */
  facts(name: string, value: unknown): void;
  /**
   * One column; the parts, all of one machine type, are laid end to end. A `later` one is not read when the index is
   * opened, but as far as it is looked at: for what grows with the events, but is looked at in few places.
   */
  column(name: string, parts: readonly KeptColumn[], when?: 'later'): void;
  /** The same, below a name. */
  within(name: string): IndexWriter;
}

/** The class of a column: `Float64Array`. */
export interface ColumnType<T extends KeptColumn> {
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A column, parts of which are read when they are first asked for. */
export interface LaterColumn<T> {
  readonly length: number;
  /** The items [from, to), as a view. Throws an `IndexError` if they can't be read. Cost: some 20 µs for each 64 KiB, once. */
  part(from: number, to: number): T;
}

/** Throws an `IndexError` for what is not there, or of another type than asked for. */
export interface IndexReader {
  facts(name: string): unknown;
  float64(name: string): Float64Array;
  uint32(name: string): Uint32Array;
  int32(name: string): Int32Array;
  uint16(name: string): Uint16Array;
  uint8(name: string): Uint8Array;
  later<T extends KeptColumn>(name: string, type: ColumnType<T>): LaterColumn<T>;
  within(name: string): IndexReader;
}

/** Something that can be kept on disk. `load` is called once, on a fresh object, instead of feeding it. */
export interface Kept {
  save(out: IndexWriter): void;
  load(from: IndexReader): void;
}

/** What was kept can't be read: of another version, cut off, or foreign. It is then made again from the trace. */
export class IndexError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IndexError';
  }
}
