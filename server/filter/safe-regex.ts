/**
 * Regular expressions from users, for filters and for the search in tables. A hostile pattern can't stall the server:
 * RE2's engine matches in time linear in the text, and a pattern that it can't promise that for (look-around,
 * back-references) is refused with the place and the reason. `.` matches line breaks, as in the reference server.
 * A pattern without special characters, the usual one, is a plain substring search.
 */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

const LONGEST_PATTERN = 1000;
/** Of it in a message. */
const LONGEST_PART = 40;

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

/** The text of the match, then that of each group; undefined for a group that took no part. */
export type RegexMatch = readonly [string, ...(string | undefined)[]];

export interface CapturingRegex {
  readonly groups: number;
  /** The first match in the text. */
  find(text: string): RegexMatch | undefined;
  /** The match that is the whole text. */
  whole(text: string): RegexMatch | undefined;
}

/** Throws a `RegexSyntaxError`. */
export function safeRegex(pattern: string): SafeRegex {
  if (pattern.length <= LONGEST_PATTERN && !/[\\^$.*+?()[\]{}|]/.test(pattern))
    return { test: (text) => text.includes(pattern) };
  return compiled(pattern);
}

/** For patterns of which the groups are asked for. Throws a `RegexSyntaxError`. */
export function capturingRegex(pattern: string): CapturingRegex {
  const regex = compiled(pattern);
  const groups = regex.groupCount();
  const match = (matcher: ReturnType<RE2JS['matcher']>): RegexMatch => [
    matcher.group(0) ?? '',
    ...Array.from({ length: groups }, (_, i) => matcher.group(i + 1) ?? undefined),
  ];
  return {
    groups,
    find: (text) => {
      const matcher = regex.matcher(text);
      return matcher.find() ? match(matcher) : undefined;
    },
    whole: (text) => {
      const matcher = regex.matcher(text);
      return matcher.matches() ? match(matcher) : undefined;
    },
  };
}

/** The pattern for just this text. */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function compiled(pattern: string): RE2JS {
  if (pattern.length > LONGEST_PATTERN)
    throw new RegexSyntaxError(`a pattern can't be longer than ${LONGEST_PATTERN} characters`, LONGEST_PATTERN);
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    if (!(error instanceof RE2JSSyntaxException)) throw new RegexSyntaxError(error.message, 0);
    // The engine tells the part that is wrong, with the flag that we added in front.
    const part = (error.getPattern() ?? '').replace(/^\(\?s\)/, '');
    const description = error.getDescription();
    if (part !== pattern) {
      const shown = part.length > LONGEST_PART ? `${part.slice(0, LONGEST_PART)}…` : part;
      throw new RegexSyntaxError(`${description}: “${shown}”`, Math.max(0, pattern.lastIndexOf(part)));
    }
    throw new RegexSyntaxError(description, unbalanced(pattern) ?? 0);
  }
}

/** The first parenthesis that closes nothing, else the last that is never closed: the engine tells no place of them. */
function unbalanced(pattern: string): number | undefined {
  const open: number[] = [];
  for (const { 0: token, index } of pattern.matchAll(
    /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]])*\]|[()]/gs,
  )) {
    if (token === '(') open.push(index);
    else if (token === ')' && open.pop() === undefined) return index;
  }
  return open.at(-1);
}
