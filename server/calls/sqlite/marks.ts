/**
 * A few bits for each short string that is a value in a JSON text: who looks for calls by such a value passes over those
 * that lack its bits, in the index of starts, without reading the JSON. A value that is there always has its bits; other
 * values may have them, too, the more the more there are, so whoever has them is still looked at.
 */
import type { Expression } from '../query/plan.ts';

/** Longer strings aren't looked for by what they are. */
const LONGEST = 64;
/** Of two numbers each, since bits are counted in 32 of them. */
const HALF = 26;

const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Of a canonical JSON text; an integer of 52 bits. Costs a look at each string, not at each character of long ones. */
export function marksOf(json: string): number {
  let low = 0;
  let high = 0;
  for (let begin = json.indexOf('"'); begin >= 0; ) {
    let end = json.indexOf('"', begin + 1);
    while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
    if (end - begin - 1 <= LONGEST && json.charCodeAt(end + 1) !== COLON) {
      const hash = hashOf(json, begin + 1, end);
      low |= 1 << (hash % HALF);
      high |= 1 << ((hash >>> 12) % HALF);
    }
    begin = json.indexOf('"', end + 1);
  }
  return high * 2 ** HALF + low;
}

/** The marks that a JSON column of a call must have for the condition to hold; undefined if it may hold without. */
export function marksOfCondition(term: Expression): { column: string; marks: number } | undefined {
  return term.is === '=' ? (wanted(term.left, term.right) ?? wanted(term.right, term.left)) : undefined;
}

function wanted(field: Expression, value: Expression): { column: string; marks: number } | undefined {
  if (field.is !== 'field' || field.as !== 'text' || value.is !== 'literal' || typeof value.value !== 'string') return;
  if (field.field.type !== 'json' || field.field.expandAt.length > 0) return undefined;
  const text = value.value;
  // Only a string can be this text, and it looks in JSON as it is.
  if (text === '' || text.length > LONGEST || /^[[{\d-]|^true$|^false$|\ufffd/.test(text)) return undefined;
  const json = JSON.stringify(text);
  return json.length === text.length + 2 ? { column: field.field.column, marks: marksOf(json) } : undefined;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

/** FNV-1a, mixed once more, since both ends of it are used. */
function hashOf(text: string, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
