/**
 * What stands at the marks of the time axis: short numbers, their unit once, and what they count from once (the anchor).
 *
 * Example, 2 µs of a trace in its 12th second: anchor "12.345 67 s", unit "µs", labels +1.2, +1.4, …
 * While numbers since the start are short enough there is no anchor: unit "ms", labels 120, 140, …
 */
import { unitOf } from './duration.ts';
import type { Range } from './range.ts';
import { decimalsOf, marks, timeStep } from './ticks.ts';
import { absolute, clock, formatTime, type TimeMode } from './time-format.ts';

export interface AxisLabels {
  readonly anchor: string;
  readonly unit: string;
  readonly ticks: readonly { readonly time: number; readonly label: string }[];
  /** ns between ticks. */
  readonly step: number;
}

/** Pixels a label and the room around it need. */
const LABEL_ROOM = 104;
/** Digits that a label may have before it is counted from an anchor. */
const MOST_DIGITS = 5;

export function axisLabels(range: Range, pixels: number, mode: TimeMode, base: bigint): AxisLabels {
  const width = range.end - range.start;
  const onClock = mode === 'local' || mode === 'utc';
  const step = timeStep(width, Math.max(2, pixels / LABEL_ROOM), onClock);
  if (onClock && step >= 1e9) return clockLabels(range, step, mode === 'utc', base);
  const short = Math.log10(Math.max(Math.abs(range.start), Math.abs(range.end), 1) / step) <= MOST_DIGITS;
  if (mode === 'relative' && short) {
    const unit = unitOf(Math.max(Math.abs(range.start), Math.abs(range.end), 1));
    return { anchor: '', unit: unit.name, step, ticks: count(range, step, 0, unit.ns, '') };
  }
  return anchored(range, step, mode, base);
}

function count(range: Range, step: number, origin: number, unit: number, sign: string) {
  const decimals = decimalsOf(step, unit);
  return marks(range, step, origin).map((time) => {
    const value = (time - origin) / unit;
    return { time, label: `${value > 0 ? sign : ''}${value === 0 ? '0' : value.toFixed(decimals)}` };
  });
}

/** Counts from the last round time before the view: a multiple of the power of ten above the view's width. */
function anchored(range: Range, step: number, mode: TimeMode, base: bigint): AxisLabels {
  const width = range.end - range.start;
  const round = 10 ** Math.max(1, Math.ceil(Math.log10(width) - 1e-9));
  const exact = mode === 'relative' ? BigInt(Math.floor(range.start)) : absolute(Math.floor(range.start), base);
  const size = BigInt(round);
  const rest = ((exact % size) + size) % size;
  const origin = Number(exact - rest - (mode === 'relative' ? 0n : base));
  const unit = mode === 'raw' ? { name: 'ns', ns: 1 } : unitOf(width);
  const digits = Math.max(0, 9 - Math.round(Math.log10(round)));
  return {
    anchor: formatTime(origin, mode, base, digits),
    unit: unit.name,
    step,
    ticks: count(range, step, origin, unit.ns, '+'),
  };
}

function clockLabels(range: Range, step: number, utc: boolean, base: bigint): AxisLabels {
  const size = BigInt(step);
  // Days and hours begin at the zone's midnight, so the zone's offset (at the view's start) counts.
  const start = absolute(Math.floor(range.start), base);
  const zone = utc ? 0n : BigInt(-new Date(Number(start / 1_000_000n)).getTimezoneOffset()) * 60_000_000_000n;
  const phase = (((start + zone) % size) + size) % size;
  const origin = Number(start - phase - base);
  const ticks = marks(range, step, origin).map((time) => {
    const at = clock(absolute(time, base), utc);
    return { time, label: step >= 86_400e9 ? at.date : step >= 60e9 ? at.time.slice(0, 5) : at.time };
  });
  return { anchor: `${clock(start, utc).date}${utc ? ' UTC' : ''}`, unit: '', step, ticks };
}
