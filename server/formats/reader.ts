/**
 * The one shape in which every format hands a trace to the analyses.
 *
 * A reader turns a path into batches of events in time order. A batch is a set of typed columns that the reader fills
 * again and again: no object per event. Analyses name the fields they want before reading starts, so that a reader
 * decodes those only. Whole events as text are decoded on demand, for the few rows of a table that somebody looks at.
 *
 * Invariants: times are nanoseconds since `base`, exact integers (|t| < 2^53), never decreasing from event to event;
 * a batch and its columns are valid only until the next one is asked for; a reader yields to the event loop
 * (`setImmediate`) at least every 20 ms of work, so that questions are answered while it reads.
 */
import type { IndexReader, IndexWriter } from '../index/store/kept.ts';
import type { StringTable } from '../index/string-table.ts';

/**
 * How a field lands in its `Float64Array` column:
 * `number` as a double (64-bit integers beyond 2^53 lose low bits); `text` as an id in the trace's `StringTable`;
 * `key` as an exact identity: the integer itself below 2^53, else −1−id of its decimal text in the `StringTable`.
 */
export type FieldForm = 'number' | 'text' | 'key';

export interface FieldRequest {
  /** The field's name, looked up in payload, event context, stream context, packet context, then header; or `$cpu`, `$stream`. */
  readonly name: string;
  readonly as: FieldForm;
  /** Instead of `name`: for each type the name of another field, of payload or event context; '' for none. For questions about many fields, few of any one type. */
  readonly names?: readonly string[];
}

export interface FieldInfo {
  readonly name: string;
  readonly numeric: boolean;
  /** As `text` it is a label that stands for the number. */
  readonly labelled?: boolean;
  /** Said with many events: in a context of their stream; in the header or the packet, and not about the event itself. */
  readonly shared?: 'stream' | 'packet';
}

export interface EventType {
  readonly name: string;
  /** Every field that an event of this type can carry, payload first. */
  readonly fields: readonly FieldInfo[];
}

export interface EventBatch {
  readonly length: number;
  /** ns since `base`. */
  readonly time: Float64Array;
  /** Index into `types`. */
  readonly type: Uint16Array;
  /** One column a request, in the order of the requests. Undefined content where the event's type lacks the field; NaN where an optional value is absent. */
  readonly fields: readonly Float64Array[];
}

/** The tracer dropped `count` events between `start` and `end` (ns since `base`). */
export interface LostEvents {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Something the user should know about the trace: a file that is cut off, a packet that was skipped. */
export interface Notice {
  readonly message: string;
  readonly file?: string;
  /** Byte offset in `file`. */
  readonly offset?: number;
}

/** A thread, or another line of execution, that the format itself names (Trace Event metadata). */
export interface Track {
  readonly pid: string;
  readonly tid: string;
  readonly processName?: string;
  /** What the process is about, beside its name (a browser tab's title). */
  readonly processLabels?: string;
  readonly threadName?: string;
  readonly processSortIndex?: number;
  readonly threadSortIndex?: number;
}

/** A cell's text by way of a field. */
export interface ScannedCell {
  readonly request: FieldRequest;
  /** Of a value that is not NaN; absent where the cell holds the number or the text itself. */
  readonly text?: (value: number) => string;
}

export interface TableColumn {
  readonly name: string;
  readonly description: string;
  /** How to have the cells from a `scan`: the names of types, or a field. Absent where only `cells` tells. */
  readonly scanned?: 'type' | ScannedCell;
  /** A TSP data type. */
  readonly type: 'NUMBER' | 'BINARY_NUMBER' | 'TIMESTAMP' | 'DURATION' | 'STRING' | 'TIME_RANGE';
}

export interface ReadProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Events seen so far; equals the events delivered once reading has ended. */
  readonly events: number;
}

