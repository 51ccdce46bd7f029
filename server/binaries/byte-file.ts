/**
 * Parts of a file that somebody else has made, which may say anything of itself: no part is read beyond the file's end,
 * nor one that is larger than any honest one. Only plain files are opened: a pipe could wait for ever.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Pausing } from '../index/row-order.ts';

/** What is read of a file at a time, bytes. */
const LARGEST_PART = 256 * 2 ** 20;
const CHUNK = 2 ** 20;

/** The file is not what it should be, and is done without. */
export class BinaryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BinaryError';
  }
}

export class ByteFile {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** Throws what the system says, or a `BinaryError`. */
  static async open(path: string): Promise<ByteFile> {
    if (!(await stat(path)).isFile()) throw new BinaryError('it is not a file');
    const handle = await open(path);
    return new ByteFile(path, (await handle.stat()).size, handle);
  }

  /** Throws a `BinaryError` unless all of it lies in the file. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new BinaryError(`${length} bytes at ${offset} lie outside of it`);
    }
    if (length > LARGEST_PART) throw new BinaryError(`${length} bytes at ${offset} are too many`);
    // All of it is overwritten, or nobody gets it.
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new BinaryError(`it has been cut off at ${offset + done}`);
      done += bytesRead;
    }
    return bytes;
  }

  /** Of the whole file, as debug links have it. */
  async checksum(pace: Pausing): Promise<number> {
    let sum = 0;
    for (let at = 0; at < this.size; at += CHUNK) {
      sum = crc32(await this.read(at, Math.min(CHUNK, this.size - at)), sum);
      await pace.pause();
    }
    return sum;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
