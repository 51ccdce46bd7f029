/**
 * Threads that scan slices of a file ahead of the document's scanner, which takes them in order. Whoever comes first to a
 * slice scans it, and who would have to wait for one scans another meanwhile: so nobody waits while the threads start, or
 * for one that gets no processor. What may be ahead is bounded, and so is the memory. A thread that dies costs time only:
 * the rest is scanned without it.
 */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ByteSource } from '../byte-source.ts';
import { claim, claimAnother, claims, LIMIT, type SliceThreadInput, type SliceThreadMessage } from './claims.ts';
import { SLICE, type Slice, SliceScanner } from './slice.ts';

const FILE = new URL(
  import.meta.url.endsWith('.ts') ? './trace-event-thread.ts' : './trace-event-thread.js',
  import.meta.url,
);
/** A smaller file is scanned before threads are ready. */
const SMALL = 8 << 20;
/** More would wait for the thread that collects what they find. */
const MOST_THREADS = 6;
/** Slices that each thread may be ahead. */
const AHEAD = 4;

/** What the document's scanner knows of those who help. */
export interface Slices {
  /** Offset at which the next slice begins; infinite after the last. */
  readonly bound: number;
  /** The next slice; undefined if the document's scanner shall scan it. */
  take(): Promise<Slice | undefined>;
  /** Ends the threads at once. */
  stop(): void;
}

export function sliceThreadsFor(bytes: number): number {
  return bytes < SMALL ? 0 : Math.min(MOST_THREADS, availableParallelism() - 1);
}

export class SliceThreads implements Slices {
  readonly #source: ByteSource;
  readonly #scanner: SliceScanner;
  readonly #size: number;
  readonly #count: number;
  readonly #ahead: number;
  readonly #control: Int32Array;
  readonly #threads: Worker[] = [];
  readonly #arrived = new Map<number, Slice>();
  #next = 0;
  #failed = false;
  #wake: (() => void) | undefined;

  constructor(source: ByteSource, path: string, threads: number, size = SLICE, control = claims()) {
    this.#source = source;
    this.#scanner = new SliceScanner(size);
    this.#control = control;
    this.#size = size;
    this.#count = Math.ceil(source.bytesTotal / size);
    this.#ahead = threads * AHEAD;
    this.#allow();
    const input: SliceThreadInput = { path, size, count: this.#count, control: this.#control };
    for (let i = 0; i < threads; i++) {
      const thread = new Worker(FILE, { workerData: input, stdout: true });
      thread.stdout.resume();
      thread.on('message', ({ number, slice }: SliceThreadMessage) => {
        this.#arrived.set(number, slice);
        this.#wake?.();
      });
      thread.on('error', () => this.#fail());
      thread.on('exit', (code) => {
        if (code !== 0) this.#fail();
      });
      this.#threads.push(thread);
    }
  }

  get bound(): number {
    return this.#next < this.#count && !this.#failed ? this.#next * this.#size : Number.POSITIVE_INFINITY;
  }

  async take(): Promise<Slice | undefined> {
    const number = this.#next++;
    const ours = claim(this.#control, number);
    this.#allow();
    if (ours) return undefined;
    for (;;) {
      const slice = this.#arrived.get(number);
      if (slice !== undefined || this.#failed) {
        this.#arrived.delete(number);
        return slice;
      }
      const other = claimAnother(this.#control);
      if (other !== undefined) {
        this.#arrived.set(
          other,
          this.#scanner.scan(other, (target, offset) => this.#source.readAt(target, offset)),
        );
        await setImmediate();
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  stop(): void {
    this.#fail();
    for (const thread of this.#threads) void thread.terminate();
  }

  #allow(): void {
    Atomics.store(this.#control, LIMIT, Math.min(this.#count, this.#next + this.#ahead));
    Atomics.notify(this.#control, LIMIT);
  }

  #fail(): void {
    this.#failed = true;
    this.#wake?.();
  }
}
