/**
 * A JSON value as its text: what users send (inputs, outputs, attributes, objects, rows) travels through all layers as it
 * was written, so that 1.0, 1e-07, 12345678901234567890 and the order of keys come back exactly. JavaScript's own objects
 * keep none of these.
 *
 * Invariant: `text` is well-formed JSON without whitespace outside of strings, without a key twice in one object, and with
 * escapes in strings only where JSON needs them, or where what is escaped is a surrogate without its other half. So a ref
 * in it always looks the same, and two values of the same text are the same value. Who makes one from text that came from
 * outside reads it with `read-json.ts`.
 */
import { InvalidRequest } from '../errors.ts';

export class JsonText {
  readonly text: string;
  #slashes: boolean | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Of a value of our own: `undefined` is none. Integers beyond 2^53 are given as `bigint`. */
  static of(value: unknown): JsonText {
    return new JsonText(stringify(value));
  }

  /** Whoever looks for refs need not look where this is false. Searched once, since several layers look for them. */
  get mayHaveRefs(): boolean {
    this.#slashes ??= this.text.includes('///');
    return this.#slashes;
  }

  /** As JavaScript has it: numbers are doubles, keys that look like integers go first. For what is computed from a value. */
  parse(): unknown {
    return JSON.parse(this.text);
  }
}

export const NULL = new JsonText('null');
export const EMPTY_OBJECT = new JsonText('{}');

/**
 * JSON of requests and replies: plain values, with `JsonText` in them as it is; members that are `undefined` are left out.
 * Throws `InvalidRequest` with more levels than any request or reply has.
 */
export function stringify(value: unknown): string {
  return write(value, 0);
}

const DEEPEST = 1000;

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof JsonText) return value.text;
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (depth > DEEPEST) throw new InvalidRequest(`nested more than ${DEEPEST} levels deep`);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '[' : ','}${write(item, depth + 1)}`;
    return text === '' ? '[]' : `${text}]`;
  }
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text === '' ? '{' : ','}${quoted(key)}:${write(member, depth + 1)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Keys of requests and replies are few, and always the same. */
const known = new Map<string, string>();

function quoted(key: string): string {
  let text = known.get(key);
  if (text === undefined) {
    text = JSON.stringify(key);
    if (key.length <= 40 && known.size < 1000) known.set(key, text);
  }
  return text;
}
