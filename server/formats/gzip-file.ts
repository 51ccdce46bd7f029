/**
 * A gzipped trace: unpacked while it streams, and written to a file in the cache folder, so that single events can be
 * read again later. That file is deleted by `close`.
 *
 * A small file can unpack to more than the disk holds: unpacking stops with an error where it leaves too little room,
 * and where the ratio is none that a trace has. A file that is cut off or corrupt yields what can be unpacked of it,
 * then a `FormatError`.
 */
import { closeSync, mkdirSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip, type Gunzip } from 'node:zlib';
import { type ByteSource, PlainFile } from './byte-source.ts';
import { isGzip, readStart } from './file-head.ts';
import { FormatError } from './reader.ts';

export interface UnpackLimits {
  /** Bytes that have to stay free on the cache's disk. */
  readonly keepFree: number;
  /** Largest ratio of unpacked to packed bytes, once more than `free` bytes are unpacked. */
  readonly ratio: number;
  readonly free: number;
}

const LIMITS: UnpackLimits = { keepFree: 1 << 30, ratio: 250, free: 1 << 29 };
/** Unpacks to 64 MiB at the utmost. */
const PACKED_SLICE = 1 << 16;
const UNPACKED_CHUNK = 1 << 19;
const DISK_CHECK = 1 << 26;

let created = 0;

/** The bytes of a file, unpacked where it is gzipped: then with a file in the folder `cache`. Throws what the system says. */
export function openBytes(path: string, cache: string): ByteSource {
  return isGzip(readStart(path, 2)) ? new GzipFile(path, cache) : new PlainFile(path);
}

export class GzipFile implements ByteSource {
  bytesDone = 0;
  readonly #path: string;
  readonly #packed: PlainFile;
  readonly #limits: UnpackLimits;
  readonly #copyPath: string;
  readonly #copy: number;
  #unpacked = 0;
  #nextDiskCheck = 0;
  #closed = false;
  #preparing: Promise<void> | undefined;

  constructor(path: string, cache: string, limits = LIMITS) {
    this.#path = path;
    this.#limits = limits;
    this.#packed = new PlainFile(path);
    mkdirSync(cache, { recursive: true });
    this.#copyPath = join(cache, `unpacked-${process.pid}-${created++}-${Date.now()}`);
    this.#copy = openSync(this.#copyPath, 'wx+', 0o600);
  }

  get bytesTotal(): number {
    return this.#packed.bytesTotal;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK });
    const unpacked: Buffer[] = [];
    let failure: Error | undefined;
    gunzip.on('data', (chunk: Buffer) => unpacked.push(chunk));
    gunzip.on('error', (error) => {
      failure = error;
    });
    const ended = new Promise<void>((resolve) => gunzip.once('close', resolve).once('end', resolve));
    try {
      const packed = this.#packed.chunks();
      let next = await packed.next();
      while (!next.done && failure === undefined && !this.#closed) {
        for (let at = 0; at < next.value.length && failure === undefined; at += PACKED_SLICE) {
          const slice = next.value.subarray(at, at + PACKED_SLICE);
          const fed = feed(gunzip, slice);
          // zlib's thread unpacks this slice while the one before is scanned
          yield* this.#drain(unpacked);
          await Promise.race([fed, ended]);
          this.bytesDone += slice.length;
        }
        next = await packed.next();
      }
      await packed.return();
      if (failure === undefined && !this.#closed) {
        gunzip.end();
        await ended;
      }
      yield* this.#drain(unpacked);
    } finally {
      gunzip.destroy();
    }
    if (failure !== undefined && !this.#closed) {
      throw new FormatError(
        `the gzip data can't be unpacked any further (${failure.message})`,
        this.#path,
        this.bytesDone,
      );
    }
  }

  *#drain(unpacked: Buffer[]): Generator<Uint8Array, void, undefined> {
    for (let chunk = unpacked.shift(); chunk !== undefined && !this.#closed; chunk = unpacked.shift()) {
      this.#unpacked += chunk.length;
      this.#guard();
      writeSync(this.#copy, chunk);
      yield chunk;
    }
  }
  #guard(): void {
    const { keepFree, ratio, free } = this.#limits;
    if (this.#unpacked > free && this.#unpacked > ratio * (this.bytesDone + PACKED_SLICE)) {
      const message = `unpacks to more than ${ratio} times its size: no trace does, reading stopped`;
      throw new FormatError(message, this.#path, this.bytesDone);
    }
    if (this.#unpacked < this.#nextDiskCheck) return;
    this.#nextDiskCheck = this.#unpacked + DISK_CHECK;
    const { bavail, bsize } = statfsSync(this.#copyPath);
    if (bavail * bsize - DISK_CHECK >= keepFree) return;
    const gigabytes = (keepFree / 2 ** 30).toFixed(1);
    const message = `unpacking it would leave less than ${gigabytes} GiB free on the disk of ${this.#copyPath}`;
    throw new FormatError(message, this.#path, this.bytesDone);
  }

  prepare(): Promise<void> {
    this.#preparing ??= (async () => {
      for await (const _ of this.chunks());
    })();
    return this.#preparing;
  }

  readAt(target: Uint8Array, offset: number): number {
    return this.#closed ? 0 : readSync(this.#copy, target, 0, target.length, offset);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#packed.close();
    closeSync(this.#copy);
    rmSync(this.#copyPath, { force: true });
  }
}

/** Resolves when the slice is unpacked, or never if it is corrupt. */
function feed(gunzip: Gunzip, slice: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    gunzip.write(slice, () => resolve());
  });
}
