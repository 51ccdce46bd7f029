/** Durations as people read them: three significant digits and the unit; whole seconds and more in two units. */

const UNITS = [
  { name: 'ns', ns: 1 },
  { name: 'µs', ns: 1e3 },
  { name: 'ms', ns: 1e6 },
  { name: 's', ns: 1e9 },
] as const;

const LONG = [
  { name: 'min', ns: 60e9, below: { name: 's', ns: 1e9 } },
  { name: 'h', ns: 3600e9, below: { name: 'min', ns: 60e9 } },
  { name: 'd', ns: 86_400e9, below: { name: 'h', ns: 3600e9 } },
] as const;

export interface Unit {
  readonly name: string;
  readonly ns: number;
}

/** The largest unit in which `ns` is at least 1. */
export function unitOf(ns: number): Unit {
  let unit: Unit = UNITS[0];
  for (const next of UNITS) if (Math.abs(ns) >= next.ns) unit = next;
  return unit;
}

/** 0.0123 → "0.0123", 12.345 → "12.3", 1234 → "1,234" (never less than the integer part). */
export function threeDigits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3))))));
  const text = value.toFixed(Math.min(digits, 12));
  return Math.abs(value) >= 10_000 ? group(text) : text;
}

export function formatDuration(ns: number): string {
  const size = Math.abs(ns);
  if (!Number.isFinite(ns)) return '';
  if (size < 1000) return `${Number.isInteger(ns) ? ns : threeDigits(ns)} ns`;
  if (size >= 119.5e9) return long(ns);
  let unit = unitOf(size);
  // 999.6 µs would read "1000 µs": what rounds to 1,000 belongs to the next unit.
  if (size / unit.ns >= 999.5 && unit.ns < 1e9) unit = UNITS[UNITS.indexOf(unit as (typeof UNITS)[number]) + 1]!;
  return `${threeDigits(ns / unit.ns)} ${unit.name}`;
}

function long(ns: number): string {
  const sign = ns < 0 ? '−' : '';
  const size = Math.abs(ns);
  let found: (typeof LONG)[number] = LONG[0];
  for (const next of LONG) if (size >= next.ns) found = next;
  const small = Math.round((size % found.ns) / found.below.ns);
  const carry = small * found.below.ns >= found.ns;
  const large = Math.floor(size / found.ns) + (carry ? 1 : 0);
  return `${sign}${large} ${found.name}${carry || small === 0 ? '' : ` ${small} ${found.below.name}`}`;
}

/** Full precision, for hover and copying: 1234567 → "1,234,567 ns". */
export const exactDuration = (ns: number): string => `${group(String(Math.round(ns)))} ns`;

/** Thousands separated by locale, also in text with decimals and beyond 2^53. */
export function group(digits: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(digits);
  if (!match) return digits;
  return `${match[1]}${BigInt(match[2]!).toLocaleString()}${match[3] ?? ''}`;
}
