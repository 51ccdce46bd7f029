/**
 * Builds long JSON replies as UTF-8 bytes, in one buffer that doubles when it is full.
 *
 * `write` takes any text; `copy` takes bytes that were encoded before (a label, a key), and `digits9` nine digits of a
 * number: these two make up nearly all of a large reply, and cost no string. Amortised cost: one copy of each byte.
 */
const encoder = new TextEncoder();

/** UTF-8 bytes of a text, for `copy`. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export class JsonWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  write(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  copy(source: Uint8Array): void {
    const { length } = source;
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#length;
    // For short texts a loop is several times faster than `set`.
    if (length > 100) bytes.set(source, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = source[i]!;
    this.#length = at + length;
  }

  /** An integer from 0 to 999,999,999, with leading zeros. */
  digits9(value: number): void {
    this.#reserve(9);
    const bytes = this.#bytes;
    const first = this.#length;
    let rest = value | 0;
    for (let i = first + 8; i >= first; i--) {
      const tens = (rest / 10) | 0;
      bytes[i] = 48 + rest - tens * 10;
      rest = tens;
    }
    this.#length = first + 9;
  }

  /** All that was written; the writer is of no use afterwards. */
  finish(): ArrayBuffer {
    return this.#bytes.buffer.transfer(this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.max(needed, 2 * this.#bytes.length)));
  }
}
