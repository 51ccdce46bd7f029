/**
 * Colours of data: the hue from a stable hash of the name, lightness and chroma from the theme.
 *
 * The same name has the same colour in every view and session. Hues near red are left out: red means trouble. Text on any
 * of these colours reaches 4.5:1 (tested over all hues). Colours are packed as 0xAABBGGRR, the byte order of RGBA arrays.
 */
import { contrast, fromRgb, type Rgb, toRgb } from './oklch.ts';

export type ThemeKind = 'light' | 'dark';

interface Recipe {
  readonly l: number;
  readonly c: number;
  readonly lines: { readonly l: number; readonly c: number };
  readonly text: Rgb;
}

const RECIPES: Record<ThemeKind, Recipe> = {
  light: { l: 0.84, c: 0.075, lines: { l: 0.55, c: 0.14 }, text: [24, 24, 27] },
  dark: { l: 0.43, c: 0.085, lines: { l: 0.74, c: 0.13 }, text: [242, 242, 244] },
};

/** Half the width of the band around red (29°) that names never get. */
const RED = 29;
const RED_BAND = 24;

/** FNV-1a, 32 bits, with a final mix so that names which differ in one letter part. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const hueOf = (hash: number): number =>
  (RED + RED_BAND + ((hash & 0xffff) / 0x10000) * (360 - 2 * RED_BAND)) % 360;

/** Steps of lightness tell apart names of near hues. */
const shade = (hash: number): number => (((hash >>> 16) % 5) - 2) * 0.025;

export const packed = ([red, green, blue]: Rgb, alpha = 255): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

export const unpacked = (colour: number): Rgb => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255];

export const css = (colour: number): string => {
  const [red, green, blue] = unpacked(colour);
  return `rgb(${red},${green},${blue})`;
};

export class DataColours {
  readonly kind: ThemeKind;
  /** On every fill. */
  readonly text: string;
  #fills = new Map<string, number>();
  #lines = new Map<string, number>();
  #styles = new Map<string, number>();

  constructor(kind: ThemeKind) {
    this.kind = kind;
    this.text = css(packed(RECIPES[kind].text));
  }

  /** Of a rectangle that bears `name`. */
  fill(name: string): number {
    return remember(this.#fills, name, () => {
      const { l, c } = RECIPES[this.kind];
      const hash = hashName(name);
      return packed(toRgb({ l: l + shade(hash), c, h: hueOf(hash) }));
    });
  }

  /** Of a line, a chip or a bar: stands out from the editor's background. */
  line(name: string): number {
    return remember(this.#lines, name, () => {
      const { lines } = RECIPES[this.kind];
      return packed(toRgb({ ...lines, h: hueOf(hashName(name)) }));
    });
  }

  /** A line's colour given by the server, at the lightness of the theme's lines. */
  adaptedLine(hex: string): number | undefined {
    const rgb = parseHex(hex);
    if (!rgb) return undefined;
    const { l, c } = RECIPES[this.kind].lines;
    const given = fromRgb(rgb);
    return packed(toRgb({ l, c: Math.min(given.c, c * 1.4), h: given.h }));
  }

  /** A colour with a meaning given by the server: its hue and, as far as the theme allows, its strength. */
  adapted(hex: string): number | undefined {
    const rgb = parseHex(hex);
    if (!rgb) return undefined;
    return remember(this.#styles, hex, () => {
      const { l, c, text } = RECIPES[this.kind];
      const given = fromRgb(rgb);
      let lightness = l + (given.l - 0.65) * 0.12;
      const chroma = Math.min(given.c, c * 1.6);
      let colour = toRgb({ l: lightness, c: chroma, h: given.h });
      const away = this.kind === 'light' ? 0.01 : -0.01;
      while (contrast(colour, text) < 4.5) {
        lightness += away;
        colour = toRgb({ l: lightness, c: chroma, h: given.h });
      }
      return packed(colour);
    });
  }
}

function remember(map: Map<string, number>, key: string, make: () => number): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** "#rgb", "#rrggbb" or "#rrggbbaa". */
export function parseHex(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) return [0, 1, 2].map((i) => Number.parseInt(short[i + 1]!.repeat(2), 16)) as unknown as Rgb;
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(text);
  return long ? ([1, 2, 3].map((i) => Number.parseInt(long[i]!, 16)) as unknown as Rgb) : undefined;
}
