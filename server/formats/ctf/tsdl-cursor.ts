/** The tokens of a TSDL text, one after the other with a look at the one behind, and the small things made of them. */
import { metadataError, type Token, tokenize } from './tsdl-lexer.ts';
import type { AttributeValue } from './tsdl-scalars.ts';

/** Whatever expects something throws a `FormatError` with file, line and column where something else stands. */
export class TsdlCursor {
  readonly #text: string;
  readonly #file: string;
  readonly #tokens: Generator<Token, void, undefined>;
  #token: Token;
  #following: Token;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.#tokens = tokenize(text, file);
    const first = this.#tokens.next().value!;
    this.#token = first;
    this.#following = this.#tokens.next().value ?? first;
  }

  get token(): Token {
    return this.#token;
  }

  advance(): void {
    this.#token = this.#following;
    this.#following = this.#tokens.next().value ?? this.#token;
  }

  /** Is `text` the token after the current one? */
  nextIs(text: string): boolean {
    return this.#following.text === text && this.#following.kind !== 'string';
  }

  error(message: string, at = this.#token.at): Error {
    return metadataError(message, this.#file, this.#text, at);
  }

  accept(text: string): boolean {
    if (this.#token.text !== text || this.#token.kind === 'string') return false;
    this.advance();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.error(`expected ${text} instead of ${this.#token.text}`);
  }

  name(what: string): string {
    const token = this.#token;
    if (token.kind !== 'name') throw this.error(`expected ${what} instead of ${token.text}`);
    this.advance();
    return token.text;
  }

  string(): string {
    let text = '';
    while (this.#token.kind === 'string') {
      text += this.#token.text;
      this.advance();
    }
    return text;
  }

  path(what: string): string[] {
    const path = [this.name(what)];
    while (this.accept('.') || this.accept('->')) path.push(this.name('a name'));
    return path;
  }

  value(): AttributeValue {
    if (this.#token.kind === 'string') return this.string();
    if (this.#token.kind === 'name') return this.path('a value').join('.');
    return this.number();
  }

  number(): bigint {
    let sign = 1n;
    while (this.#token.text === '-' || this.#token.text === '+') {
      if (this.#token.text === '-') sign = -sign;
      this.advance();
    }
    const token = this.#token;
    if (token.kind !== 'number') throw this.error(`expected a value instead of ${token.text}`);
    this.advance();
    return sign * token.value;
  }
}
