/**
 * Reads JSON text from left to right without building it: for replies that are large and go straight into columns.
 * Knows no schema; members in any order and white space anywhere are fine. Malformed text throws a `SyntaxError`.
 *
 *   cursor.object((key) => (key === 'start' ? starts.push(cursor.integerSince(base)) : cursor.skip()));
 *
 * Invariant: a callback consumes exactly one value.
 */
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const BILLION = 1_000_000_000;

/** A 64-bit time in two parts of which a double holds either. */
export interface Base {
  readonly high: number;
  readonly low: number;
}

export function splitBase(base: bigint): Base {
  return { high: Number(base / BigInt(BILLION)), low: Number(base % BigInt(BILLION)) };
}

export class JsonCursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  object(member: (key: string) => void): void {
    this.#expect(OPEN_OBJECT);
    if (this.#take(CLOSE_OBJECT)) return;
    do {
      const key = this.string();
      this.#expect(COLON);
      member(key);
    } while (this.#take(COMMA));
    this.#expect(CLOSE_OBJECT);
  }

  array(item: () => void): void {
    this.#expect(OPEN_ARRAY);
    if (this.#take(CLOSE_ARRAY)) return;
    do item();
    while (this.#take(COMMA));
    this.#expect(CLOSE_ARRAY);
  }

  string(): string {
    this.#blanks();
    const start = this.#at;
    const escaped = this.#skipString();
    return escaped
      ? (JSON.parse(this.#text.slice(start, this.#at)) as string)
      : this.#text.slice(start + 1, this.#at - 1);
  }

  number(): number {
    const value = Number(this.#scalar());
    return Number.isFinite(value) ? value : this.#fail('a number');
  }

  /** An integer less `base`, exact while the difference is below 2^53. */
  integerSince(base: Base): number {
    this.#blanks();
    const negative = this.#text.charCodeAt(this.#at) === MINUS;
    const first = negative ? this.#at + 1 : this.#at;
    let end = first;
    while (isDigit(this.#text.charCodeAt(end))) end++;
    if (end === first || end - first > 19) this.#fail('an integer');
    let high = 0;
    let low = 0;
    for (let i = first; i < end; i++) {
      const digit = this.#text.charCodeAt(i) - 48;
      if (end - i > 9) high = high * 10 + digit;
      else low = low * 10 + digit;
    }
    this.#at = end;
    return negative
      ? (-high - base.high) * BILLION + (-low - base.low)
      : (high - base.high) * BILLION + (low - base.low);
  }

  /** Whatever comes next, parsed by the engine: for small values. */
  value(): unknown {
    return JSON.parse(this.raw());
  }

  /** The text of whatever comes next. */
  raw(): string {
    this.#blanks();
    const start = this.#at;
    this.skip();
    return this.#text.slice(start, this.#at);
  }

  skip(): void {
    this.#blanks();
    let depth = 0;
    do {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) this.#fail('a value');
      if (code === QUOTE) this.#skipString();
      else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        depth++;
        this.#at++;
      } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
        if (depth-- === 0) this.#fail('a value');
        this.#at++;
      } else if (depth > 0 && (code === COMMA || code === COLON)) this.#at++;
      else this.#scalar();
      if (depth > 0) this.#blanks();
    } while (depth > 0);
  }

  takeNull(): boolean {
    this.#blanks();
    if (!this.#text.startsWith('null', this.#at)) return false;
    this.#at += 4;
    return true;
  }

  /** Only white space may be left. */
  end(): void {
    this.#blanks();
    if (this.#at < this.#text.length) this.#fail('the end');
  }

  #scalar(): string {
    this.#blanks();
    const start = this.#at;
    while (isScalar(this.#text.charCodeAt(this.#at))) this.#at++;
    if (start === this.#at) this.#fail('a value');
    return this.#text.slice(start, this.#at);
  }

  /** Tells whether the text has escapes. */
  #skipString(): boolean {
    this.#expect(QUOTE);
    let escaped = false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at++);
      if (code === QUOTE) return escaped;
      if (Number.isNaN(code)) this.#fail('a quote');
      if (code === BACKSLASH) {
        escaped = true;
        this.#at++;
      }
    }
  }

  #blanks(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || (code >= 9 && code <= 13)) code = this.#text.charCodeAt(++this.#at);
  }

  #take(code: number): boolean {
    this.#blanks();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  #expect(code: number): void {
    if (!this.#take(code)) this.#fail(`“${String.fromCharCode(code)}”`);
  }

  #fail(expected: string): never {
    throw new SyntaxError(`expected ${expected} at character ${this.#at}`);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Numbers, true, false, null. */
function isScalar(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || code === 43 || code === MINUS || code === 46 || code === 69;
}
