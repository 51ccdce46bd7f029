/**
 * What the text of a JSON value means in a query (the rules of `plan.ts`), for a database that lets us give it functions.
 * `raw` is the value as it is stored, null if there is none; `text` is what it says.
 */

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export function textOf(raw: string | null): string {
  if (raw === null || raw === 'null') return '';
  if (!raw.startsWith('"')) return raw;
  return raw.includes('\\') ? (JSON.parse(raw) as string).toWellFormed() : raw.slice(1, -1);
}

export function doubleOf(text: string | null): number | null {
  if (text === null || !NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : null;
}

export function intOf(text: string | null): number | null {
  const value = doubleOf(text);
  return value !== null && Number.isInteger(value) ? value : null;
}

export function boolOf(text: string | null): 0 | 1 | null {
  return text === 'true' ? 1 : text === 'false' ? 0 : null;
}

/** Where it stands among others: numbers, other texts, what is missing. */
export function rankOf(raw: string | null): 0 | 1 | 2 {
  if (raw === null || raw === 'null') return 2;
  return doubleOf(textOf(raw)) === null ? 1 : 0;
}

/** By what it is sorted among those of its rank. */
export function keyOf(raw: string | null): number | string {
  const text = textOf(raw);
  return doubleOf(text) ?? text;
}

export function containsIgnoringCase(text: string | null, part: string | null): 0 | 1 | null {
  if (text === null || part === null) return null;
  return text.toLowerCase().includes(part.toLowerCase()) ? 1 : 0;
}
