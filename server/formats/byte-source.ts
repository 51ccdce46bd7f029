/**
 * The bytes of a trace file, chunk by chunk, read ahead while the chunk before is scanned; and, once they were
 * streamed, any part of them again, for single events.
 */
import { close, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';

/** Scanned in 2 to 5 ms. */
export const CHUNK = 1 << 19;
const readAsync = promisify(read);
const closeAsync = promisify(close);

export interface ByteSource {
  /** Of the file as it lies on disk. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Each chunk is valid until the next is asked for. Throws a `FormatError` if what is read can't be unpacked at all. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Reads up to `target.length` bytes at an offset that `chunks` has passed; returns how many. */
  readAt(target: Uint8Array, offset: number): number;
  /** Makes any part ready for `readAt`, where `chunks` was not asked. Throws as it does. */
  prepare?(): Promise<void>;
  /** Ends a running `chunks` too. */
  close(): void;
}

export class PlainFile implements ByteSource {
  readonly bytesTotal: number;
  bytesDone = 0;
  readonly #fd: number;
  #reading = false;
  #closed = false;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.bytesTotal = fstatSync(this.#fd).size;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    let current = Buffer.allocUnsafeSlow(CHUNK);
    let other = Buffer.allocUnsafeSlow(CHUNK);
    this.#reading = true;
    let pending = readAsync(this.#fd, current, 0, CHUNK, 0);
    try {
      for (;;) {
        const { bytesRead } = await pending;
        if (bytesRead === 0 || this.#closed) return;
        this.bytesDone += bytesRead;
        pending = readAsync(this.#fd, other, 0, CHUNK, this.bytesDone);
        yield current.subarray(0, bytesRead);
        [current, other] = [other, current];
      }
    } finally {
      await pending.catch(() => undefined);
      this.#reading = false;
      if (this.#closed) await closeAsync(this.#fd);
    }
  }

  readAt(target: Uint8Array, offset: number): number {
    return this.#closed ? 0 : readSync(this.#fd, target, 0, target.length, offset);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#reading) close(this.#fd);
  }
}
