/**
 * Packs integers bit by bit, into one buffer that grows and is used again. It shares nothing with the readers, which it
 * is to test. The k-th bit of a little-endian stream is bit k mod 8 of its byte, counted from the least significant; of
 * a big-endian stream, from the most significant. Whole bytes at whole bytes are written at once: benchmarks need it.
 */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  /** Bits written so far. */
  length = 0;

  clear(): void {
    this.#bytes.fill(0, 0, (this.length + 7) >> 3);
    this.length = 0;
  }

  align(bits: number): void {
    this.length = Math.ceil(this.length / bits) * bits;
    this.#reserve(0);
  }

  /** `reversed`: with the last bit first. */
  integer(value: number | bigint, size: number, bigEndian: boolean, reversed = false): void {
    this.#reserve(size);
    const at = this.length / 8;
    if (!reversed && Number.isInteger(at) && this.#whole(at, value, size, bigEndian)) this.length += size;
    else if (size <= 32 && typeof value === 'number' && Number.isSafeInteger(value)) {
      for (let i = 0; i < size; i++) {
        const place = bigEndian === reversed ? i : size - 1 - i;
        this.#bit((value >>> place) & 1, bigEndian);
      }
    } else {
      const bits = BigInt.asUintN(size, BigInt(value));
      for (let i = 0; i < size; i++) {
        const place = bigEndian === reversed ? i : size - 1 - i;
        this.#bit(Number((bits >> BigInt(place)) & 1n), bigEndian);
      }
    }
  }

  /** 7 bits a byte, the least significant first; bit 7 says that there are more. */
  leb128(value: bigint, signed: boolean): void {
    for (let rest = value; ; ) {
      const group = Number(rest & 127n);
      rest >>= 7n;
      const last = signed ? rest === (group & 64 ? -1n : 0n) : rest === 0n;
      this.integer(last ? group : group | 128, 8, false);
      if (last) return;
    }
  }

  /** Bytes of a text; at any bit. */
  text(bytes: Uint8Array, bigEndian: boolean): void {
    this.#reserve(bytes.length * 8);
    if (this.length % 8 === 0) {
      this.#bytes.set(bytes, this.length / 8);
      this.length += bytes.length * 8;
    } else for (const byte of bytes) this.integer(byte, 8, bigEndian);
  }

  /** Bits that nothing was written to before. */
  zeros(bits: number): void {
    this.#reserve(bits);
    this.length += bits;
  }

  /** Moves the place where bits are written. */
  seek(bit: number): void {
    this.length = bit;
    this.#reserve(0);
  }

  /** The bytes so far, valid until more are written. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, (this.length + 7) >> 3);
  }

  #whole(at: number, value: number | bigint, size: number, bigEndian: boolean): boolean {
    if (size === 64) this.#view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), !bigEndian);
    else if (typeof value !== 'number') return false;
    else if (size === 32) this.#view.setUint32(at, value, !bigEndian);
    else if (size === 16) this.#view.setUint16(at, value, !bigEndian);
    else if (size === 8) this.#bytes[at] = value;
    else return false;
    return true;
  }

  #bit(bit: number, bigEndian: boolean): void {
    const place = this.length % 8;
    const mask = 1 << (bigEndian ? 7 - place : place);
    if (bit) this.#bytes[this.length >> 3]! |= mask;
    else this.#bytes[this.length >> 3]! &= ~mask;
    this.length++;
  }

  #reserve(bits: number): void {
    const needed = (this.length + bits + 7) >> 3;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
