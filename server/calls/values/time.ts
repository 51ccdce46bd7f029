/**
 * Times: ISO 8601 text outside, whole microseconds since the epoch inside. A text without zone is UTC; digits behind the
 * sixth of a second are cut off. From 1900, where ClickHouse's times begin, to 2254, where doubles stop counting microseconds.
 */

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Undefined if it is no time. */
export function readTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  if (Number(year) < 1900 || Number(year) > 2254) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // `Date.parse` takes the 31st of any month.
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const offset = /^[Zz]$/.test(zone) ? 0 : Number(`${zone[0]}1`) * minutes(zone.slice(1).replace(':', ''));
  if (Number.isNaN(offset)) return undefined;
  const seconds = midnight / 1000 + Number(hour) * 3600 + (Number(minute) - offset) * 60 + Number(second);
  return seconds * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** `2024-06-13T12:00:00.123456Z`, without the microseconds where there are none. */
export function printTime(us: number): string {
  const seconds = Math.floor(us / 1e6);
  const rest = us - seconds * 1e6;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return rest === 0 ? `${text}Z` : `${text}.${String(rest).padStart(6, '0')}Z`;
}

function minutes(hhmm: string): number {
  const hours = Number(hhmm.slice(0, 2));
  const rest = Number(hhmm.slice(2) || '0');
  return hours > 23 || rest > 59 ? Number.NaN : hours * 60 + rest;
}