export interface TraceReader {
  /** ns since the epoch (signed 64 bit) to which all relative times refer. Fixed before the first batch is delivered. */
  readonly base: bigint;
  /** All event types; fixed before the first batch is delivered, and once `survey` is done. At most 65,535. */
  readonly types: readonly EventType[];
  /** What the trace says of itself (environment, clock, host), for display. */
  readonly properties: ReadonlyMap<string, string>;
  /** Equal for traces of one machine; undefined if the trace does not tell. */
  readonly hostId?: string;
  /** Columns of the events table besides those that every trace has. */
  readonly columns: readonly TableColumn[];
  /** Grow while reading. */
  readonly notices: readonly Notice[];
  readonly lost: readonly LostEvents[];
  /** Indexed by the `$track` field. Complete once the first batch is delivered. */
  readonly tracks?: readonly Track[];
  readonly progress: ReadProgress;

  /** Awaited before analyses are chosen by the types: where these are known only after a look at all events. Gives way as `batches` does. */
  survey?(): Promise<void>;

  /** Reads the trace once, from begin to end. Throws a `FormatError` only if nothing can be read at all. */
  batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch, void, undefined>;

  /** Of a trace that goes on growing: `batches` ends only when it is cancelled. Nothing is kept of it. */
  readonly live?: LiveTrace;

  /** Ends `survey` and `batches` soon, whatever it is doing: within some 20 ms it returns. What was delivered stays. */
  cancel?(): void;

  /**
   * The texts of events [from, to) for the given indices into `columns`, row by row. Works for events already
   * delivered, also while reading goes on. Cost: O(rows + one checkpoint distance).
   */
  cells(from: number, to: number, columns: readonly number[]): string[][];
  /**
   * Goes once more over events [from, to) that were delivered, with columns of its own, also while reading goes on: for
   * searches and filters, which look at a field or two of millions of events. As `batches` in all else; several at a time
   * don't touch each other. Cost to begin: one checkpoint distance, or for a format without such the reading of the file,
   * once. Throws a `FormatError` if the file has changed.
   */
  scan(
    from: number,
    to: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch, void, undefined>;

  /** Awaited before `cells`: a reader that was loaded may have something to make ready, such as to unpack its file. */
  prepareCells?(): Promise<void>;

  /**
   * The format's name with a version, to be raised whenever what is saved changes, or what is read of the same file. A
   * reader without `keptAs`, `save` and `load` has its trace read again at every opening.
   */
  readonly keptAs?: string;
  /** After the last batch: all that it knows beyond what `open` tells. */
  save?(out: IndexWriter): void;
  /** Instead of `batches`: from then on it is as after the last batch. Where the rest of an index proves to be unusable, `batches` follows nevertheless, and begins anew. */
  load?(from: IndexReader): void;

  close(): void;
}

export interface LiveTrace {
  /** What was there at first has been delivered. */
  readonly isCaughtUp: boolean;
  /** What was delivered is not what the trace is now: something came too late for its time, or was taken back. */
  readonly isOutdated: boolean;
  /** Until when what is open is known to go on, ns since the reader's base; undefined if nothing is. */
  readonly reach: number | undefined;
  /** A reader of the trace as it is now, which shares with this one what it can. */
  renewed(): TraceReader;
}

/** A format that Heddle can read. */
export interface Format {
  readonly id: string;
  readonly name: string;
  /**
   * Does this path hold a trace of this format? Looks at names and the first 64 KiB at most; never throws for foreign
   * content. `certain` wins over `likely`.
   */
  sniff(path: string): 'certain' | 'likely' | undefined;
  /** Is this very folder a trace, whatever lies below it? Looks into one file at most. Absent where traces are files. */
  isTraceFolder?(path: string): boolean;
  /** The files that the trace at `path` consists of; absent where that is the path itself. Throws what the system says. */
  files?(path: string): readonly string[];
  /** Reads what is needed to know the types and the base. Throws `FormatError`. `cache` is a folder for files of the reader's own, removed by `close`. */
  open(path: string, cache: string): Promise<TraceReader>;
}

/** The trace, or a part of it, can't be read; says which file, where, and why. */
export class FormatError extends Error {
  readonly file: string;
  readonly offset: number | undefined;
  /** Without the place. */
  readonly reason: string;
  constructor(message: string, file: string, offset?: number) {
    super(`${file}${offset === undefined ? '' : `, byte ${offset}`}: ${message}`);
    this.name = 'FormatError';
    this.file = file;
    this.offset = offset;
    this.reason = message;
  }
}
