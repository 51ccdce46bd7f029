/**
 * What the HTTP thread and the threads of the call service say to each other. Bodies are transferred, not copied; each
 * question has a number, and ends with `answer`, `end` or `broken`.
 */
import type { CallSource } from '../feed.ts';

export interface WorkerInput {
  readonly source: CallSource;
  /** Only what reads is asked of it. */
  readonly readOnly: boolean;
}

export type ToWorker =
  | {
      readonly kind: 'ask';
      readonly id: number;
      /** The first path of the operation. */
      readonly path: string;
      readonly user: string;
      readonly body: Uint8Array<ArrayBuffer>;
      /** Of the body; what isn't a form is JSON. */
      readonly type: string;
    }
  /** So many more bytes of a stream can be taken. */
  | { readonly kind: 'credit'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

export type FromWorker =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly status: number;
      readonly type: string;
      readonly body: Uint8Array;
    }
  /** A stream begins, with its first chunk. */
  | { readonly kind: 'begin'; readonly id: number; readonly type: string; readonly chunk: Uint8Array }
  | { readonly kind: 'chunk'; readonly id: number; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  /** A stream can't go on. */
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string }
  /** Something went wrong in us; told beside the answer. */
  | { readonly kind: 'failure'; readonly error: Error };

/** So many bytes of a stream, and one more chunk, may be on their way. */
export const WINDOW = 512 * 1024;

export const JSON_TYPE = 'application/json';
export const LINES_TYPE = 'application/jsonl';
export const BYTES_TYPE = 'application/octet-stream';

/** The way to where questions are answered. */
export interface Connection {
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
  /** Ends the other side at once. */
  terminate(): void;
}

/** `lost` is called once, when nothing more will come; with the reason if it was a failure. */
export type Connect = (receive: (message: FromWorker) => void, lost: (error?: unknown) => void) => Connection;
