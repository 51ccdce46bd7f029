/** Puts numbers and texts into bytes, in either byte order. */
export class ByteWriter {
  readonly #bytes: number[] = [];
  readonly #bigEndian: boolean;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  get length(): number {
    return this.#bytes.length;
  }
  get bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }

  /** `size` bytes; negative numbers as their two's complement. */
  number(value: number | bigint, size: number): this {
    const own = Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n));
    this.#bytes.push(...(this.#bigEndian ? own.reverse() : own));
    return this;
  }
  u8(...values: number[]): this {
    for (const value of values) this.number(value, 1);
    return this;
  }
  u16(...values: number[]): this {
    for (const value of values) this.number(value, 2);
    return this;
  }
  u32(...values: number[]): this {
    for (const value of values) this.number(value, 4);
    return this;
  }
  uleb(value: number): this {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      this.u8((rest % 128) + (rest >= 128 ? 128 : 0));
      if (rest < 128) return this;
    }
  }
  sleb(value: number): this {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      const low = ((rest % 128) + 128) % 128;
      const isLast = rest >= -64 && rest < 64;
      this.u8(low + (isLast ? 0 : 128));
      if (isLast) return this;
    }
  }
  text(text: string): this {
    return this.append(Buffer.from(`${text}\0`));
  }
  append(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
  align(to: number): this {
    while (this.length % to !== 0) this.u8(0);
    return this;
  }
}
