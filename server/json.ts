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

/** The text is not JSON, or holds what we don't take. The message can be shown to the user. */
export class JsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonError';
  }
}

type ReviverWithSource = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver?: ReviverWithSource) => unknown;
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

const LONG_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;
/** No question and no layout comes near it. */
const DEEPEST = 500;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const RISKY_KEY = /__proto__|constructor|\\u/;

const exact: ReviverWithSource = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && INTEGER.test(source)
    ? BigInt(source)
    : value;

/** Throws a `JsonError` that names the place or the key. */
export function parseJson(text: string): unknown {
  refuseDeepNesting(text);
  let value: unknown;
  try {
    value = LONG_INTEGER.test(text) ? parseWithSource(text, exact) : JSON.parse(text);
  } catch (error) {
    throw new JsonError((error as Error).message);
  }
  if (RISKY_KEY.test(text)) refuseRiskyKeys(value);
  return value;
}

/**
 * Before it is parsed: ten million brackets keep the parser busy for more than a second, and what comes out ends every
 * function that walks it.
 */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > DEEPEST) throw new JsonError(`nested more than ${DEEPEST} deep at character ${i}`);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
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
