/**
 * JSON as it was written: a number keeps each digit, an object its order. A value is its text; its members are cut out of it
 * when somebody looks at them, so that what is folded costs nothing.
 */
import { JsonCursor } from '../../../client/tsp/json-cursor.ts';

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

export interface JsonMember {
  /** A name in an object, a place in an array. */
  readonly key: string | number;
  readonly text: string;
}

const KINDS: Readonly<Record<string, JsonKind>> = {
  '{': 'object',
  '[': 'array',
  '"': 'string',
  t: 'boolean',
  f: 'boolean',
  n: 'null',
};

export function jsonKind(text: string): JsonKind {
  return KINDS[text.trimStart().charAt(0)] ?? 'number';
}

/** Of an object or an array; nothing of anything else, nor of text that is no JSON. */
export function jsonMembers(text: string): readonly JsonMember[] {
  const kind = jsonKind(text);
  if (kind !== 'object' && kind !== 'array') return [];
  const members: JsonMember[] = [];
  const cursor = new JsonCursor(text);
  try {
    if (kind === 'object') cursor.object((key) => members.push({ key, text: cursor.raw() }));
    else cursor.array(() => members.push({ key: members.length, text: cursor.raw() }));
  } catch {
    return [];
  }
  return members;
}

export function jsonMember(text: string, key: string | number): string | undefined {
  return jsonMembers(text).find((member) => member.key === key)?.text;
}

/** The content of a string; undefined if it is none. */
export function stringOf(text: string | undefined): string | undefined {
  if (text === undefined || jsonKind(text) !== 'string') return undefined;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

export function refOf(text: string): string | undefined {
  return text.startsWith('"weave:///') ? stringOf(text) : undefined;
}

const PLAIN = /^[A-Za-z_$][\w$]*$/;

/** `inputs.messages[0]["odd name"]`: no two values have the same. */
export function pathTo(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  return PLAIN.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}
