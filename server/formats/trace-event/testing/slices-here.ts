/** Slices that are scanned in this thread when they are asked for: as from threads, but of any size and without chance. */
import type { ByteSource } from '../byte-source.ts';
import { type Slice, SliceScanner } from '../parallel/slice.ts';
import type { Slices } from '../parallel/slice-threads.ts';

/** By size: they hold much memory. */
const scanners = new Map<number, SliceScanner>();

export class SlicesHere implements Slices {
  /** Events that slices had, whether they were of use or not. */
  offered = 0;
  readonly #source: ByteSource;
  readonly #size: number;
  readonly #scanner: SliceScanner;
  #next = 1;

  constructor(source: ByteSource, size: number) {
    this.#source = source;
    this.#size = size;
    this.#scanner = scanners.get(size) ?? new SliceScanner(size);
    scanners.set(size, this.#scanner);
  }

  get bound(): number {
    const bound = this.#next * this.#size;
    return bound < this.#source.bytesTotal ? bound : Number.POSITIVE_INFINITY;
  }

  async take(): Promise<Slice> {
    const slice = this.#scanner.scan(this.#next++, (target, offset) => this.#source.readAt(target, offset));
    this.offered += slice.events.length;
    return slice;
  }

  stop(): void {}
}
