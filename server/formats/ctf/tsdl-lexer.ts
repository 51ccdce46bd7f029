/**
 * Cuts TSDL, the text of CTF 1.8 metadata, into tokens. One pass, O(text); a token
 * is made when it is asked for, so large metadata costs no more memory than its text.
 * Keywords are plain names here: a field may be called `event`, so only the parser's position tells them apart.
 */
import { FormatError } from '../reader.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark' | 'end';
  /** As written; for a string its content, unescaped. */
  readonly text: string;
  /** Of a number. */
  readonly value: bigint;
  /** Index of the first character. */
  readonly at: number;
}

const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)[uUlL]{0,3}(?![A-Za-z_0-9])/y;
const MARK = /\.\.\.|:=|->|[-+{}[\]()<>;:=,.*]/y;
const BLANK = /[\s\0]/;
const ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;
const LETTER_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** An error at a character of the metadata text, told as line and column. */
export function metadataError(message: string, file: string, text: string, at: number): FormatError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new FormatError(`line ${line}, column ${column}: ${message}`, file);
}

/** The tokens of `text`, the last one of kind `end`. Throws a `FormatError` at a character that starts no token. */
export function* tokenize(text: string, file: string): Generator<Token, void, undefined> {
  const error = (message: string) => metadataError(message, file, text, at);
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  let at = 0;
  for (;;) {
    at = afterSpace(text, at);
    if (at < 0) {
      at = text.lastIndexOf('/*');
      throw error('this comment has no end');
    }
    const first = text[at];
    if (first === undefined) break;
    if (first === '"' || first === "'") {
      const end = afterQuote(text, at);
      if (end === undefined) throw error('this string has no end');
      const content = withoutEscapes(text.slice(at + 1, end - 1));
      if (first === '"') yield { kind: 'string', text: content, value: 0n, at };
      else yield { kind: 'number', text: content, value: BigInt(content.codePointAt(0) ?? 0), at };
      at = end;
      continue;
    }
    const name = match(NAME);
    const number = name === undefined ? match(NUMBER) : undefined;
    const mark = name ?? number ?? match(MARK);
    if (mark === undefined) throw error(`unexpected ${JSON.stringify(first)}`);
    const value = number === undefined ? 0n : parseNumber(number);
    if (value === undefined) throw error(`${number} is not a number`);
    yield { kind: name ? 'name' : number ? 'number' : 'mark', text: mark, value, at };
    at += mark.length;
  }
  yield { kind: 'end', text: 'the end', value: 0n, at: text.length };
}

/** Steps over blanks and comments; negative at a comment without end. */
function afterSpace(text: string, at: number): number {
  for (;;) {
    while (at < text.length && BLANK.test(text[at]!)) at++;
    const comment = text[at] === '/' ? text[at + 1] : undefined;
    if (comment === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (comment === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return -1;
      at = end + 2;
    } else return at;
  }
}

function afterQuote(text: string, at: number): number | undefined {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
    else if (text[i] === '\n') return undefined;
  }
  return undefined;
}

function parseNumber(written: string): bigint | undefined {
  const digits = written.replace(/[uUlL]+$/, '');
  if (!/^0[0-9]+$/.test(digits)) return BigInt(digits);
  return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
}

function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, hex, short, long, octal, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    const code = hex ?? short ?? long;
    if (code === undefined) return LETTER_ESCAPES[letter] ?? letter;
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}
