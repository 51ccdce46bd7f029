/**
 * A place in bytes that moves as numbers and texts are read, in the byte order of the file that they come from. Reading
 * beyond the end throws a `BinaryError`. Addresses are doubles: exact below 2^53, where all user-space code lies.
 */
import { BinaryError } from './byte-file.ts';

export class Cursor {
  readonly bytes: Buffer;
  readonly bigEndian: boolean;
  readonly #view: DataView;
  at: number;
  end: number;

  constructor(bytes: Buffer, bigEndian: boolean, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  /** The next `count` bytes are passed over; returns where they begin. */
  skip(count: number): number {
    const from = this.at;
    if (!(count >= 0 && from + count <= this.end)) throw new BinaryError(`it ends within a value, at ${from}`);
    this.at = from + count;
    return from;
  }

  u8(): number {
    return this.bytes[this.skip(1)]!;
  }
  i8(): number {
    return (this.u8() << 24) >> 24;
  }
  u16(): number {
    return this.#view.getUint16(this.skip(2), !this.bigEndian);
  }
  u32(): number {
    return this.#view.getUint32(this.skip(4), !this.bigEndian);
  }
  u64(): number {
    const first = this.u32();
    const second = this.u32();
    return this.bigEndian ? first * 2 ** 32 + second : second * 2 ** 32 + first;
  }

  /** An unsigned integer of 1, 2, 4 or 8 bytes. */
  unsigned(size: number): number {
    if (size === 8) return this.u64();
    if (size === 4) return this.u32();
    if (size === 2) return this.u16();
    if (size === 1) return this.u8();
    throw new BinaryError(`a number has ${size} bytes, at ${this.at}`);
  }

  uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      // Further bits are no address, nor any number of interest.
      if (scale < 2 ** 63) value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  sleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      if (scale < 2 ** 63) value += (byte & 127) * scale;
      if (byte < 128) return byte & 64 ? value - scale * 128 : value;
    }
  }

  /** Passes over a text, which a 0 ends; returns where it begins. */
  passText(): number {
    const from = this.at;
    const end = this.bytes.indexOf(0, from);
    if (end < 0 || end >= this.end) throw new BinaryError(`it ends within a text, at ${from}`);
    this.at = end + 1;
    return from;
  }
}

/** Names longer than this are cut off. */
const LONGEST_TEXT = 4096;

/** The text that begins at `offset` of a table of texts; empty if there is none. */
export function textAt(table: Buffer, offset: number): string {
  if (!(offset >= 0 && offset < table.length)) return '';
  const most = Math.min(table.length, offset + LONGEST_TEXT);
  const end = table.subarray(offset, most).indexOf(0);
  return table.toString('utf8', offset, end < 0 ? most : offset + end);
}
