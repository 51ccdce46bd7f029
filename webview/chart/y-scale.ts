/** The vertical scale of a chart: from zero (or below) to a round number, and what stands at its lines. */
import { formatDuration, group, threeDigits } from '../time/duration.ts';
import { decimalStep, marks } from '../time/ticks.ts';

export interface YScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** Pixels between two lines at least. */
const LINE_ROOM = 28;

export function yScale(least: number, most: number, pixels: number): YScale {
  const low = Math.min(0, Number.isFinite(least) ? least : 0);
  const high = Math.max(0, Number.isFinite(most) ? most : 0);
  const width = high - low || 1;
  const step = decimalStep(width, Math.max(2, pixels / LINE_ROOM));
  const [bottom, top] = [Math.floor(low / step + 1e-9) * step, Math.ceil((low + width) / step - 1e-9) * step];
  return { low: bottom, high: top, ticks: marks({ start: bottom, end: top }, step) };
}

/** Values with their unit; durations as durations; large numbers shortened by thousands. */
export function formatValue(value: number, unit: string, dataType: string): string {
  if (unit === 'ns' || dataType === 'DURATION') return formatDuration(value);
  const text = shortNumber(value);
  return unit ? `${text} ${unit}` : text;
}

const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e5, 'k'],
] as const;

export function shortNumber(value: number): string {
  for (const [size, letter] of STEPS)
    if (Math.abs(value) >= size) return `${trimmed(value / (letter === 'k' ? 1e3 : size))} ${letter}`;
  return Number.isInteger(value) ? group(String(value)) : trimmed(value);
}

const trimmed = (value: number): string =>
  threeDigits(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
