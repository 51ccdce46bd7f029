/**
 * Times: ISO 8601 text outside, whole microseconds since the epoch inside. A text without zone is UTC; digits behind the
 * sixth of a second are cut off. From 1900, where ClickHouse's times begin, to 2254, where doubles stop counting microseconds.
 */

const FIRST = Date.UTC(1900, 0) * 1000;
const END = Date.UTC(2255, 0) * 1000;
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Undefined if it is no time. `2024-06-13`, and behind it `T12:00`, `:59`, `.123456` and `Z`, `+02:00`, `+0200` or `+02`,
 * each where the one before is there; a space does for the T, a comma for the point.
 */
export function readTime(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (text[4] !== '-' || text[7] !== '-' || !(year >= 1900 && month > 0 && month <= 12 && day > 0)) return undefined;
  if (day > DAYS_OF_MONTHS[month - 1]! && !(month === 2 && day === 29 && isLeap(year))) return undefined;
  const midnight = Date.UTC(year, month - 1, day) * 1000;
  if (text.length === 10) return midnight < END ? midnight : undefined;
  if (!isOneOf(text, 10, 'Tt ') || text[13] !== ':') return undefined;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  let at = 16;
  let second = 0;
  let us = 0;
  if (text[at] === ':') {
    second = digits(text, 17, 2);
    at = 19;
    if (isOneOf(text, at, '.,')) {
      const begin = ++at;
      for (; isDigit(text, at); at++) if (at < begin + 6) us += (text.charCodeAt(at) - ZERO) * 10 ** (5 - at + begin);
      if (at === begin) return undefined;
    }
  }
  const offset = readZone(text, at);
  if (!(hour <= 23 && minute <= 59 && second <= 59) || Number.isNaN(offset)) return undefined;
  const time = midnight + (hour * 3600 + (minute - offset) * 60 + second) * 1e6 + us;
  return time >= FIRST && time < END ? time : undefined;
}

/** Times come in order, so most lie in the minute of the one before. */
let lastMinute = Number.NaN;
let lastText = '';

/** `2024-06-13T12:00:00.123456Z`, without the microseconds where there are none. */
export function printTime(us: number): string {
  const seconds = Math.floor(us / 1e6);
  const rest = us - seconds * 1e6;
  const minute = Math.floor(seconds / 60);
  if (minute !== lastMinute) {
    lastMinute = minute;
    lastText = new Date(minute * 60_000).toISOString().slice(0, 17);
  }
  const text = `${lastText}${String(seconds - minute * 60).padStart(2, '0')}`;
  return rest === 0 ? `${text}Z` : `${text}.${String(rest).padStart(6, '0')}Z`;
}

/** Minutes before UTC, NaN if it is no zone. */
function readZone(text: string, at: number): number {
  if (at === text.length || (isOneOf(text, at, 'Zz') && at + 1 === text.length)) return 0;
  if (!isOneOf(text, at, '+-')) return Number.NaN;
  const hours = digits(text, at + 1, 2);
  const begin = text[at + 3] === ':' ? at + 4 : at + 3;
  const bare = text.length === at + 3;
  const minutes = bare ? 0 : digits(text, begin, 2);
  if (!(hours <= 23 && minutes <= 59) || (!bare && text.length !== begin + 2)) return Number.NaN;
  return (text[at] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const ZERO = 0x30;

/** NaN if there are fewer. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = isDigit(text, i) ? value * 10 + text.charCodeAt(i) - ZERO : Number.NaN;
  return value;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= ZERO + 9;
}

function isOneOf(text: string, at: number, characters: string): boolean {
  return at < text.length && characters.includes(text[at]!);
}
