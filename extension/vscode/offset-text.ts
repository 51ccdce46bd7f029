/** Offsets of traces as text: to the nanosecond, in the largest unit in which nothing is lost. */
const UNITS: readonly (readonly [name: string, digits: number])[] = [
  ['s', 9],
  ['ms', 6],
  ['µs', 3],
  ['ns', 0],
];
const TYPED = /^\s*([+-]?)(\d{0,12})(?:[.,](\d{1,9}))?\s*(s|ms|us|µs|μs|ns)?\s*$/i;

/** "+1.5 ms", "-20 µs", "0 ns" */
export function offsetText(offset: bigint): string {
  const size = offset < 0n ? -offset : offset;
  const [unit, digits] = UNITS.find(([, power]) => size >= 10n ** BigInt(power)) ?? ['ns', 0];
  const scale = 10n ** BigInt(digits);
  const rest = String(size % scale)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  const sign = offset < 0n ? '-' : offset > 0n ? '+' : '';
  return `${sign}${size / scale}${digits > 0 && rest !== '' ? `.${rest}` : ''} ${unit}`;
}

/** ns; undefined if it is no number with a unit. Without a unit it must be 0. What is finer than a ns is left away. */
export function parseOffset(text: string): bigint | undefined {
  const match = TYPED.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', unit] = match;
  if (whole === '' && fraction === '') return undefined;
  const name = unit?.toLowerCase().replace(/^[uμ]/, 'µ');
  const digits = UNITS.find(([each]) => each === name)?.[1];
  if (digits === undefined) return /^0*$/.test(whole + fraction) ? 0n : undefined;
  const size = BigInt(whole || '0') * 10n ** BigInt(digits) + BigInt(fraction.padEnd(9, '0').slice(0, digits) || '0');
  return sign === '-' ? -size : size;
}
