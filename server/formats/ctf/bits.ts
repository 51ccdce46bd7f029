/**
 * Integers at any bit of a packet, the general and slow way: byte by byte. Little-endian packets number the bits of a
 * byte from the least significant one, big-endian packets from the most significant one.
 */

/** The upper 32 bits of the integer that `bitsAt` read last; signed as it is, 0 for up to 32 bits. */
export const upper = { bits: 0 };

/** The lower 32 bits, as an unsigned number, of the `size` (1 to 64) bits at bit `at`. */
export function bitsAt(bytes: Uint8Array, at: number, size: number, bigEndian: boolean): number {
  let low = 0;
  let high = 0;
  for (let done = 0; done < size; ) {
    const shift = at % 8;
    const take = Math.min(8 - shift, size - done);
    const byte = bytes[(at - shift) / 8]!;
    if (bigEndian) {
      const bits = (byte >> (8 - shift - take)) & ((1 << take) - 1);
      high = (high << take) | (low >>> (32 - take));
      low = (low << take) | bits;
    } else {
      const bits = (byte >> shift) & ((1 << take) - 1);
      if (done < 32) low |= bits << done;
      if (done >= 32) high |= bits << (done - 32);
      else if (done + take > 32) high |= bits >>> (32 - done);
    }
    done += take;
    at += take;
  }
  upper.bits = high;
  return low >>> 0;
}

/** Likewise, with the bits in the reverse order: the first that is read is the last of the number, or the other way round. */
export function reversedBitsAt(bytes: Uint8Array, at: number, size: number, bigEndian: boolean): number {
  const high = reversed(bitsAt(bytes, at, size, bigEndian));
  const low = reversed(upper.bits);
  // 64 bits were turned round; those of the number are the upper `size` of them.
  if (size === 64) {
    upper.bits = high;
    return low;
  }
  if (size > 32) {
    upper.bits = high >>> (64 - size);
    return ((low >>> (64 - size)) | (high << (size - 32))) >>> 0;
  }
  upper.bits = 0;
  return high >>> (32 - size);
}

function reversed(bits: number): number {
  let turned = 0;
  for (let i = 0; i < 32; i++) turned |= ((bits >>> i) & 1) << (31 - i);
  return turned >>> 0;
}

/** What `leb128At` read last, beside `upper`: the lower 32 bits, and how many bits there were. */
export const variable = { low: 0, size: 0 };
/** `leb128At` returns these in place of a position. */
export const CUT_OFF = -1;
export const TOO_LONG = -2;

/**
 * Reads an integer of 7 bits a byte, the least significant first, from byte `at`. Returns the byte after it.
 * It may have 10 bytes; of its bits the lower 64 count.
 */
export function leb128At(bytes: Uint8Array, at: number, end: number, signed: boolean): number {
  let low = 0;
  let high = 0;
  let size = 0;
  let byte = 0;
  do {
    if (at >= end) return CUT_OFF;
    if (size === 70) return TOO_LONG;
    byte = bytes[at++]!;
    const bits = byte & 127;
    if (size < 32) low |= bits << size;
    if (size >= 32) high |= size < 64 ? bits << (size - 32) : 0;
    else if (size === 28) high |= bits >>> 4;
    size += 7;
  } while (byte >= 128);
  if (signed && (byte & 64) !== 0 && size < 64) {
    if (size < 32) low |= -1 << size;
    high |= size < 32 ? -1 : -1 << (size - 32);
  }
  variable.low = low >>> 0;
  variable.size = size;
  upper.bits = high;
  return at;
}

/** A number for up to 32 bits, a bigint above. */
export function integerOf(low: number, high: number, size: number, signed: boolean): number | bigint {
  if (size <= 32) return signed ? (low << (32 - size)) >> (32 - size) : low;
  const value = (BigInt(high >>> 0) << 32n) | BigInt(low);
  return signed ? BigInt.asIntN(size, value) : value;
}
