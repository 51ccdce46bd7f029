/**
 * Builds long JSON replies as UTF-8 bytes. Text is gathered in pieces of 16 Ki characters and encoded piece by piece, so
 * that no string grows to the size of the reply. Amortised cost: one copy of each byte.
 */
const PIECE = 16 * 1024;
const encoder = new TextEncoder();

export class JsonWriter {
  #bytes = new Uint8Array(4 * PIECE);
  #length = 0;
  #pending = '';

  /** Appends well-formed text (no half of a surrogate pair). */
  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= PIECE) this.#flush();
  }

  /** All that was written; the writer is of no use afterwards. */
  finish(): ArrayBuffer {
    this.#flush();
    return this.#bytes.buffer.transfer(this.#length);
  }

  #flush(): void {
    const needed = this.#length + 3 * this.#pending.length;
    if (needed > this.#bytes.length) {
      const size = Math.max(needed, 2 * this.#bytes.length);
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(size));
    }
    this.#length += encoder.encodeInto(this.#pending, this.#bytes.subarray(this.#length)).written;
    this.#pending = '';
  }
}
