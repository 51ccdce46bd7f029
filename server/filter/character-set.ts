/**
 * Sets of characters in patterns. They tell ASCII apart and hold everything else as one: enough to see that two of them
 * have nothing in common.
 */

/** One flag for each ASCII character, and one for all others. */
export type CharacterSet = Uint8Array;

/** Code points from and to. */
export type Range = readonly [number, number];

const OTHERS = 128;
const LAST = 0x10ffff;
/** What \d, \w and \s stand for in RE2. */
export const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
};

export function setOf(ranges: readonly Range[], isNegated: boolean, ignoreCase: boolean): CharacterSet {
  const set = new Uint8Array(OTHERS + 1);
  let others = 0;
  for (const [from, to] of ranges) {
    for (let code = from; code <= Math.min(to, OTHERS - 1); code++) {
      set[code] = 1;
      const letter = String.fromCharCode(code);
      if (!ignoreCase) continue;
      set[letter.toLowerCase().charCodeAt(0)] = 1;
      set[letter.toUpperCase().charCodeAt(0)] = 1;
    }
    if (to >= OTHERS) others += to - Math.max(from, OTHERS) + 1;
  }
  // Folding of case may lead out of ASCII and into it: in doubt, the others belong to it.
  if (isNegated) for (let code = 0; code < OTHERS; code++) set[code] = 1 - set[code]!;
  const hasOthers = isNegated ? others < LAST - OTHERS + 1 : others > 0;
  set[OTHERS] = ignoreCase || hasOthers ? 1 : 0;
  return set;
}

/** As the built-in engine has it, with the flag u. */
export function sourceOf(ranges: readonly Range[], isNegated: boolean): string {
  const code = (value: number): string => `\\u{${value.toString(16)}}`;
  const parts = ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`));
  return `[${isNegated ? '^' : ''}${parts.join('')}]`;
}
