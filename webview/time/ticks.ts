/** Where the marks of an axis go: steps of 1-2-5 times a power of ten; on a clock, also of seconds, minutes and hours. */
import type { Range } from './range.ts';

const SECOND = 1e9;
const CLOCK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
].map((seconds) => seconds * SECOND);

/** The least 1-2-5 step that gives at most `most` marks over `width`. */
export function decimalStep(width: number, most: number): number {
  const least = width / Math.max(1, most);
  const decade = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (decade * factor >= least * (1 - 1e-9)) return decade * factor;
  return decade * 10;
}

/** As `decimalStep`, in whole ns; from a second on, steps that fit a clock. */
export function timeStep(width: number, most: number, clock: boolean): number {
  const decimal = Math.max(1, Math.round(decimalStep(width, most)));
  if (!clock || decimal <= SECOND) return decimal;
  const least = width / Math.max(1, most);
  return CLOCK_STEPS.find((step) => step >= least * (1 - 1e-9)) ?? decimalStep(width / 86_400e9, most) * 86_400e9;
}

/** Multiples of `step`, counted from `origin`, within `range`. */
export function marks(range: Range, step: number, origin = 0): number[] {
  const first = Math.ceil((range.start - origin) / step - 1e-9);
  const last = Math.floor((range.end - origin) / step + 1e-9);
  const found: number[] = [];
  for (let i = first; i <= last && found.length < 1000; i++) found.push(origin + i * step);
  return found;
}

/** Digits after the point that tell multiples of `step` apart in units of `unit`. */
export const decimalsOf = (step: number, unit: number): number =>
  Math.max(0, Math.min(9, -Math.floor(Math.log10(step / unit) + 1e-9)));
