/**
 * Moving over JSON as bytes, without building anything: where does this string, this value end?
 *
 * Every function takes `bytes` with a zero byte at `bytes[end]` (the sentinel), so that loops need no bounds test of
 * their own. It returns the position after what it passed, `INCOMPLETE` if `end` came first, or a value below that,
 * from which `brokenAt` tells the position of the byte that can't stand there. Cost: about one step a byte.
 */
export const INCOMPLETE = -1;

export function broken(position: number): number {
  return -2 - position;
}

export function brokenAt(result: number): number {
  return -2 - result;
}

const TAB = 0x09;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;

/** 1 for JSON's white space. */
export const SPACE = new Uint8Array(256);
for (const c of [0x20, 0x09, 0x0a, 0x0d]) SPACE[c] = 1;

/** 1 where the plain run of a string stops: quote, backslash, control characters. A raw tab is let pass. */
export const STRING_STOP = new Uint8Array(256).fill(1, 0, 0x20);
STRING_STOP[TAB] = 0;
STRING_STOP[QUOTE] = 1;
STRING_STOP[BACKSLASH] = 1;

/** 1 where a number, `true`, `false` or `null` ends. */
export const LITERAL_STOP = new Uint8Array(256).fill(1, 0, 0x21);
for (const c of [COMMA, QUOTE, COLON, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET]) LITERAL_STOP[c] = 1;

export function skipSpace(bytes: Uint8Array, from: number): number {
  let p = from;
  while (SPACE[bytes[p]] === 1) p++;
  return p;
}

/** From the byte after the opening quote. */
export function skipString(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  for (;;) {
    while (STRING_STOP[bytes[p]] === 0) p++;
    const c = bytes[p];
    if (c === QUOTE) return p + 1;
    if (c !== BACKSLASH) return p >= end ? INCOMPLETE : broken(p);
    p += 2;
    if (p > end) return INCOMPLETE;
  }
}

/**
 * From an opening bracket to after the one that closes it. Kinds of brackets are not told apart. Most of a file passes
 * through here, so strings are passed in place, and comparisons are ordered by how often they decide.
 */
export function skipNested(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  let depth = 0;
  for (;;) {
    let c = bytes[p++];
    if (c === QUOTE) {
      for (;;) {
        c = bytes[p++];
        if (c > BACKSLASH) continue;
        if (c === QUOTE) break;
        if (c === BACKSLASH) {
          p++;
          if (p > end) return INCOMPLETE;
        } else if (c < 0x20 && c !== TAB) {
          return p > end ? INCOMPLETE : broken(p - 1);
        }
      }
    } else if (c >= OPEN_BRACKET) {
      if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++;
      else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && --depth === 0) return p;
    } else if (c === 0) {
      return p > end ? INCOMPLETE : broken(p - 1);
    }
  }
}

/** From the first byte of a number, `true`, `false` or `null`. */
export function skipLiteral(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  while (LITERAL_STOP[bytes[p]] === 0) p++;
  if (p >= end) return INCOMPLETE;
  return p === from ? broken(p) : p;
}

export function skipValue(bytes: Uint8Array, from: number, end: number): number {
  const c = bytes[from];
  if (c === QUOTE) return skipString(bytes, from + 1, end);
  if (c === OPEN_BRACE || c === OPEN_BRACKET) return skipNested(bytes, from, end);
  return skipLiteral(bytes, from, end);
}

/** The text between the quotes at `from − 1` and `to`; what JSON forbids there is taken as it stands. */
export function stringText(bytes: Uint8Array, from: number, to: number): string {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw.replaceAll('\t', '\\t')}"`);
  } catch {
    return raw;
  }
}

export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
