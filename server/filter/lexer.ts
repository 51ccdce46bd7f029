/**
 * Cuts a filter's text into tokens.
 *
 * A word runs until white space, a quote, a parenthesis, `=`, `!`, `<`, `>`, `&&` or `||`; so regular expressions without
 * those need no quotes. Within double quotes every character stands for itself; `\"` is a quote, and any other pair of a
 * backslash and a character stays as it is, so that regular expressions can be written as they are.
 *
 * More is allowed than in Trace Compass, where quotes permit some characters only; and `a||b` is an alternative of two
 * conditions with or without blanks around (there it is one regular expression with an empty branch, which is always true).
 */
import { FilterSyntaxError } from './syntax-error.ts';

export type TokenKind = 'word' | 'quoted' | '&&' | '||' | '!' | '(' | ')' | '==' | '!=' | '<' | '>' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** What a word or quoted text says; the characters themselves otherwise. */
  readonly text: string;
  readonly position: number;
}

const SYMBOL = /&&|\|\||==|!=|[!()<>]/y;
const WORD = /(?:[^\s"()=!<>&|]|&(?!&)|\|(?!\|))+/y;

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (sticky: RegExp): string | undefined => {
    sticky.lastIndex = at;
    return sticky.exec(text)?.[0];
  };
  while (at < text.length) {
    const blank = match(/\s+/y);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (text[at] === '"') {
      const content = quoted(text, at);
      tokens.push({ kind: 'quoted', text: content.replaceAll('\\"', '"'), position: at });
      at += content.length + 2;
      continue;
    }
    const symbol = match(SYMBOL);
    const found = symbol ?? match(WORD);
    if (found === undefined) throw new FilterSyntaxError('“=” means nothing by itself: write “==” to compare', at);
    tokens.push({ kind: (symbol as TokenKind | undefined) ?? 'word', text: found, position: at });
    at += found.length;
  }
  tokens.push({ kind: 'end', text: '', position: text.length });
  return tokens;
}

/** The raw content of the quotes that open at `start`. */
function quoted(text: string, start: number): string {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return text.slice(start + 1, i);
  }
  throw new FilterSyntaxError('the quote that opens here is never closed', start);
}
