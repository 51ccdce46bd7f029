/** The thread that is current at each event of a kernel trace, for a pass over its events besides the reading of it. */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import { KernelLayout } from './kernel-layout.ts';
import type { KernelBatch, KernelPart } from './kernel-part.ts';
import { KernelPass } from './kernel-pass.ts';

class LatestBatch implements KernelPart {
  readonly roles = [];
  readonly keptAs = 'current threads';
  tid: KernelBatch['tid'] = new Int32Array(0);

  consume({ tid }: KernelBatch): void {
    this.tid = tid;
  }
  finish(): void {}
  save(): void {}
  load(): void {}
}

export class CurrentThreads {
  readonly requests: readonly FieldRequest[];
  readonly #batch = new LatestBatch();
  readonly #pass: KernelPass;

  /** Undefined where the trace has no kernel events. */
  static of(reader: TraceReader, strings: StringTable): CurrentThreads | undefined {
    const layout = KernelLayout.of(reader, strings);
    return layout && new CurrentThreads(layout);
  }

  private constructor(layout: KernelLayout) {
    this.#pass = new KernelPass(layout, [this.#batch]);
    this.requests = this.#pass.requests;
  }

  /** All batches, in their order. `fields` are the columns for `requests`. */
  enter(batch: EventBatch, fields: readonly Float64Array[]): void {
    this.#pass.consume(batch, fields);
  }

  /** Of this event of the batch; 0 idle, −1 unknown. */
  tid(row: number): number {
    return this.#batch.tid[row]!;
  }
}
