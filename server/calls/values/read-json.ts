/**
 * Reads JSON text from outside, strictly and in one pass. Typed members are read value by value (the shapes of
 * `../requests/` do so); free values are cut out of the text as `JsonText`: nearly always they are canonical already and
 * cost one look at each character, no object is made of them. Others are rewritten (`canonical.ts`).
 *
 * Refused, with the place: whatever RFC 8259 doesn't know (NaN, raw control characters, …), a value of more than 500
 * levels, text that isn't well-formed Unicode. What is read may hold on to the whole text;
 * who keeps an id for long copies it.
 */
import { ValidationError } from '../errors.ts';
import { onlyLast, rewritten } from './canonical.ts';
import { JsonText } from './json-text.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  isDigit,
  JsonScanner,
  MINUS,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './scan-json.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** `plain`: see `JsonScanner`. */
export interface BodyText {
  readonly text: string;
  readonly plain: boolean;
}

export function decodeText(bytes: Uint8Array): BodyText {
  try {
    return { text: decoder.decode(bytes), plain: isPlain(bytes) };
  } catch {
    throw new ValidationError('The body is not UTF-8', [{ loc: ['body'], msg: 'not UTF-8', type: 'json_invalid' }]);
  }
}

/** Is no byte below 0x20? Looks at four at a time. */
function isPlain(bytes: Uint8Array): boolean {
  const whole = bytes.byteOffset % 4 === 0 ? bytes.byteLength >> 2 : 0;
  const words = new Int32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset, whole);
  let below = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    below |= (word - 0x20202020) & ~word;
  }
  if (below & 0x80808080) return false;
  for (let i = whole * 4; i < bytes.length; i++) if (bytes[i]! < 0x20) return false;
  return true;
}

export class JsonReader extends JsonScanner {
  /** Had the last text escapes? Without, it has neither NUL nor half of a surrogate pair. */
  escaped = false;

  /** Nothing but white space is left. */
  end(): void {
    if (!Number.isNaN(this.peek())) this.illFormed('something behind the value');
  }

  isNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.passWord('null');
    return true;
  }

  boolean(): boolean {
    const code = this.peek();
    if (code === 0x74) this.passWord('true');
    else if (code === 0x66) this.passWord('false');
    else this.refuse('should be true or false', 'bool_type');
    return code === 0x74;
  }

  /** The digits of a number as they stand. */
  number(): string {
    const code = this.peek();
    if (code !== MINUS && !isDigit(code)) this.refuse('should be a number', 'number_type');
    const from = this.at;
    this.passNumber();
    return this.text.slice(from, this.at);
  }

  string(): string {
    if (this.peek() !== QUOTE) this.refuse('should be a text', 'string_type');
    const from = this.at;
    this.escaped = this.passString();
    return this.escaped
      ? (JSON.parse(this.text.slice(from, this.at)) as string)
      : this.text.slice(from + 1, this.at - 1);
  }

  /** The key of the first member of an object, undefined if it is empty; its value is to be read next. */
  firstKey(): string | undefined {
    if (this.peek() !== OPEN_OBJECT) this.refuse('should be an object', 'object_type');
    this.enter();
    if (this.peek() === CLOSE_OBJECT) return this.leave();
    return this.#key();
  }

  /** Behind the value of a member: the next key, undefined at the end. */
  nextKey(): string | undefined {
    const code = this.peek();
    if (code === CLOSE_OBJECT) return this.leave();
    if (code !== COMMA) this.illFormed('a comma or the end of an object is due');
    this.at++;
    return this.#key();
  }

  /** Is there a first item in the list? It is to be read next. */
  firstItem(): boolean {
    if (this.peek() !== OPEN_LIST) this.refuse('should be a list', 'list_type');
    this.enter();
    if (this.peek() !== CLOSE_LIST) return true;
    this.leave();
    return false;
  }

  nextItem(): boolean {
    const code = this.peek();
    if (code === CLOSE_LIST) {
      this.leave();
      return false;
    }
    if (code !== COMMA) this.illFormed('a comma or the end of a list is due');
    this.at++;
    return true;
  }

  /** Whatever value comes next; its levels count from here. */
  json(): JsonText {
    this.peek();
    const from = this.at;
    const around = this.depth;
    this.depth = 0;
    this.clean = true;
    this.twice = false;
    this.passValue();
    this.depth = around;
    if (!this.clean) return new JsonReader(rewritten(this.text, from, this.at)).json();
    const text = this.text.slice(from, this.at);
    return new JsonText(this.twice ? onlyLast(text) : text);
  }

  /** Passes over a value. */
  skip(): void {
    this.passValue();
  }

  #key(): string {
    this.peek();
    const from = this.at;
    const escaped = this.passKey();
    const key = escaped
      ? (JSON.parse(this.text.slice(from, this.at)) as string)
      : this.text.slice(from + 1, this.at - 1);
    this.passColon();
    return key;
  }
}
