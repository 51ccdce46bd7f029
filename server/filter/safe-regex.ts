/**
 * Regular expressions from users, for filters and for the search in tables. A hostile pattern can't stall the server:
 * matching is linear in the text (see `regex-matcher.ts`), and a pattern outside the supported syntax is refused with
 * the place and the reason. A pattern without special characters, the usual one, is a plain substring search.
 */
import { RegexMatcher } from './regex-matcher.ts';

export { RegexSyntaxError } from './regex-syntax.ts';

export interface SafeRegex {
  /** Does the text contain a match? Case-sensitive unless the pattern begins with `(?i)`. */
  test(text: string): boolean;
}

/** Throws a `RegexSyntaxError`. */
export function safeRegex(pattern: string): SafeRegex {
  if (!/[\\^$.*+?()[\]{}|]/.test(pattern)) return { test: (text) => text.includes(pattern) };
  return new RegexMatcher(pattern);
}
