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
  return withUnit(shortNumber(value), unit);
}

/** A thousand of a unit of measure is one word with it: 4 MB. */
function withUnit(text: string, unit: string): string {
  if (unit === '') return text;
  return /[kMGT]$/.test(text) && /^(?:B|Hz)\b/.test(unit) ? `${text}${unit}` : `${text} ${unit}`;
}

const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** From here on a number alone is shortened. */
const LONG = 1e5;

export function shortNumber(value: number): string {
  if (Math.abs(value) >= LONG) return shortened(value, value);
  return Number.isInteger(value) ? group(String(value)) : trimmed(value);
}

/** All in the unit of the largest, so that they can be compared at a glance: 50 k, 100 k. */
export function formatTicks(ticks: readonly number[], unit: string, dataType: string): string[] {
  if (unit === 'ns' || dataType === 'DURATION') return ticks.map(formatDuration);
  const most = Math.max(...ticks.map(Math.abs));
  return ticks.map((tick) => {
    const text = tick === 0 ? '0' : most >= LONG / 10 ? shortened(tick, most) : shortNumber(tick);
    return withUnit(text, unit);
  });
}

function shortened(value: number, by: number): string {
  const [size, letter] = STEPS.find(([least]) => Math.abs(by) >= least) ?? [1, ''];
  return `${trimmed(value / size)} ${letter}`.trim();
}

const trimmed = (value: number): string =>
  threeDigits(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
