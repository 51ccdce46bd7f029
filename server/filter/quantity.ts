/**
 * Numbers as people write them, for comparisons: the first reading that takes the whole text counts.
 *
 *   42  0x2a  052 (octal)      an integer; beyond 2^53 a bigint
 *   1,234.5  1e3               a decimal
 *   2k  3M  1.5G               with a metric factor
 *   10ms  "1.5 s"  250us       a duration, in ns
 *   12:34:56.000 001           a time of day, in ns since midnight
 *   2024-05-01T12:34:56.5Z     a point in time, in ns since the epoch (UTC if no zone is given)
 *
 * Cost: texts that don't begin like a number are turned away by their first character.
 */
export type Quantity = number | bigint;

const LONGEST = 48;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]+)|(\d+))$/;
const DECIMAL = /^([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d{1,3})?) ?([a-zA-Zµμ]{1,2})?$/;
const CLOCK = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d):(\d\d):(\d\d)(?:\.(\d[\d ]{0,10}))?(Z|[-+]\d\d:\d\d)?$/;

const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  ns: 1,
  us: 1e3,
  µs: 1e3, // U+00B5
  μs: 1e3, // U+03BC
  ms: 1e6,
  s: 1e9,
};

export function isUnit(text: string): boolean {
  return Object.hasOwn(FACTORS, text);
}

export function parseQuantity(text: string): Quantity | undefined {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  const signOrPoint = first === 43 || first === 45 || first === 46;
  if ((!digit && !signOrPoint) || text.length > LONGEST) return undefined;
  return integer(text) ?? decimal(text) ?? clock(text);
}

function integer(text: string): Quantity | undefined {
  const found = INTEGER.exec(text);
  if (found === null) return undefined;
  const [, sign, hex, octal, digits] = found;
  const magnitude = BigInt(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : digits!);
  const value = sign === '-' ? -magnitude : magnitude;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function decimal(text: string): number | undefined {
  const found = DECIMAL.exec(text);
  if (found === null || !/\d/.test(found[1]!)) return undefined;
  const unit = found[2];
  if (unit !== undefined && !isUnit(unit)) return undefined;
  const value = Number(found[1]!.replaceAll(',', '')) * (unit === undefined ? 1 : FACTORS[unit]!);
  return Number.isFinite(value) ? value : undefined;
}

function clock(text: string): Quantity | undefined {
  const found = CLOCK.exec(text);
  if (found === null) return undefined;
  const [, date, hours, minutes, seconds, fraction = '', zone] = found;
  const digits = fraction.replaceAll(' ', '');
  if (digits.length > 9 || (date === undefined && zone !== undefined)) return undefined;
  const ms = Date.parse(`${date ?? '1970-01-01'}T${hours}:${minutes}:${seconds}${zone ?? 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  const ns = BigInt(ms) * 1_000_000n + BigInt(digits.padEnd(9, '0'));
  return date === undefined ? Number(ns) : ns;
}
