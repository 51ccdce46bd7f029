/**
 * Walks over JSON text from outside, strictly, and notices what makes a value other than canonical: the way of the reader
 * (`read-json.ts`) past all that nobody asks for. One look at each character, no object made; recursion is 500 levels
 * deep at the most.
 */
import { ValidationError } from '../errors.ts';
import { pathAt, placeOf } from './json-place.ts';

const DEEPEST = 500;
/** Objects of more keys use a `Set` to find a key that comes twice. */
const FEW = 16;
/** Shorter strings are passed character by character. */
const SHORT = 32;
const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** Of the keys of the objects that are open: hash, begin and end. Nothing yields while they are in use. */
const hashes = new Int32Array((DEEPEST + 1) * FEW);
const begins = new Int32Array((DEEPEST + 1) * FEW);
const ends = new Int32Array((DEEPEST + 1) * FEW);

export class JsonScanner {
  readonly text: string;
  /** Where it stands; may be set back to where a value began. */
  at = 0;
  protected depth = 0;
  /** No white space and no needless escapes since it was set. */
  protected clean = true;
  /** Did a key come twice in an object? */
  protected twice = false;
  readonly #plain: boolean;
  /** The first backslash from there on. */
  #backslash = -1;
  #searchedFrom = 0;

  /** `plain`: is it known that there is no control character in it, not even the end of a line? */
  constructor(text: string, plain = false) {
    this.text = text;
    this.#plain = plain;
    if (!text.isWellFormed()) this.illFormed('half of a surrogate pair', text.search(/\p{Surrogate}/u));
  }

  /** The code of the next character behind white space; NaN at the end. */
  peek(): number {
    const text = this.text;
    let code = text.charCodeAt(this.at);
    if (code > SPACE) return code;
    while (code === SPACE || code === 0x0a || code === 0x0d || code === 0x09) {
      this.clean = false;
      code = text.charCodeAt(++this.at);
    }
    return code;
  }

  /** Where it stands, for a message. */
  place(): string {
    return placeOf(pathAt(this.text, this.at));
  }

  /** The value is well-formed but not what is due. `more` leads on from the value at `at`. */
  refuse(message: string, type: string, at = this.at, ...more: (string | number)[]): never {
    if (at >= this.text.length) this.illFormed(message);
    const path = [...pathAt(this.text, at), ...more];
    throw new ValidationError(`${placeOf(path)}: ${message}`, [{ loc: ['body', ...path], msg: message, type }]);
  }

  protected illFormed(message: string, at = this.at): never {
    const why = at >= this.text.length ? 'the text ends too early' : message;
    const place = `character ${at}, in ${placeOf(pathAt(this.text, at))}`;
    throw new ValidationError(`The body is not JSON: ${why} (${place})`, [
      { loc: ['body', at], msg: why, type: 'json_invalid' },
    ]);
  }

  protected passValue(): void {
    const code = this.peek();
    if (code === QUOTE) this.passString();
    else if (code === OPEN_OBJECT) this.passObject();
    else if (code === OPEN_LIST) this.passList();
    else if (code === MINUS || isDigit(code)) this.passNumber();
    else if (code === 0x74) this.passWord('true');
    else if (code === 0x66) this.passWord('false');
    else this.passWord('null');
  }

  protected passObject(): void {
    this.enter();
    const base = this.depth * FEW;
    let count = 0;
    let many: Set<string> | undefined;
    if (this.peek() === CLOSE_OBJECT) {
      this.leave();
      return;
    }
    for (;;) {
      const from = this.at;
      this.passKey();
      const to = this.at;
      this.passColon();
      if (count < FEW) this.noteKey(base, count++, from, to);
      else {
        many ??= new Set(Array.from({ length: FEW }, (_, k) => this.text.slice(begins[base + k], ends[base + k])));
        if (many.size === many.add(this.text.slice(from, to)).size) this.twice = true;
      }
      this.passValue();
      const code = this.peek();
      if (code === CLOSE_OBJECT) break;
      if (code !== COMMA) this.illFormed('a comma or the end of an object is due');
      this.at++;
      this.peek();
    }
    this.leave();
  }

