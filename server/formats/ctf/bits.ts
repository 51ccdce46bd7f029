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

/** A number for up to 32 bits, a bigint above. */
export function integerAt(
  bytes: Uint8Array,
  at: number,
  size: number,
  bigEndian: boolean,
  signed: boolean,
): number | bigint {
  const low = bitsAt(bytes, at, size, bigEndian);
  if (size <= 32) return signed ? (low << (32 - size)) >> (32 - size) : low;
  const value = (BigInt(upper.bits >>> 0) << 32n) | BigInt(low);
  return signed ? BigInt.asIntN(size, value) : value;
}
