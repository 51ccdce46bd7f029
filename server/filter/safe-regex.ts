/**
 * Regular expressions from users, for filters and for the search in tables. A hostile pattern can't stall the server:
 * RE2's engine matches in time linear in the text, and a pattern that it can't promise that for (look-around,
 * back-references) is refused with the place and the reason. `.` matches line breaks, as in the reference server.
 * A pattern without special characters, the usual one, is a plain substring search.
 */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

const LONGEST_PATTERN = 1000;

export interface SafeRegex {
  /** Does the text contain a match? Case-sensitive unless the pattern begins with `(?i)`. */
  test(text: string): boolean;
}

/** `position` is the character in the pattern at which it goes wrong. */
export class RegexSyntaxError extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.name = 'RegexSyntaxError';
    this.position = position;
  }
}

/** Throws a `RegexSyntaxError`. */
export function safeRegex(pattern: string): SafeRegex {
  if (pattern.length > LONGEST_PATTERN)
    throw new RegexSyntaxError(`a pattern can't be longer than ${LONGEST_PATTERN} characters`, LONGEST_PATTERN);
  if (!/[\\^$.*+?()[\]{}|]/.test(pattern)) return { test: (text) => text.includes(pattern) };
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    if (!(error instanceof RE2JSSyntaxException)) throw new RegexSyntaxError(error.message, 0);
    // The engine tells the part that is wrong, with the flag that we added in front.
    const part = (error.getPattern() ?? '').replace(/^\(\?s\)/, '');
    throw new RegexSyntaxError(`${error.getDescription()}: “${part}”`, Math.max(0, pattern.lastIndexOf(part)));
  }
}
