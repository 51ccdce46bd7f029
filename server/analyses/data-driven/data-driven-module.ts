/**
 * One state provider or pattern of a document at work on one trace: events in, attributes out, and segments where it is
 * a pattern. Made by an `EventPass`; what it has found can be looked at while it grows.
 */
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { EventConsumer } from '../event-pass.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { SegmentSet } from '../segments/segment-set.ts';
import { AttributeStore } from './attribute-store.ts';
import type { Pattern, StateProvider } from './document.ts';

export class DataDrivenModule implements EventConsumer {
  readonly requests: readonly FieldRequest[] = [];
  readonly store = new AttributeStore();
  /** Of a pattern. */
  readonly segments: SegmentSet | undefined;

  /** `strings`: those of the pass. */
  constructor(_part: StateProvider | Pattern, _trace: IndexedTrace, _strings: StringTable) {}

  /** Throws an `Error` that names the element of the document which asks for too much (attributes, scenarios). */
  consume(_batch: EventBatch, _fields: readonly Float64Array[]): void {}

  finish(_end: number): void {}
}
