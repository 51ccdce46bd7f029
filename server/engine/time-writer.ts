/**
 * Writes `base + t` as decimal digits, where `base` is a 64-bit time and `t` a column's value (an integer, |t| < 2^53),
 * without big-integer arithmetic for each value: both are split at 10^9, so that every part is a small exact number. The
 * digits of the seconds change seldom and are kept.
 *
 * Sums below 10^9 (the first second of 1970, and all before) take the slow way.
 */
import { type JsonWriter, utf8 } from './json-writer.ts';

const BILLION = 1_000_000_000;

export class TimeWriter {
  readonly #base: bigint;
  readonly #seconds: number;
  readonly #nanoseconds: number;
  #knownSeconds = -1;
  #secondsText: Uint8Array = utf8('');

  constructor(base: bigint) {
    const rest = ((base % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    this.#base = base;
    this.#nanoseconds = Number(rest);
    this.#seconds = Number((base - rest) / 1_000_000_000n);
  }

  write(out: JsonWriter, t: number): void {
    let seconds = Math.floor(t / BILLION);
    // The quotient is rounded: it may be one off next to a multiple.
    let nanoseconds = t - seconds * BILLION + this.#nanoseconds;
    while (nanoseconds >= BILLION) {
      nanoseconds -= BILLION;
      seconds++;
    }
    if (nanoseconds < 0) {
      nanoseconds += BILLION;
      seconds--;
    }
    seconds += this.#seconds;
    if (seconds <= 0) {
      out.write(String(this.#base + BigInt(t)));
      return;
    }
    if (seconds !== this.#knownSeconds) {
      this.#knownSeconds = seconds;
      this.#secondsText = utf8(String(seconds));
    }
    out.copy(this.#secondsText);
    out.digits9(nanoseconds);
  }
}
