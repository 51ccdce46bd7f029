/**
 * Times as the format writes them (microseconds, as a decimal with any fraction) to exact nanoseconds, without a detour
 * through a float: 445191683049.142 is 445,191,683,049,142 ns, not …141.99.
 *
 * A time is kept as two integers, whole microseconds and nanoseconds, so that differences stay exact for times since
 * the epoch too. What is finer than a nanosecond is rounded half away from zero.
 */
import { LITERAL_STOP, latin1 } from './json-bytes.ts';

const MAX_FAST_DIGITS = 16;
const MAX_MICROS = 2 ** 53;

export class Decimal {
  /** False if the token was no number, or too large. */
  valid = false;
  /** Whole microseconds, with sign. */
  micros = 0;
  /** −999…999, with the same sign. */
  nanos = 0;

  /** Reads the token at `from`; returns the position of the byte that ends it (which may be the sentinel). */
  read(bytes: Uint8Array, from: number): number {
    let p = from;
    let c = bytes[p];
    const negative = c === 0x2d;
    if (negative) c = bytes[++p];
    const first = p;
    let whole = 0;
    while (c >= 0x30 && c <= 0x39) {
      whole = whole * 10 + (c - 0x30);
      c = bytes[++p];
    }
    const digits = p - first;
    let fraction = 0;
    if (c === 0x2e) {
      c = bytes[++p];
      let scale = 100;
      while (c >= 0x30 && c <= 0x39) {
        if (scale >= 1) {
          fraction += (c - 0x30) * scale;
          scale = scale === 1 ? 0.1 : scale / 10;
        } else if (scale === 0.1) {
          if (c >= 0x35) fraction++;
          scale = 0;
        }
        c = bytes[++p];
      }
    }
    if (LITERAL_STOP[c] === 0 || digits === 0 || digits > MAX_FAST_DIGITS || whole >= MAX_MICROS) {
      return this.#readSlowly(bytes, from);
    }
    if (fraction === 1000) {
      fraction = 0;
      whole++;
    }
    this.valid = true;
    this.micros = negative ? -whole : whole;
    this.nanos = negative ? -fraction : fraction;
    return p;
  }

  /** ns; NaN beyond 2^53. */
  get totalNanos(): number {
    const total = this.micros * 1000 + this.nanos;
    return Math.abs(total) < MAX_MICROS ? total : Number.NaN;
  }

  /** Exponents and very long numbers. */
  #readSlowly(bytes: Uint8Array, from: number): number {
    let p = from;
    while (LITERAL_STOP[bytes[p]] === 0) p++;
    const nanos = p - from <= 400 ? exactNanos(latin1(bytes, from, p)) : undefined;
    const micros = nanos === undefined ? Number.NaN : Number(nanos / 1000n);
    this.valid = Math.abs(micros) < MAX_MICROS;
    this.micros = this.valid ? micros : 0;
    this.nanos = this.valid && nanos !== undefined ? Number(nanos % 1000n) : 0;
    return p;
  }
}

/** The time of a token in microseconds, in ns; undefined if it is no number of sensible size. */
export function exactNanos(token: string): bigint | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(token);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  if (whole === '' && fraction === '') return undefined;
  // digits × 10^power, in ns
  const digits = BigInt(whole + fraction);
  const power = Number(exponent) - fraction.length + 3;
  let nanos: bigint;
  if (digits === 0n || power < -500) nanos = 0n;
  else if (power > 30) return undefined;
  else if (power >= 0) nanos = digits * 10n ** BigInt(power);
  else {
    const unit = 10n ** BigInt(-power);
    nanos = (digits + unit / 2n) / unit;
  }
  return sign === '-' ? -nanos : nanos;
}
