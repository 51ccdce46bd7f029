/**
 * One trace of an experiment while it is read and after: the times of its events, and what each analysis that applies to
 * it has found. All events pass once, batch by batch, through all analyses.
 */
import type { FieldRequest } from '../formats/reader.ts';
import { IndexDraft } from '../index/store/index-draft.ts';
import { IndexError, type IndexReader } from '../index/store/kept.ts';
import { StringTable } from '../index/string-table.ts';
import { TimeColumn } from '../index/time-column.ts';
import type { Analysis } from './analysis.ts';
import { type Attributed, isAttributed } from './attributes.ts';
import type { TraceSource, TraceState } from './experiment-index.ts';
import type { Status } from './output.ts';

export class IndexedTrace implements TraceState {
  readonly source: TraceSource;
  /** As shown: differs from the names of all other traces of the experiment. */
  readonly name: string;
  /** Place among the traces of the experiment, from 0. */
  readonly ordinal: number;
  /** What is added to the times that the trace says, ns. May change at any time, and `base` with it. */
  offset: bigint;
  strings = new StringTable();
  /** ns since `base`. */
  times = new TimeColumn();
  status: Status = 'RUNNING';
  message?: string;
  #analyses: readonly Analysis[] = [];
  #loaded = false;
  #grown = Promise.withResolvers<void>();

  constructor(source: TraceSource, name: string, ordinal: number) {
    this.source = source;
    this.name = name;
    this.ordinal = ordinal;
    this.offset = source.offset ?? 0n;
  }

  /** The time that relative times count from, as shown: ns since the epoch. */
  get base(): bigint {
    return this.source.reader.base + this.offset;
  }
  get events(): number {
    return this.times.length;
  }
  get start(): bigint {
    return this.events === 0 ? 0n : this.base + BigInt(this.times.first);
  }
  get end(): bigint {
    return this.events === 0 ? 0n : this.base + BigInt(Math.max(this.lastTime, this.#reach));
  }
  /** Time of the last event so far, ns since `base`. */
  get lastTime(): number {
    return this.events === 0 ? 0 : this.times.last;
  }
  /** Where states end that are still open: just after the last event, or where a live trace has got to. */
  get now(): number {
    return Math.max(this.lastTime + 1, this.#reach);
  }

  get #reach(): number {
    return (this.status === 'RUNNING' ? this.source.reader.live?.reach : undefined) ?? 0;
  }

  /** All that there was when reading began has been seen, whether more comes or not. */
  get isCaughtUp(): boolean {
    return this.status !== 'RUNNING' || this.source.reader.live?.isCaughtUp === true;
  }

  /** Resolves when more events have been read, or no more will be. */
  get grown(): Promise<void> {
    return this.#grown.promise;
  }

  /** What the analysis of this class, or the part of one, has found; undefined where it does not apply. */
  find<T extends object>(type: abstract new (...args: never[]) => T): T | undefined {
    for (const analysis of this.#analyses) {
      if (analysis instanceof type) return analysis;
      for (const part of analysis.parts ?? []) if (part instanceof type) return part;
    }
    return undefined;
  }

  /** The analyses, and parts of them, that tell what they hold. */
  attributed(): readonly Attributed[] {
    return this.#analyses.flatMap((analysis) => [analysis, ...(analysis.parts ?? [])].filter(isAttributed));
  }

  /**
   * Takes over the kept index, if there is one that fits, with the analyses that `applying` finds for what is known of
   * the trace then. False if the trace has to be read.
   */
  async load(applying: () => readonly Analysis[]): Promise<boolean> {
    const { kept } = this.source;
    const index = await kept?.open();
    if (index === undefined) return false;
    try {
      this.#load(index, applying);
      this.#loaded = true;
    } catch {
      this.strings = new StringTable();
      this.times = new TimeColumn();
      this.#analyses = [];
      await kept?.remove();
    }
    return this.#loaded;
  }

  #load(index: IndexReader, applying: () => readonly Analysis[]): void {
    const { reader } = this.source;
    if (reader.load === undefined || index.facts('reader') !== reader.keptAs) throw new IndexError('of another reader');
    reader.load(index.within('reader'));
    this.strings.load(index.within('strings'));
    this.times.load(index);
    const analyses = applying();
    if (String(index.facts('analyses')) !== String(analyses.map(({ keptAs }) => keptAs)))
      throw new IndexError('of other analyses');
    for (const analysis of analyses) analysis.load(index.within(analysis.keptAs));
    this.#analyses = analyses;
  }

  /** Has what was read kept, unless it was not read to its end. `pause` is awaited between slices of work. */
  async keep(pause: () => Promise<void>): Promise<void> {
    const { reader, kept } = this.source;
    if (kept === undefined || this.status !== 'COMPLETED' || this.#loaded || reader.save === undefined) return;
    const draft = new IndexDraft();
    draft.facts('reader', reader.keptAs);
    draft.facts(
      'analyses',
      this.#analyses.map(({ keptAs }) => keptAs),
    );
    reader.save(draft.within('reader'));
    this.strings.save(draft.within('strings'));
    this.times.save(draft);
    for (const analysis of this.#analyses) {
      analysis.save(draft.within(analysis.keptAs));
      await pause();
    }
    await kept.write(draft, pause);
  }

  /** Reads the whole trace. `pause` is awaited after every batch. Throws what the reader throws. */
  async read(analyses: readonly Analysis[], pause: () => Promise<void>, signal: AbortSignal): Promise<void> {
    this.#analyses = analyses;
    const requests: FieldRequest[] = [];
    const columns = analyses.map((analysis) => analysis.requests.map((request) => indexOf(requests, request)));
    try {
      for await (const batch of this.source.reader.batches(requests, this.strings)) {
        signal.throwIfAborted();
        this.times.append(batch.time, batch.length);
        analyses.forEach((analysis, a) => {
          analysis.consume(
            batch,
            columns[a]!.map((column) => batch.fields[column]!),
          );
        });
        this.#tellGrown();
        await pause();
      }
      // A reader that was cancelled just ends.
      signal.throwIfAborted();
    } finally {
      for (const analysis of analyses) analysis.finish(this.lastTime);
      this.#tellGrown();
    }
  }

  #tellGrown(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }
}

/** Where the request stands in the list; it is added if it is new. */
function indexOf(requests: FieldRequest[], request: FieldRequest): number {
  const known = requests.findIndex(({ name, as }) => name === request.name && as === request.as);
  return known >= 0 ? known : requests.push(request) - 1;
}
