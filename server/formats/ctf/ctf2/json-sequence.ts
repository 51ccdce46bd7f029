/**
 * CTF 2's metadata is a JSON text sequence (RFC 7464): each text begins with a record separator. Integers beyond 2^53
 * become bigints, so that none loses digits.
 */
import { FormatError } from '../../reader.ts';

const SEPARATOR = '\x1e';
/** Of braces and brackets. */
const DEEPEST = 512;

/** The values of the sequence, each with the line of the text where it begins. Throws a `FormatError`. */
export function* jsonSequence(text: string, file: string): Generator<{ value: unknown; line: number }> {
  let line = 1;
  for (const part of text.split(SEPARATOR)) {
    // A text that isn't separated, and what stands before the first separator, are taken if they are more than blanks.
    if (/[^\s\0]/.test(part))
      yield { value: parsed(part.replaceAll('\0', ' '), line, file), line: line + blankLines(part) };
    line += count(part, '\n');
  }
}

function parsed(text: string, line: number, file: string): unknown {
  const error = (message: string) =>
    new FormatError(`the fragment that begins in line ${line + blankLines(text)} ${message}`, file);
  if (depthOf(text) > DEEPEST) throw error(`nests more than ${DEEPEST} deep`);
  try {
    return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
  } catch (reason) {
    throw error(`is no JSON: ${(reason as Error).message}`);
  }
}

function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
}

function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
    } else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}

const blankLines = (text: string) => count(/^\s*/.exec(text)![0], '\n');
const count = (text: string, mark: string) => text.split(mark).length - 1;
