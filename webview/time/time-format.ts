/**
 * Times as text, in the mode the user chose: since the trace's start, local, UTC, or raw ns since the epoch.
 *
 * `time` is ns since the experiment's `base`; the exact absolute time is put together with bigint here and nowhere else.
 */

export type TimeMode = 'relative' | 'local' | 'utc' | 'raw';

export const TIME_MODES: readonly { readonly mode: TimeMode; readonly name: string }[] = [
  { mode: 'relative', name: 'Since start' },
  { mode: 'local', name: 'Local time' },
  { mode: 'utc', name: 'UTC' },
  { mode: 'raw', name: 'Nanoseconds' },
];

const SECOND = 1_000_000_000n;
/** Thin space: groups digits without taking a letter's width. */
const THIN = '\u2009';

export const absolute = (time: number, base: bigint): bigint => base + BigInt(Math.round(time));

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** Digits in threes from the left, as decimals are read: "123 456 7". */
const groupDecimals = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, `$1${THIN}`);
const groupWhole = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);

/** Digits after the second that a difference of `nsPerPixel` needs. */
export const digitsFor = (nsPerPixel: number): number =>
  nsPerPixel <= 0 ? 9 : Math.max(0, Math.min(9, 9 - Math.floor(Math.log10(nsPerPixel))));

function seconds(ns: bigint, digits: number): string {
  const size = ns < 0n ? -ns : ns;
  const decimals = (size % SECOND).toString().padStart(9, '0').slice(0, digits);
  const whole = groupWhole((size / SECOND).toString());
  return `${ns < 0n ? '−' : ''}${whole}${decimals ? `.${groupDecimals(decimals)}` : ''}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

export interface Clock {
  readonly date: string;
  readonly time: string;
}

/** Date and time of day of whole seconds. */
export function clock(at: bigint, utc: boolean): Clock {
  const date = new Date(Number(floorDivide(at, 1_000_000n)));
  if (Number.isNaN(date.getTime())) return { date: '', time: at.toString() };
  const [year, month, day, hour, minute, second] = utc
    ? [
        date.getUTCFullYear(),
        date.getUTCMonth(),
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
      ]
    : [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
  return {
    date: `${year}-${two(month + 1)}-${two(day)}`,
    time: `${two(hour)}:${two(minute)}:${two(second)}`,
  };
}

/** `digits`: how many after the second; 9, the default, is full precision. */
export function formatTime(time: number, mode: TimeMode, base: bigint, digits = 9): string {
  if (mode === 'relative') return `${seconds(BigInt(Math.round(time)), digits)} s`;
  const at = absolute(time, base);
  if (mode === 'raw') return `${groupWhole(at.toString())} ns`;
  const { date, time: day } = clock(at, mode === 'utc');
  const within = at - floorDivide(at, SECOND) * SECOND;
  const decimals = within.toString().padStart(9, '0').slice(0, digits);
  return `${date} ${day}${decimals ? `.${groupDecimals(decimals)}` : ''}${mode === 'utc' ? ' UTC' : ''}`;
}
