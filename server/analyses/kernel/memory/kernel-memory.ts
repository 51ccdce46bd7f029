/**
 * Pages of memory that the kernel hands out and takes back, each counted for the thread that was current on its CPU: how
 * much each thread, and all of them together, have got since tracing began. What they had before isn't known, so a thread
 * that gives back older pages goes below 0.
 *
 * Cost: 32 B a change, and 16 B whenever a thread has less than ever before.
 */
import { KeyTable } from '../../../index/key-table.ts';
import { StepSeries } from '../../../index/step-series.ts';
import { loadSeries, saveSeries } from '../../../index/step-series-kept.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import type { Attribute, Attributed } from '../../attributes.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';

const { page_alloc: PAGE_ALLOC, page_free: PAGE_FREE } = Kind;
const PAGE = 4096;
/** Of 2^order pages; Linux hands out 2^10 at the most. */
const MOST_ORDER = 30;

interface MemoryOfThread {
  /** −1: nobody knows who was current. */
  readonly tid: number;
  /** Bytes. */
  readonly memory: StepSeries;
  /** The least so far, 0 at first. */
  readonly least: StepSeries;
}

export class KernelMemory implements KernelPart, Attributed {
  readonly stateSystem = {
    module: 'Kernel memory usage Analysis',
    id: 'org.eclipse.tracecompass.analysis.os.linux.core.kernelmemory',
  };
  readonly keptAs = 'kernel-memory 1';
  readonly roles: readonly Role[] = ['order', 'page'];
  /** In order of first appearance. */
  readonly threads: MemoryOfThread[] = [];
  /** Of all threads. */
  total = new StepSeries();
  readonly #ids = new KeyTable();
  readonly #sums: number[] = [];
  #sum = 0;
  readonly #tellsPage: boolean;

  /** Undefined where the trace tells of no pages. */
  static of({ layout }: KernelTrace): KernelMemory | undefined {
    const told = layout.kinds.includes(PAGE_ALLOC) || layout.kinds.includes(PAGE_FREE);
    return told ? new KernelMemory(layout.has(PAGE_ALLOC, 'page')) : undefined;
  }

  constructor(tellsPage: boolean) {
    this.#tellsPage = tellsPage;
  }

  consume({ length, time, kind, tid }: KernelBatch, fields: readonly Float64Array[]): void {
    const [orders, pages] = fields as [Float64Array, Float64Array];
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      if (k !== PAGE_ALLOC && k !== PAGE_FREE) continue;
      const order = orders[i]!;
      if (!(order >= 0 && order <= MOST_ORDER)) continue;
      const allocates = k === PAGE_ALLOC;
      // No page was to be had.
      if (allocates && this.#tellsPage && pages[i] === 0) continue;
      this.#change(time[i]!, tid[i]!, (allocates ? PAGE : -PAGE) * 2 ** order);
    }
  }

  finish(): void {
    // Threads keep what they had.
  }

  save(out: IndexWriter): void {
    out.column('tids', [Int32Array.from(this.threads, ({ tid }) => tid)]);
    saveSeries(out, [this.total, ...this.threads.flatMap(({ memory, least }) => [memory, least])]);
  }

  load(from: IndexReader): void {
    const [total, ...series] = loadSeries(from);
    this.total = total!;
    from.int32('tids').forEach((tid, i) => {
      this.threads.push({ tid, memory: series[2 * i]!, least: series[2 * i + 1]! });
    });
  }

  *attributes(): Iterable<Attribute> {
    for (const { tid, memory, least } of this.threads) {
      const thread = tid < 0 ? 'other' : `${tid}`;
      yield { path: [thread], values: { steps: memory } };
      yield { path: [thread, 'lowestMemory'], values: { steps: least } };
    }
  }

  #change(time: number, tid: number, by: number): void {
    const id = this.#ids.id(tid);
    if (id === this.threads.length) {
      this.threads.push({ tid, memory: new StepSeries(), least: new StepSeries() });
      this.#sums.push(0);
    }
    const { memory, least } = this.threads[id]!;
    const sum = this.#sums[id]! + by;
    this.#sums[id] = sum;
    this.#sum += by;
    memory.push(time, sum);
    this.total.push(time, this.#sum);
    if (sum < 0 && sum < least.last) least.push(time, sum);
  }
}
