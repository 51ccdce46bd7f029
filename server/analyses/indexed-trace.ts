/**
 * One trace of an experiment while it is read and after: the times of its events, and what each analysis that applies to
 * it has found. All events pass once, batch by batch, through all analyses.
 */
import type { FieldRequest } from '../formats/reader.ts';
import { StringTable } from '../index/string-table.ts';
import { TimeColumn } from '../index/time-column.ts';
import type { Analysis } from './analysis.ts';
import type { TraceSource, TraceState } from './experiment-index.ts';
import type { Status } from './output.ts';

export class IndexedTrace implements TraceState {
  readonly source: TraceSource;
  /** As shown: differs from the names of all other traces of the experiment. */
  readonly name: string;
  /** Place among the traces of the experiment, from 0. */
  readonly ordinal: number;
  readonly strings = new StringTable();
  /** ns since `base`. */
  readonly times = new TimeColumn();
  status: Status = 'RUNNING';
  message?: string;
  #analyses: readonly Analysis[] = [];

  constructor(source: TraceSource, name: string, ordinal: number) {
    this.source = source;
    this.name = name;
    this.ordinal = ordinal;
  }

  get base(): bigint {
    return this.source.reader.base;
  }
  get events(): number {
    return this.times.length;
  }
  get start(): bigint {
    return this.events === 0 ? 0n : this.base + BigInt(this.times.at(0));
  }
  get end(): bigint {
    return this.events === 0 ? 0n : this.base + BigInt(this.lastTime);
  }
  /** Time of the last event so far, ns since `base`. */
  get lastTime(): number {
    return this.events === 0 ? 0 : this.times.at(this.events - 1);
  }
  /** Where states end that are still open: just after the last event. */
  get now(): number {
    return this.lastTime + 1;
  }

  /** What the analysis of this class, or the part of one, has found; undefined where it does not apply. */
  find<T extends object>(type: abstract new (...args: never[]) => T): T | undefined {
    for (const analysis of this.#analyses) {
      if (analysis instanceof type) return analysis;
      for (const part of analysis.parts ?? []) if (part instanceof type) return part;
    }
    return undefined;
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
        await pause();
      }
    } finally {
      for (const analysis of analyses) analysis.finish(this.lastTime);
    }
  }
}

/** Where the request stands in the list; it is added if it is new. */
function indexOf(requests: FieldRequest[], request: FieldRequest): number {
  const known = requests.findIndex(({ name, as }) => name === request.name && as === request.as);
  return known >= 0 ? known : requests.push(request) - 1;
}
