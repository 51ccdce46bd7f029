/**
 * One analysis of one trace: it names the fields it wants, is fed every batch of events as they stream past, and leaves
 * an index behind that outputs answer from, also while it still grows.
 *
 * Invariants: nothing is kept of a batch after `consume` returns; no object per event.
 */
import type { EventBatch, FieldRequest } from '../formats/reader.ts';
import type { Kept } from '../index/store/kept.ts';

/** It is saved after `finish`, and loaded on a fresh analysis instead of any `consume`. */
export interface Analysis extends Kept {
  readonly requests: readonly FieldRequest[];
  /** `fields` are the batch's columns for `requests`, in their order. */
  consume(batch: EventBatch, fields: readonly Float64Array[]): void;
  /** No more events come. `end` is the time of the last one, ns since the reader's base. */
  finish(end: number): void;
  /** Its name in the kept index, with the version of its layout: raise it whenever what is saved changes. "call-stack-ust 1". */
  readonly keptAs: string;
  /** What it feeds in turn; found like the analysis itself. */
  readonly parts?: readonly object[];
}
