/**
 * OKLCH to sRGB and back, and WCAG contrast.
 *
 * OKLCH because equal lightness looks equally light in every hue, so that one lightness per theme carries the same text
 * colour everywhere. Matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).
 */

/** 0…255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Oklch {
  /** 0…1. */
  readonly l: number;
  readonly c: number;
  /** Degrees. */
  readonly h: number;
}

const toGamma = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const toLinear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

function linearRgb({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

/** The nearest colour that a screen can show: the chroma is lowered until it fits. */
export function toRgb(colour: Oklch): Rgb {
  let chroma = colour.c;
  let rgb = linearRgb(colour);
  while (chroma > 0 && rgb.some((x) => x < -1e-4 || x > 1.0001)) {
    chroma = Math.max(0, chroma - 0.005);
    rgb = linearRgb({ ...colour, c: chroma });
  }
  const byte = (x: number) => Math.round(255 * toGamma(Math.min(1, Math.max(0, x))));
  return [byte(rgb[0]), byte(rgb[1]), byte(rgb[2])];
}

export function fromRgb([red, green, blue]: Rgb): Oklch {
  const [r, g, b] = [toLinear(red / 255), toLinear(green / 255), toLinear(blue / 255)];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const u = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const v = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return { l, c: Math.hypot(u, v), h: ((Math.atan2(v, u) * 180) / Math.PI + 360) % 360 };
}

/** WCAG's relative luminance, 0…1. */
export const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * toLinear(red / 255) + 0.7152 * toLinear(green / 255) + 0.0722 * toLinear(blue / 255);

/** WCAG's contrast ratio, 1…21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
