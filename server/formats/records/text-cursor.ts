/** Reads a timestamp from left to right. What does not fit leaves −1 or false; the text after that is of no use. */
const ZERO = 48;
/** ns by the number of decimals. */
const DECIMALS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1];

export class TextCursor {
  text = '';
  at = 0;

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  begin(text: string): void {
    this.text = text;
    this.at = 0;
  }

  /** From `least` to `most` digits as a number, or −1. */
  number(least: number, most: number): number {
    const { text } = this;
    const start = this.at;
    let at = start;
    let value = 0;
    while (at - start < most) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      at++;
    }
    this.at = at;
    return at - start < least ? -1 : value;
  }

  /** Digits behind a decimal point, up to `most`, as ns; those beyond the ninth are left out. −1 where there are none. */
  fraction(most: number): number {
    const start = this.at;
    const value = this.number(1, Math.min(9, most));
    if (value < 0) return -1;
    const read = this.at - start;
    if (read === 9) this.number(0, most - 9);
    return value * DECIMALS[read]!;
  }

  /** One character. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  blanks(): boolean {
    const start = this.at;
    while (this.text.charCodeAt(this.at) === 32 || this.text.charCodeAt(this.at) === 9) this.at++;
    return this.at > start;
  }

  /** Letters; '' where there are none. */
  word(): string {
    const start = this.at;
    for (;;) {
      const code = this.text.charCodeAt(this.at) | 32;
      if (!(code >= 97 && code <= 122)) return this.text.slice(start, this.at);
      this.at++;
    }
  }

  /** Z, UTC, GMT, +02, +0200, +02:00: s east of UTC; NaN for anything else. */
  offset(): number {
    const sign = this.text.charCodeAt(this.at);
    if (sign !== 43 && sign !== 45 && sign !== 0x2212) return /^(?:z|utc|gmt)$/i.test(this.word()) ? 0 : Number.NaN;
    this.at++;
    const hours = this.number(2, 2);
    const hasColon = this.take(58);
    const minutes = hasColon || !this.isAtEnd ? this.number(hasColon ? 2 : 0, 2) : 0;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return Number.NaN;
    return (sign === 43 ? 1 : -1) * (hours * 3600 + minutes * 60);
  }
}
