/**
 * What compiled decoders call for texts and for integers beyond 2^53: bytes in, id in the trace's `StringTable` out.
 * A repeated text costs a hash and a comparison of its bytes; it is decoded once. Caches are direct-mapped: a newcomer
 * replaces what lay in its place.
 */
import type { StringTable } from '../../index/string-table.ts';
import { bitsAt } from './bits.ts';
import type { TextEncoding } from './declared-types.ts';
import type { IntegerNode } from './nodes.ts';
import { decodeText } from './text-encoding.ts';
import { briefText } from './value-text.ts';

const PLACES = 4096;
const LONGEST = 64;
const MOST_HEX = 256;

export class FieldTexts {
  readonly #strings: StringTable;
  readonly #bytes = new Uint8Array(PLACES * LONGEST);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #lengths = new Int32Array(PLACES).fill(-1);
  readonly #ids = new Int32Array(PLACES);
  readonly #keyLow = new Int32Array(PLACES);
  /** Signed or not, as it was given: the same bits are two numbers. */
  readonly #keyHigh = new Float64Array(PLACES);
  readonly #keyIds = new Int32Array(PLACES).fill(-1);
  readonly #integers = new Map<IntegerNode, Map<number, number>>();

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** Of `length` bytes at byte `from`, up to the first 0. */
  text(bytes: Uint8Array, view: DataView, from: number, length: number): number {
    if (length > LONGEST) return this.#decode(bytes, from, length);
    let hash = length;
    const words = length & ~3;
    for (let i = 0; i < words; i += 4)
      hash = Math.imul(hash ^ view.getInt32(from + i, true), 0x9e3779b1) ^ (hash >>> 15);
    for (let i = words; i < length; i++) hash = Math.imul(hash ^ bytes[from + i]!, 0x9e3779b1);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const at = place * LONGEST;
    if (this.#lengths[place] === length) {
      let i = 0;
      while (i < words && view.getInt32(from + i, true) === this.#view.getInt32(at + i, true)) i += 4;
      if (i === words) {
        while (i < length && bytes[from + i] === this.#bytes[at + i]) i++;
        if (i === length) return this.#ids[place]!;
      }
    }
    const id = this.#decode(bytes, from, length);
    this.#bytes.set(bytes.subarray(from, from + length), at);
    this.#lengths[place] = length;
    this.#ids[place] = id;
    return id;
  }

  /** Likewise, in any encoding. */
  encoded(bytes: Uint8Array, from: number, length: number, encoding: TextEncoding): number {
    return this.#strings.intern(decodeText(bytes, from, from + length, encoding));
  }

  /** Of `length` bytes at any bit. */
  textAtBit(bytes: Uint8Array, at: number, length: number, bigEndian: boolean): number {
    const copy = Uint8Array.from({ length }, (_, i) => bitsAt(bytes, at + i * 8, 8, bigEndian));
    return this.#decode(copy, 0, length);
  }

  /** Bytes that are no text, of which `length` begin at any bit: as hexadecimal digits. */
  hexAtBit(bytes: Uint8Array, at: number, length: number, bigEndian: boolean): number {
    const shown = Math.min(length, MOST_HEX);
    const digits = Array.from({ length: shown }, (_, i) => bitsAt(bytes, at + i * 8, 8, bigEndian).toString(16));
    return this.#strings.intern(digits.map((digit) => digit.padStart(2, '0')).join(''));
  }

  #decode(bytes: Uint8Array, from: number, length: number): number {
    return this.#strings.intern(decodeText(bytes, from, from + length, 'utf-8'));
  }

  /** The key of an integer that a double can't tell, or that is negative. */
  key(high: number, low: number, signed: boolean): number {
    const place = (low ^ Math.imul(high, 0x9e3779b1) ^ (low >>> 12)) & (PLACES - 1);
    if (this.#keyIds[place]! >= 0 && this.#keyLow[place] === (low | 0) && this.#keyHigh[place] === high) {
      return -1 - this.#keyIds[place]!;
    }
    const id = this.#strings.intern(wide(high, low, signed).toString());
    this.#keyLow[place] = low;
    this.#keyHigh[place] = high;
    this.#keyIds[place] = id;
    return -1 - id;
  }

  /** An integer of up to 32 bits as it is shown; an enum as its label. */
  integer(node: IntegerNode, value: number): number {
    let known = this.#integers.get(node);
    if (known === undefined) {
      known = new Map();
      this.#integers.set(node, known);
    }
    let id = known.get(value);
    if (id === undefined) {
      id = this.#strings.intern(briefText(node, value));
      if (known.size < 65_536) known.set(value, id);
    }
    return id;
  }

  /** Likewise, above 32 bits. */
  wideInteger(node: IntegerNode, high: number, low: number): number {
    const value = wide(high, low, node.signed);
    return this.#strings.intern(briefText(node, value));
  }

  /** A floating-point number, or bits without meaning. */
  plain(text: string): number {
    return this.#strings.intern(text);
  }
}

function wide(high: number, low: number, signed: boolean): bigint {
  return (BigInt(signed ? high | 0 : high >>> 0) << 32n) | BigInt(low >>> 0);
}
