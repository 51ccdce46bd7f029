/** How durations are written: at most three decimals and the greatest unit that leaves a number of 1 or more. */
const UNITS: readonly [nanoseconds: number, unit: string][] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** 15628000 → "15.628 ms", 200100000 → "200.1 ms", 3 → "3 ns", 0 → "0", NaN → "---". */
export function formatDuration(nanoseconds: number): string {
  if (Number.isNaN(nanoseconds)) return '---';
  if (nanoseconds === 0) return '0';
  const [divisor, unit] = UNITS.find(([least]) => Math.abs(nanoseconds) >= least) ?? [1, 'ns'];
  return `${Number((nanoseconds / divisor).toFixed(3))} ${unit}`;
}
