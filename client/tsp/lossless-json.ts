/**
 * JSON that loses no digit of a 64-bit time: an integer beyond ±(2^53 − 1) becomes a `bigint`, everything else is as
 * `JSON.parse` has it; a `bigint` is written as the bare integer. A text without long runs of digits costs one search more
 * than `JSON.parse`; others about five times as much, which is why states are read by `states-reader.ts` instead.
 */
type ReviverWithSource = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const LONG_RUN = /\d{16}/;
const INTEGER = /^-?\d+$/;

const exact: ReviverWithSource = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && INTEGER.test(source)
    ? BigInt(source)
    : value;

/** Throws a `SyntaxError`. */
export function parse(text: string): unknown {
  return LONG_RUN.test(text) ? JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]) : JSON.parse(text);
}

export function stringify(value: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? rawJSON(String(item)) : item));
}
