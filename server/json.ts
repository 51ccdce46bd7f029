/**
 * Lossless JSON, both ways: times are 64-bit integers and lie beyond 2^53, where JavaScript's numbers lose digits.
 *
 * Reading: an integer beyond ±(2^53 − 1) becomes a `bigint`, everything else is as `JSON.parse` has it.
 * Writing: a `bigint` is written as the bare integer. A double from 2^53 on is written with an exponent, because clients
 * take long digits for an integer and refuse it where a double is due.
 *
 * Keys such as `__proto__` are refused on the way in; `replyKey` disarms them on the way out, since clients drop a whole
 * reply that carries one. Both checks cost a text search; trees are walked only where it finds something. Nesting beyond
 * all sense is refused as well, for one look at each character.
 */

import { randomBytes } from 'node:crypto';

/** The text is not JSON, or holds what we don't take. The message can be shown to the user. */
export class JsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonError';
  }
}

const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Integers of fewer digits are exact anyway. */
const LONG = 16;
/** Long integers are parsed as texts that begin with it, which nobody can guess: the engine's own way to hand out digits takes 2 µs a number. */
const MARK = `\ue000${randomBytes(6).toString('base64url')}`;
/** No question and no layout comes near it. */
const DEEPEST = 500;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const RISKY_KEY = /__proto__|constructor|\\u/;

/** Throws a `JsonError` that names the place or the key. */
export function parseJson(text: string): unknown {
  const integers = longIntegers(text);
  let value: unknown;
  try {
    value = JSON.parse(integers.length === 0 ? text : marked(text, integers));
  } catch (error) {
    throw new JsonError(reasonOf(text) ?? (error as Error).message);
  }
  if (RISKY_KEY.test(text)) refuseRiskyKeys(value);
  return integers.length === 0 ? value : unmarked(value);
}

/**
 * Begins and ends of the integers of many digits, in turn. One look at each character; refuses deep nesting on the way,
 * before it is parsed: ten million brackets keep the parser busy for more than a second, and what comes out ends every
 * function that walks it.
 */
function longIntegers(text: string): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > DEEPEST) throw new JsonError(`nested more than ${DEEPEST} deep at character ${i}`);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
    else if (isDigit(code)) {
      const begin = i;
      while (isDigit(text.charCodeAt(i + 1))) i++;
      if (i - begin < LONG - 1 || !isWholeInteger(text, begin, i + 1)) continue;
      found.push(text[begin - 1] === '-' ? begin - 1 : begin, i + 1);
    }
  }
  return found;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Not digits of a fraction or an exponent, and nothing that is no JSON and would become it. */
function isWholeInteger(text: string, begin: number, end: number): boolean {
  const before = text[begin - 1] === '-' ? text[begin - 2] : text[begin - 1];
  if (text[begin] === '0' || (before !== undefined && !/[\s[,:]/.test(before))) return false;
  let next = end;
  while (next < text.length && text.charCodeAt(next) <= 0x20) next++;
  return next === text.length || text[next] === ',' || text[next] === ']' || text[next] === '}';
}

/** The text with its long integers as texts. */
function marked(text: string, integers: readonly number[]): string {
  const parts: string[] = [];
  let done = 0;
  for (let i = 0; i < integers.length; i += 2) {
    parts.push(text.slice(done, integers[i]), '"', MARK, text.slice(integers[i], integers[i + 1]), '"');
    done = integers[i + 1]!;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** Takes what was marked back, in place. */
function unmarked(root: unknown): unknown {
  const all = { root };
  const rest: Record<string, unknown>[] = [all];
  for (let object = rest.pop(); object !== undefined; object = rest.pop()) {
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (typeof value === 'string') {
        if (value.startsWith(MARK)) object[key] = integer(value.slice(MARK.length));
      } else if (typeof value === 'object' && value !== null) rest.push(value as Record<string, unknown>);
    }
  }
  return all.root;
}

function integer(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** What the engine says against the text as it was sent, with the right place. */
function reasonOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function refuseRiskyKeys(root: unknown): void {
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) {
      if (key === '__proto__' || key === 'constructor') throw new JsonError(`the key "${key}" is not allowed`);
      rest.push((value as Record<string, unknown>)[key]);
    }
  }
}

function writable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawJSON(String(value));
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) {
    return rawJSON(doubleText(value));
  }
  return value;
}

export function stringifyJson(value: unknown): string {
  return JSON.stringify(value, writable);
}

/** A finite double as JSON that no client takes for a 64-bit integer. */
export function doubleText(value: number): string {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value);
}

/** The key as it can go into a reply: clients refuse keys that contain `constructor` or `__proto__`, so a soft hyphen parts them. */
export function replyKey(key: string): string {
  return key.includes('constructor') || key.includes('__proto__')
    ? key.replaceAll('constructor', 'construct\u00ador').replaceAll('__proto__', '__\u00adproto__')
    : key;
}

/** The same map with every key fit for a reply. */
export function replyMap<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const map: Record<string, T> = {};
  for (const [key, value] of entries) map[replyKey(key)] = value;
  return map;
}
