/**
 * Lines of a log follow each other within a minute, mostly: of a timestamp that differs from one read before in seconds and
 * decimals only, those are read alone. Cost: a comparison of 17 characters and the digits.
 */
const SHAPE = /^(.{10}[T ]\d\d:\d\d:)\d\d(?:[.,](\d{1,9}))?((?:[^\d.,].*)?)$/;
const SECONDS_AT = 17;
const FRACTION_AT = 20;
const ZERO = 48;

export class SameMinute {
  seconds = 0;
  nanoseconds = 0;
  /** Up to the seconds, and what follows the decimals. */
  #minute = '';
  #rest = '';
  #decimals = 0;
  /** ns of the last decimal. */
  #unit = 0;
  #length = -1;
  /** When the minute begins, s. */
  #begin = 0;

  /** `text` was found to say `seconds`, s since the epoch. */
  remember(text: string, seconds: number): void {
    this.#length = -1;
    const found = SHAPE.exec(text);
    if (found === null) return;
    const [, minute, decimals = '', rest] = found;
    this.#minute = minute!;
    this.#rest = rest!;
    this.#decimals = decimals.length;
    this.#unit = 10 ** (9 - decimals.length);
    this.#length = text.length;
    this.#begin = seconds - Number(text.slice(SECONDS_AT, SECONDS_AT + 2));
  }

  /** False where the text has to be read as a whole. */
  read(text: string): boolean {
    if (text.length !== this.#length || !text.startsWith(this.#minute) || !text.endsWith(this.#rest)) return false;
    const ten = text.charCodeAt(SECONDS_AT) - ZERO;
    const one = text.charCodeAt(SECONDS_AT + 1) - ZERO;
    if (!(ten >= 0 && ten <= 5 && one >= 0 && one <= 9)) return false;
    let fraction = 0;
    if (this.#decimals > 0) {
      const separator = text.charCodeAt(FRACTION_AT - 1);
      if (separator !== 0x2e && separator !== 0x2c) return false;
      for (let at = FRACTION_AT; at < FRACTION_AT + this.#decimals; at++) {
        const digit = text.charCodeAt(at) - ZERO;
        if (!(digit >= 0 && digit <= 9)) return false;
        fraction = fraction * 10 + digit;
      }
    }
    this.seconds = this.#begin + ten * 10 + one;
    this.nanoseconds = fraction * this.#unit;
    return true;
  }
}
