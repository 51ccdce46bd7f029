/** Numbers as the trees show them. */
import type { ExperimentInfo } from '../../client/messages.ts';

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** Three significant digits and the unit, from ns: 12.3 µs; from two minutes on as 2 min 5 s, 3 h 4 min. */
export function formatDuration(ns: number): string {
  const seconds = Math.round(ns / 1e9);
  if (seconds >= 7200) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ns) >= size) ?? (['ns', 1] as const);
  const digits = { minimumSignificantDigits: ns < 100 ? 1 : 3, maximumSignificantDigits: 3, useGrouping: false };
  return `${(ns / size).toLocaleString(undefined, digits)} ${unit}`;
}

const AGES = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

/** How long ago, in whole units: it changes seldom. Both are ms since the epoch. */
export function formatAge(time: number, now: number): string {
  const age = now - time;
  const [size, unit] = AGES.find(([size]) => age >= size) ?? [0, ''];
  return size === 0 ? 'just now' : `${Math.floor(age / size)} ${unit} ago`;
}

/** Begin and end, each in local time and UTC. A trace whose clock does not count from 1970 has no date. */
export function formatTimes({ base, start, end }: Pick<ExperimentInfo, 'base' | 'start' | 'end'>): [string, string][] {
  return (
    [
      ['Begin', start],
      ['End', end],
    ] as const
  ).flatMap(([name, offset]): [string, string][] => {
    const ns = BigInt(base) + BigInt(Math.round(offset));
    const date = new Date(Number(ns / 1_000_000n));
    const plausible = date.getUTCFullYear() >= 1990;
    if (!plausible) return [[name, `${(Number(ns) / 1e9).toFixed(6)} s on the trace's own clock`]];
    return [
      [`${name}, local`, date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })],
      [`${name}, UTC`, date.toISOString()],
    ];
  });
}
