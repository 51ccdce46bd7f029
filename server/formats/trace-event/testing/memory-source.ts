/** A file that tests hold in memory, in chunks of any size, so that every boundary can fall anywhere. */
import type { ByteSource } from '../../byte-source.ts';
import { TraceEventFileReader } from '../reader.ts';

export class MemorySource implements ByteSource {
  bytesDone = 0;
  readonly #bytes: Uint8Array;
  readonly #chunk: number;

  constructor(content: string | Uint8Array, chunk = 1 << 20) {
    this.#bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#chunk = chunk;
  }

  get bytesTotal(): number {
    return this.#bytes.length;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.bytesDone < this.#bytes.length) {
      const chunk = this.#bytes.subarray(this.bytesDone, this.bytesDone + this.#chunk);
      this.bytesDone += chunk.length;
      yield chunk;
    }
  }

  readAt(target: Uint8Array, offset: number): number {
    const part = this.#bytes.subarray(offset, offset + target.length);
    target.set(part);
    return part.length;
  }

  close(): void {}
}

export function memoryReader(content: string | Uint8Array, chunk?: number): TraceEventFileReader {
  return new TraceEventFileReader('memory.json', new MemorySource(content, chunk));
}
