/**
 * The messages between the HTTP thread and the worker thread that holds one experiment.
 *
 * One worker owns an experiment: it reads the traces, builds the indexes, and answers every question about them with
 * ready JSON text, so that the HTTP thread only copies bytes. Between batches of events it answers questions, so partial
 * answers are served while it reads. Ending the worker cancels everything and frees all of its memory.
 */
import type { Configuration, OutputDescriptor, Status } from '../analyses/output.ts';
import type { FileSystemOptions } from '../binaries/file-system.ts';
import type { CallSource } from '../calls/feed.ts';
import type { Notice } from '../formats/reader.ts';
import type { Trial, TrialResult } from './trial.ts';

export interface TraceToOpen {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  /** Format id, see `formats/registry.ts`; or of a format that a configuration describes. */
  readonly format: string;
  /** What that configuration was called, where it is no more. */
  readonly formatName?: string;
  /** See `TraceSource`. */
  readonly offset?: bigint;
}

export interface DerivedOutput {
  readonly parentId: string;
  readonly configuration: Configuration;
  /** Its id as listed before, if it was; under it stands the reason where it can't be derived any more. */
  readonly outputId?: string;
}

export interface WorkerInput {
  readonly traces: readonly TraceToOpen[];
  readonly derived: readonly DerivedOutput[];
  /** Addresses of modules with configuration types of others. */
  readonly modules?: readonly string[];
  /** Those that add outputs to every experiment, or formats. */
  readonly configurations?: readonly Configuration[];
  /** Files with symbols that the user has named. */
  readonly symbolMaps: readonly string[];
  /** Where binaries are read that traces name; absent where none may be. */
  readonly binaries?: FileSystemOptions;
  readonly cacheFolder: string;
  /** Where the calls lie of traces that are projects of the call service. */
  readonly calls?: CallSource;
  /** Where indexes are kept; they are not, if it is absent. */
  readonly indexFolder?: string;
}

/** Modules with configuration types that are to be loaded, and ids of types that are no more; these go first. */
export interface TypeChange {
  readonly load: readonly string[];
  readonly forget: readonly string[];
}

/** Every data question of the protocol, named as its route. */
export type Operation =
  | 'data/tree'
  | 'XY/tree'
  | 'XY/xy'
  | 'genericXY/tree'
  | 'genericXY/xy'
  | 'timeGraph/tree'
  | 'timeGraph/states'
  | 'timeGraph/arrows'
  | 'timeGraph/tooltip'
  | 'table/columns'
  | 'table/lines'
  | 'style'
  | 'annotationCategories'
  | 'annotations';

export type ToWorker =
  /** The first message, and only that. */
  | { readonly kind: 'open'; readonly input: WorkerInput }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly operation: Operation;
      readonly outputId: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      /** Answer with a frame of columns. */
      readonly framed?: boolean;
    }
  | { readonly kind: 'abort'; readonly id: number }
  /** Have the traces changed on the disk? The progress tells. */
  | { readonly kind: 'look' }
  /** Ends reading; what was read stays. Answered once it has ended. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'outputs'; readonly id: number }
  | { readonly kind: 'derive'; readonly id: number; readonly derived: DerivedOutput }
  | { readonly kind: 'remove'; readonly id: number; readonly outputId: string }
  /**
   * A configuration is new, or has changed. `remake`: its parameters have, so all that it provides, and all that was derived
   * with it, is made anew; else only its name and description.
   */
  | { readonly kind: 'configure'; readonly id: number; readonly configuration: Configuration; readonly remake: boolean }
  /** A configuration is no more, or not here: removes what it provides, and what was derived with it. */
  | { readonly kind: 'withdraw'; readonly id: number; readonly configurationId: string }
  | { readonly kind: 'types'; readonly id: number; readonly change: TypeChange }
  | { readonly kind: 'try'; readonly id: number; readonly outputId: string; readonly trial: Trial }
  | { readonly kind: 'symbols'; readonly id: number; readonly path: string }
  /** By trace, ns; of traces that are not named, nothing changes. */
  | { readonly kind: 'shift'; readonly id: number; readonly offsets: ReadonlyMap<string, bigint> };

export interface TraceProgress {
  readonly uuid: string;
  /** Absolute ns, as shown: with the offset; both 0 until the first event. */
  readonly start: bigint;
  readonly end: bigint;
  readonly offset: bigint;
  readonly nbEvents: number;
  readonly status: Status;
  readonly properties: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  /** Files that are no longer as they were when the trace was opened; absent if there are none. */
  readonly changed?: readonly string[];
}

export type FromWorker =
  | {
      readonly kind: 'progress';
      readonly traces: readonly TraceProgress[];
      readonly status: Status;
      /** 0…1, of the bytes. Where reading was cancelled, how far it came. */
      readonly fraction: number;
      /** Of all traces. */
      readonly events: number;
      /** Of an experiment that goes on growing: it rises with whatever answers may change by. */
      readonly liveRevision?: number;
      /** While reading, once there is something to go by. */
      readonly eventsPerSecond?: number;
      readonly secondsLeft?: number;
      readonly message?: string;
    }
  /** `body` is UTF-8 JSON, or of `type`; transferred. `status` is the HTTP status. */
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly status: number;
      readonly body: ArrayBuffer;
      readonly type?: string;
    }
  | { readonly kind: 'tried'; readonly id: number; readonly result: TrialResult }
  | { readonly kind: 'descriptors'; readonly id: number; readonly outputs: readonly OutputDescriptor[] }
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly message: string;
      readonly parameter?: string;
      readonly position?: number;
    };
