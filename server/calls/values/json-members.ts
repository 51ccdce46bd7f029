/**
 * Looking into a value and changing it, by its text: what isn't named stays as it was written. A look costs as many
 * characters as lie before the end of what is looked for.
 */
import { behindString, behindValue } from './json-scan.ts';
import { JsonText } from './json-text.ts';

interface Place {
  readonly begin: number;
  readonly end: number;
}

/** The value at the end of the path: keys lead into objects, places from 0 into lists. */
export function valueAt(value: JsonText, path: readonly (string | number)[]): JsonText | undefined {
  if (path.length === 0) return value;
  const place = placeOf(value.text, path);
  return place && new JsonText(value.text.slice(place.begin, place.end));
}

export function memberOf(value: JsonText, key: string): JsonText | undefined {
  return valueAt(value, [key]);
}

/** With the value at the end of the path, if there is one, replaced. */
export function withValueAt(value: JsonText, path: readonly (string | number)[], by: JsonText): JsonText {
  if (path.length === 0) return by;
  const place = placeOf(value.text, path);
  return place === undefined
    ? value
    : new JsonText(value.text.slice(0, place.begin) + by.text + value.text.slice(place.end));
}

/** Of an object: with the member, in the place of the one of that key, or as the last. */
export function withMember(object: JsonText, key: string, member: JsonText): JsonText {
  const { text } = object;
  if (placeOf(text, [key]) !== undefined) return withValueAt(object, [key], member);
  return new JsonText(`${text.slice(0, -1)}${text === '{}' ? '' : ','}${JSON.stringify(key)}:${member.text}}`);
}

function placeOf(text: string, path: readonly (string | number)[]): Place | undefined {
  let begin = 0;
  for (const step of path) {
    const next = beginWithin(text, begin, step);
    if (next === undefined) return undefined;
    begin = next;
  }
  return { begin, end: behindValue(text, begin) };
}

/** In the value that begins at `at`: where the one at that key or place begins. */
export function beginWithin(text: string, at: number, step: string | number): number | undefined {
  return typeof step === 'number' ? itemBegin(text, at, step) : memberBegin(text, at, JSON.stringify(step));
}

/** Where the value behind the key begins, in the object at `at`. */
function memberBegin(text: string, at: number, key: string): number | undefined {
  if (text[at] !== '{' || !text.includes(key, at)) return undefined;
  for (let i = at + 1; text[i] === '"'; i++) {
    const begin = behindString(text, i) + 1;
    if (begin - 1 - i === key.length && text.startsWith(key, i)) return begin;
    i = behindValue(text, begin);
  }
  return undefined;
}

function itemBegin(text: string, at: number, index: number): number | undefined {
  if (text[at] !== '[' || text[at + 1] === ']' || index < 0) return undefined;
  let begin = at + 1;
  for (let left = index; left > 0; left--) {
    const end = behindValue(text, begin);
    if (text[end] !== ',') return undefined;
    begin = end + 1;
  }
  return begin;
}
