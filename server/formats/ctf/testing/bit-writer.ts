/**
 * Packs integers bit by bit. It is slow and obvious on purpose, and shares nothing with the readers, which it is to test.
 * The k-th bit of a little-endian stream is bit k mod 8 of its byte, counted from the least significant; of a big-endian
 * stream, from the most significant.
 */
export class BitWriter {
  readonly #bytes: number[] = [];
  /** Bits written so far. */
  length = 0;

  align(bits: number): void {
    while (this.length % bits !== 0) this.#bit(0, false);
  }

  integer(value: bigint, size: number, bigEndian: boolean): void {
    const bits = BigInt.asUintN(size, value);
    for (let i = 0; i < size; i++) {
      const place = bigEndian ? size - 1 - i : i;
      this.#bit(Number((bits >> BigInt(place)) & 1n), bigEndian);
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #bit(bit: number, bigEndian: boolean): void {
    const byte = Math.floor(this.length / 8);
    const place = this.length % 8;
    this.#bytes[byte] = (this.#bytes[byte] ?? 0) | (bit << (bigEndian ? 7 - place : place));
    this.length++;
  }
}
