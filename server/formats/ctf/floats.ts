/** Floating-point numbers of IEEE 754's interchange formats of any size, as the nearest double. */
import { bitsAt, reversedBitsAt, upper } from './bits.ts';

/**
 * Bits of the exponent of the format in which IEEE 754 exchanges numbers of `size` bits: 16, 32, 64, 128, and larger
 * multiples of 32. Undefined if there is none.
 */
export function exponentOf(size: number): number | undefined {
  if (size === 16) return 5;
  if (size === 32) return 8;
  if (size === 64) return 11;
  return size >= 128 && size % 32 === 0 ? Math.round(4 * Math.log2(size)) - 13 : undefined;
}

const view = new DataView(new ArrayBuffer(8));

/** Bits of any number, the first that counts least at bit 0. */
export function wideBitsAt(bytes: Uint8Array, at: number, size: number, bigEndian: boolean, reversed: boolean): bigint {
  const read = reversed ? reversedBitsAt : bitsAt;
  // Little-endian numbers begin with the bits that count least, unless they are turned round.
  const leastFirst = bigEndian === reversed;
  let bits = 0n;
  for (let done = 0; done < size; done += 32) {
    const part = Math.min(32, size - done);
    const value = BigInt(read(bytes, at + done, part, bigEndian));
    bits = leastFirst ? bits | (value << BigInt(done)) : (bits << BigInt(part)) | value;
  }
  return bits;
}

/** `exponent`: how many bits of the number are its exponent. */
export function floatAt(
  bytes: Uint8Array,
  at: number,
  size: number,
  exponent: number,
  bigEndian: boolean,
  reversed: boolean,
): number {
  if (size === 32 || size === 64) {
    const low = (reversed ? reversedBitsAt : bitsAt)(bytes, at, size, bigEndian);
    view.setUint32(4, low);
    if (size === 32) return view.getFloat32(4);
    view.setInt32(0, upper.bits);
    return view.getFloat64(0);
  }
  const bits = wideBitsAt(bytes, at, size, bigEndian, reversed);
  const fraction = size - 1 - exponent;
  const negative = bits >> BigInt(size - 1) === 1n;
  const power = Number((bits >> BigInt(fraction)) & ((1n << BigInt(exponent)) - 1n));
  const part = bits & ((1n << BigInt(fraction)) - 1n);
  const most = 2 ** exponent - 1;
  const bias = (most - 1) / 2;
  let value: number;
  if (power === most) value = part === 0n ? Infinity : Number.NaN;
  else {
    const whole = power === 0 ? part : part | (1n << BigInt(fraction));
    value = scaled(whole, Math.max(power, 1) - bias - fraction);
  }
  return negative ? -value : value;
}

/** whole · 2^power, without an overflow on the way. */
function scaled(whole: bigint, power: number): number {
  const digits = whole === 0n ? 0 : whole.toString(16).length * 4;
  if (digits + power > 1100) return whole === 0n ? 0 : Infinity;
  if (digits + power < -1100) return 0;
  // At most 64 significant bits are kept, so that both factors are doubles.
  const cut = Math.max(0, digits - 64);
  const mantissa = Number(whole >> BigInt(cut));
  const half = Math.trunc((power + cut) / 2);
  return mantissa * 2 ** half * 2 ** (power + cut - half);
}
