/**
 * All that is known of an experiment: its traces, read one after the other, and the outputs over them.
 */
import type { FileSystem } from '../binaries/file-system.ts';
import type { Notice, TraceReader } from '../formats/reader.ts';
import type { KeptIndex } from '../index/store/index-folder.ts';
import type { Experiment } from './experiment-output.ts';
import type { Output, Status } from './output.ts';

/** A trace as the workspace names it, opened by its format. */
export interface TraceSource {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  readonly reader: TraceReader;
  /** Id of its format; absent where nobody asked for one. */
  readonly format?: string;
  /** How much later than the trace says its events are shown, ns; 0 if absent. */
  readonly offset?: bigint;
  /** Where its index is kept; absent if it is not. */
  readonly kept?: KeptIndex;
}

export interface TraceState {
  readonly source: TraceSource;
  /** Absolute ns of the first and last event seen so far, as shown; 0n before the first. */
  readonly start: bigint;
  readonly end: bigint;
  /** See `TraceSource`. */
  readonly offset: bigint;
  readonly events: number;
  readonly status: Status;
  /** Why it FAILED. */
  readonly message?: string;
}

export interface ExperimentIndex {
  readonly traces: readonly TraceState[];
  readonly status: Status;
  /** What the user should know besides what readers tell. */
  readonly notices: readonly Notice[];
  /** 0…1, by bytes read; 1 once reading has ended, unless it was cancelled, or only waits for what comes. */
  readonly fraction: number;
  /** Where some of its traces go on growing: `run` ends when it is cancelled. */
  readonly live?: LiveExperiment | undefined;
  /** Takes over what is kept of a trace, or reads it, trace by trace. Yields to the event loop at least every 20 ms. A trace that fails does not stop the others. */
  run(signal: AbortSignal): Promise<void>;
  /** After `run`: has the indexes of those wanted traces kept that were read, and wholly. Throws what the disk says. */
  keep(wanted: (source: TraceSource) => boolean): Promise<void>;
  /** As outputs see it. */
  readonly experiment: Experiment;
  /** Grows while reading, as analyses find that they apply. */
  outputs(): readonly Output[];
  /** Shows the events of each named trace (uuid) that many ns later than it says; all answers from then on are so. */
  shift(offsets: ReadonlyMap<string, bigint>): void;
  /** Names functions by an `nm` map that the user points to, in all traces, also those read later. Throws a `QueryError` if it holds no symbols or can't be read. */
  addSymbols(path: string): Promise<void>;
}

export interface LiveExperiment {
  /** All that there was when reading began has been read. */
  readonly isCaughtUp: boolean;
  /** Live traces are not what was read of them any more. */
  readonly isOutdated: boolean;
  /** An experiment in which those are read anew, by its own `run`; all else is shared with this one. */
  renewed(): ExperimentIndex;
  /** Nothing more is read of traces that are not those of `to`. */
  giveWay(to: ExperimentIndex): void;
}

/** `files`: where binaries are read that traces name; absent where none may be. */
export type OpenExperiment = (traces: readonly TraceSource[], files?: FileSystem) => ExperimentIndex;
