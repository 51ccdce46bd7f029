/** A file that is looked at from place to place, forward: where the places lie close together, they share one read. */
import type { ByteSource } from './packets.ts';

const BLOCK = 64 * 1024;

export class ReadAhead implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #source: ByteSource;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: ByteSource) {
    this.path = source.path;
    this.size = source.size;
    this.#source = source;
  }

  read(offset: number, length: number): Uint8Array {
    const from = offset - this.#at;
    const inside = from >= 0 && from + Math.min(length, this.size - offset) <= this.#block.length;
    if (inside) return this.#block.subarray(from, from + length);
    const isNear = from >= 0 && from < BLOCK;
    this.#block = this.#source.read(offset, isNear ? Math.max(length, BLOCK) : length);
    this.#at = offset;
    return this.#block.subarray(0, length);
  }
}
