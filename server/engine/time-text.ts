/**
 * Writes `base + t` as decimal digits, where `base` is a 64-bit time and `t` a column's value (an integer, |t| < 2^53),
 * without big-integer arithmetic for each value: both are split at 10^9, so that every part is a small exact number.
 *
 * Sums below zero (times before 1970) take the slow way.
 */
const BILLION = 1_000_000_000;

export class TimeText {
  readonly #base: bigint;
  readonly #high: number;
  readonly #low: number;

  constructor(base: bigint) {
    const low = ((base % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    this.#base = base;
    this.#low = Number(low);
    this.#high = Number((base - low) / 1_000_000_000n);
  }

  of(t: number): string {
    let high = Math.floor(t / BILLION);
    let low = t - high * BILLION;
    if (low < 0) {
      low += BILLION;
      high--;
    } else if (low >= BILLION) {
      low -= BILLION;
      high++;
    }
    low += this.#low;
    high += this.#high;
    if (low >= BILLION) {
      low -= BILLION;
      high++;
    }
    if (high > 0) return String(high) + String(BILLION + low).slice(1);
    return high === 0 ? String(low) : String(this.#base + BigInt(t));
  }
}