  protected noteKey(base: number, count: number, from: number, to: number): void {
    const text = this.text;
    let hash = to - from;
    for (let i = from + 1; i < to; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    for (let k = base; k < base + count; k++) {
      if (hashes[k] === hash && text.slice(begins[k], ends[k]) === text.slice(from, to)) this.twice = true;
    }
    hashes[base + count] = hash;
    begins[base + count] = from;
    ends[base + count] = to;
  }

  protected passList(): void {
    this.enter();
    if (this.peek() !== CLOSE_LIST) {
      for (;;) {
        this.passValue();
        const code = this.peek();
        if (code === CLOSE_LIST) break;
        if (code !== COMMA) this.illFormed('a comma or the end of a list is due');
        this.at++;
      }
    }
    this.leave();
  }

  protected enter(): void {
    if (++this.depth > DEEPEST) this.refuse(`nested more than ${DEEPEST} levels deep`, 'recursion_loop');
    this.at++;
  }

  protected leave(): undefined {
    this.depth--;
    this.at++;
  }

  protected passKey(): boolean {
    if (this.text.charCodeAt(this.at) !== QUOTE) this.illFormed('a key in quotes is due');
    return this.passString();
  }

  protected passColon(): void {
    if (this.peek() !== COLON) this.illFormed('a colon is due');
    this.at++;
  }

  /** From its quote to behind the other one. Tells whether there are escapes. */
  protected passString(): boolean {
    const text = this.text;
    let escaped = false;
    const near = this.#plain ? this.at + SHORT : Number.POSITIVE_INFINITY;
    for (let i = this.at + 1; ; i++) {
      if (i > near) return this.#passLong(i, escaped);
      const code = text.charCodeAt(i);
      if (code === QUOTE) {
        this.at = i + 1;
        return escaped;
      }
      if (code === BACKSLASH) {
        escaped = true;
        i = this.passEscape(i + 1);
      } else if (!(code >= SPACE)) this.illFormed('a control character that is not escaped', i);
    }
  }

  /** The rest of a string, from `i` on: the engine finds quotes and backslashes faster than it looks at characters. */
  #passLong(i: number, escaped: boolean): boolean {
    const text = this.text;
    for (let at = i, quote = -1; ; escaped = true) {
      if (quote < at) quote = found(text, '"', at);
      const backslash = this.#backslashFrom(at);
      if (quote < backslash) {
        this.at = quote + 1;
        return escaped;
      }
      if (backslash === text.length) this.illFormed('the end of a string is due', backslash);
      at = this.passEscape(backslash + 1) + 1;
    }
  }

  /** Most texts have none, or few: where it was looked for one is not looked again. */
  #backslashFrom(at: number): number {
    if (at < this.#searchedFrom || at > this.#backslash) {
      this.#searchedFrom = at;
      this.#backslash = found(this.text, '\\', at);
    }
    return this.#backslash;
  }

  /** From behind the backslash to the last character of the escape. */
  protected passEscape(i: number): number {
    const text = this.text;
    switch (text[i]) {
      case '/':
        this.clean = false;
        return i;
      case '"':
      case '\\':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        return i;
      case 'u': {
        const digits = text.slice(i + 1, i + 5);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.illFormed('an escape without its four hexadecimal digits', i);
        // Needed for control characters without a letter, and for half a pair; whether the other half follows is seen there.
        if (!/^00(?:0[0-7be]|0f|1[0-9a-f])$|^d[89a-f][0-9a-f]{2}$/.test(digits)) this.clean = false;
        if (/^d[89ab]/.test(digits) && /^\\u[dD][c-fC-F]/.test(text.slice(i + 5, i + 9))) this.clean = false;
        return i + 4;
      }
      default:
        return this.illFormed('an escape that JSON does not know', i);
    }
  }

  protected passNumber(): void {
    const text = this.text;
    let i = this.at;
    if (text.charCodeAt(i) === MINUS) i++;
    const first = text.charCodeAt(i);
    if (!isDigit(first)) this.illFormed('a digit is due', i);
    i = first === ZERO ? i + 1 : behindDigits(text, i);
    if (isDigit(text.charCodeAt(i))) this.illFormed('a number that begins with 0', i);
    if (text.charCodeAt(i) === POINT) i = this.passDigits(i + 1);
    if ((text.charCodeAt(i) | 0x20) === 0x65) {
      const sign = text[i + 1];
      i = this.passDigits(sign === '+' || sign === '-' ? i + 2 : i + 1);
    }
    this.at = i;
  }

  protected passDigits(i: number): number {
    if (!isDigit(this.text.charCodeAt(i))) this.illFormed('a digit is due', i);
    return behindDigits(this.text, i);
  }

  protected passWord(word: string): void {
    if (!this.text.startsWith(word, this.at)) this.illFormed('not a value of JSON');
    this.at += word.length;
  }
}

/** At the end of the text if it is not there. */
function found(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

export const isDigit = (code: number): boolean => code >= ZERO && code <= 0x39;

function behindDigits(text: string, i: number): number {
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}
