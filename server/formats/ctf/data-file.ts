/**
 * The data files of a trace. Files are opened when they are read and the least recently used one is closed when many are
 * open, so that an experiment of hundreds of streams stays within the limits of the system.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { FormatError } from '../reader.ts';
import type { ByteSource } from './packets.ts';

const MOST_OPEN = 16;

export class DataFiles {
  /** Path → descriptor, least recently used first. */
  readonly #open = new Map<string, number>();

  /** Fills `target` from `offset` on; returns how many bytes were there. */
  readInto(path: string, target: Uint8Array, offset: number): number {
    try {
      const file = this.#descriptor(path);
      let done = 0;
      while (done < target.length) {
        const read = readSync(file, target, done, target.length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
      return done;
    } catch (error) {
      throw new FormatError(`can't be read: ${(error as Error).message}`, path, offset);
    }
  }

  source(path: string, size: number): ByteSource {
    return {
      path,
      size,
      read: (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        return bytes.subarray(0, this.readInto(path, bytes, offset));
      },
    };
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  #descriptor(path: string): number {
    let file = this.#open.get(path);
    if (file === undefined) {
      if (this.#open.size >= MOST_OPEN) {
        const [oldest, descriptor] = this.#open.entries().next().value!;
        closeSync(descriptor);
        this.#open.delete(oldest);
      }
      file = openSync(path, 'r');
    }
    this.#open.delete(path);
    this.#open.set(path, file);
    return file;
  }
}
