/**
 * Reads JSON text from outside, strictly and in one pass. Typed members are read value by value (the shapes of
 * `../requests/` do so); free values are cut out of the text as `JsonText`: nearly always they are canonical already and
 * cost one look at each character, no object is made of them. Others are rewritten (`canonical.ts`).
 *
 * Refused, with the place: whatever RFC 8259 doesn't know (NaN, raw control characters, …), more than 500 levels, text
 * that isn't well-formed Unicode. Recursion is as deep as that at the most. What is read may hold on to the whole text;
 * who keeps an id for long copies it.
 */
import { ValidationError } from '../errors.ts';
import { onlyLast, rewritten } from './canonical.ts';
import { pathAt, placeOf } from './json-place.ts';
import { JsonText } from './json-text.ts';

const DEEPEST = 500;
/** Objects of more keys use a `Set` to find a key that comes twice. */
const FEW = 16;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Of the keys of the objects that are open: hash, begin and end. Nothing yields while they are in use. */
const hashes = new Int32Array((DEEPEST + 1) * FEW);
const begins = new Int32Array((DEEPEST + 1) * FEW);
const ends = new Int32Array((DEEPEST + 1) * FEW);

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a body. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ValidationError('The body is not UTF-8', [{ loc: ['body'], msg: 'not UTF-8', type: 'json_invalid' }]);
  }
}

export class JsonReader {
  readonly text: string;
  /** Where it stands; may be set back to where a value began. */
  at = 0;
  /** Had the last text escapes? Without, it has neither NUL nor half of a surrogate pair. */
  escaped = false;
  #depth = 0;
  /** Of the free value that is being passed over. */
  #clean = true;
  #twice = false;

  constructor(text: string) {
    this.text = text;
    if (!text.isWellFormed()) this.#illFormed('half of a surrogate pair', text.search(/\p{Surrogate}/u));
  }

  /** The code of the next character behind white space; NaN at the end. */
  peek(): number {
    const text = this.text;
    let code = text.charCodeAt(this.at);
    if (code > SPACE) return code;
    while (code === SPACE || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#clean = false;
      code = text.charCodeAt(++this.at);
    }
    return code;
  }

  /** Nothing but white space is left. */
  end(): void {
    if (!Number.isNaN(this.peek())) this.#illFormed('something behind the value');
  }

  isNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.#word('null');
    return true;
  }

  boolean(): boolean {
    const code = this.peek();
    if (code === 0x74) this.#word('true');
    else if (code === 0x66) this.#word('false');
    else this.refuse('should be true or false', 'bool_type');
    return code === 0x74;
  }

  /** The digits of a number as they stand. */
  number(): string {
    const code = this.peek();
    if (code !== MINUS && !isDigit(code)) this.refuse('should be a number', 'number_type');
    const from = this.at;
    this.#number();
    return this.text.slice(from, this.at);
  }

  string(): string {
    if (this.peek() !== QUOTE) this.refuse('should be a text', 'string_type');
    const from = this.at;
    this.escaped = this.#string();
    return this.escaped
      ? (JSON.parse(this.text.slice(from, this.at)) as string)
      : this.text.slice(from + 1, this.at - 1);
  }

  /** The key of the first member of an object, undefined if it is empty; its value is to be read next. */
  firstKey(): string | undefined {
    if (this.peek() !== OPEN_OBJECT) this.refuse('should be an object', 'object_type');
    this.#enter();
    if (this.peek() === CLOSE_OBJECT) return this.#leave();
    return this.#key();
  }

  /** Behind the value of a member: the next key, undefined at the end. */
  nextKey(): string | undefined {
    const code = this.peek();
    if (code === CLOSE_OBJECT) return this.#leave();
    if (code !== COMMA) this.#illFormed('a comma or the end of an object is due');
    this.at++;
    return this.#key();
  }

  /** Is there a first item in the list? It is to be read next. */
  firstItem(): boolean {
    if (this.peek() !== OPEN_LIST) this.refuse('should be a list', 'list_type');
    this.#enter();
    if (this.peek() !== CLOSE_LIST) return true;
    this.#leave();
    return false;
  }

  nextItem(): boolean {
    const code = this.peek();
    if (code === CLOSE_LIST) {
      this.#leave();
      return false;
    }
    if (code !== COMMA) this.#illFormed('a comma or the end of a list is due');
    this.at++;
    return true;
  }

  /** Whatever value comes next. */
  json(): JsonText {
    this.peek();
    const from = this.at;
    this.#clean = true;
    this.#twice = false;
    this.#value();
    if (!this.#clean) return new JsonReader(rewritten(this.text, from, this.at)).json();
    const text = this.text.slice(from, this.at);
    return new JsonText(this.#twice ? onlyLast(text) : text);
  }

  /** Passes over a value. */
  skip(): void {
    this.#value();
  }

  /** Where it stands, for a message. */
  place(): string {
    return placeOf(pathAt(this.text, this.at));
  }

  /** The value is well-formed but not what is due. `more` leads on from the value at `at`. */
  refuse(message: string, type: string, at = this.at, ...more: (string | number)[]): never {
    if (at >= this.text.length) this.#illFormed(message);
    const path = [...pathAt(this.text, at), ...more];
    throw new ValidationError(`${placeOf(path)}: ${message}`, [{ loc: ['body', ...path], msg: message, type }]);
  }

  #illFormed(message: string, at = this.at): never {
    const why = at >= this.text.length ? 'the text ends too early' : message;
    const place = `character ${at}, in ${placeOf(pathAt(this.text, at))}`;
    throw new ValidationError(`The body is not JSON: ${why} (${place})`, [
      { loc: ['body', at], msg: why, type: 'json_invalid' },
    ]);
  }

  #value(): void {
    const code = this.peek();
    if (code === QUOTE) this.#string();
    else if (code === OPEN_OBJECT) this.#object();
    else if (code === OPEN_LIST) this.#list();
    else if (code === MINUS || isDigit(code)) this.#number();
    else if (code === 0x74) this.#word('true');
    else if (code === 0x66) this.#word('false');
    else this.#word('null');
  }

  #object(): void {
    this.#enter();
    const base = this.#depth * FEW;
    let count = 0;
    let many: Set<string> | undefined;
    if (this.peek() === CLOSE_OBJECT) {
      this.#leave();
      return;
    }
    for (;;) {
      const from = this.at;
      this.#quotedKey();
      const to = this.at;
      this.#colon();
      if (count < FEW) this.#noteKey(base, count++, from, to);
      else {
        many ??= new Set(Array.from({ length: FEW }, (_, k) => this.text.slice(begins[base + k], ends[base + k])));
        if (many.size === many.add(this.text.slice(from, to)).size) this.#twice = true;
      }
      this.#value();
      const code = this.peek();
      if (code === CLOSE_OBJECT) break;
      if (code !== COMMA) this.#illFormed('a comma or the end of an object is due');
      this.at++;
      this.peek();
    }
    this.#leave();
  }

  #noteKey(base: number, count: number, from: number, to: number): void {
    const text = this.text;
    let hash = to - from;
    for (let i = from + 1; i < to; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    for (let k = base; k < base + count; k++) {
      if (hashes[k] === hash && text.slice(begins[k], ends[k]) === text.slice(from, to)) this.#twice = true;
    }
    hashes[base + count] = hash;
    begins[base + count] = from;
    ends[base + count] = to;
  }

  #list(): void {
    for (let more = this.firstItem(); more; more = this.nextItem()) this.#value();
  }

  #enter(): void {
    if (++this.#depth > DEEPEST) this.refuse(`nested more than ${DEEPEST} levels deep`, 'recursion_loop');
    this.at++;
  }

  #leave(): undefined {
    this.#depth--;
    this.at++;
  }

  #key(): string {
    this.peek();
    const from = this.at;
    const escaped = this.#quotedKey();
    const key = escaped
      ? (JSON.parse(this.text.slice(from, this.at)) as string)
      : this.text.slice(from + 1, this.at - 1);
    this.#colon();
    return key;
  }

  #quotedKey(): boolean {
    if (this.text.charCodeAt(this.at) !== QUOTE) this.#illFormed('a key in quotes is due');
    return this.#string();
  }

  #colon(): void {
    if (this.peek() !== COLON) this.#illFormed('a colon is due');
    this.at++;
  }

  /** From its quote to behind the other one. Tells whether there are escapes. */
  #string(): boolean {
    const text = this.text;
    let escaped = false;
    for (let i = this.at + 1; ; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) {
        this.at = i + 1;
        return escaped;
      }
      if (code === BACKSLASH) {
        escaped = true;
        i = this.#escape(i + 1);
      } else if (!(code >= SPACE)) this.#illFormed('a control character that is not escaped', i);
    }
  }

  /** From behind the backslash to the last character of the escape. */
  #escape(i: number): number {
    const text = this.text;
    switch (text[i]) {
      case '/':
        this.#clean = false;
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
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#illFormed('an escape without its four hexadecimal digits', i);
        // Needed for control characters without a letter, and for half a pair; whether the other half follows is seen there.
        if (!/^00(?:0[0-7be]|0f|1[0-9a-f])$|^d[89a-f][0-9a-f]{2}$/.test(digits)) this.#clean = false;
        if (/^d[89ab]/.test(digits) && /^\\u[dD][c-fC-F]/.test(text.slice(i + 5, i + 9))) this.#clean = false;
        return i + 4;
      }
      default:
        return this.#illFormed('an escape that JSON does not know', i);
    }
  }

  #number(): void {
    const text = this.text;
    let i = this.at;
    if (text.charCodeAt(i) === MINUS) i++;
    const first = text.charCodeAt(i);
    if (!isDigit(first)) this.#illFormed('a digit is due', i);
    i = first === ZERO ? i + 1 : behindDigits(text, i);
    if (isDigit(text.charCodeAt(i))) this.#illFormed('a number that begins with 0', i);
    if (text.charCodeAt(i) === POINT) i = this.#digits(i + 1);
    if ((text.charCodeAt(i) | 0x20) === 0x65) {
      const sign = text[i + 1];
      i = this.#digits(sign === '+' || sign === '-' ? i + 2 : i + 1);
    }
    this.at = i;
  }

  #digits(i: number): number {
    if (!isDigit(this.text.charCodeAt(i))) this.#illFormed('a digit is due', i);
    return behindDigits(this.text, i);
  }

  #word(word: string): void {
    if (!this.text.startsWith(word, this.at)) this.#illFormed('not a value of JSON');
    this.at += word.length;
  }
}

const isDigit = (code: number): boolean => code >= ZERO && code <= 0x39;

function behindDigits(text: string, i: number): number {
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}
