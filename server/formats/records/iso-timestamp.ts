/** Timestamps whose looks tell what they are: ISO 8601, with blanks and commas as logs have them, and counts since the epoch. */
import { SameMinute } from './same-minute.ts';
import { TextCursor } from './text-cursor.ts';
import type { Timestamp } from './timestamp.ts';
import { MOST_SECONDS, type WallTime } from './wall-time.ts';

const COUNT = /^(-?)(\d{1,20})(?:[.,](\d{1,20}))?$/;
/** By the number of digits before the point: up to the year 5138 in seconds. */
const UNITS_BY_LENGTH: readonly (readonly [number, number])[] = [
  [11, 1],
  [14, 1e3],
  [17, 1e6],
  [20, 1e9],
];

/** 1714566896.789 */
export class EpochTimestamp implements Timestamp {
  seconds = 0;
  nanoseconds = 0;
  readonly #unit: number | undefined;

  /** `unit`: how many make a second; by the number of digits if absent. */
  constructor(unit?: number) {
    this.#unit = unit;
  }

  read(text: string): boolean {
    const found = COUNT.exec(text);
    if (found === null) return false;
    const [, sign, digits, decimals = ''] = found;
    const unit = this.#unit ?? UNITS_BY_LENGTH.find(([most]) => digits!.length <= most)![1];
    // Cut between seconds and the rest as text: 19 digits don't fit into a number.
    const places = Math.round(Math.log10(unit));
    const padded = digits!.padStart(places + 1, '0');
    const cut = padded.length - places;
    const seconds = Number(padded.slice(0, cut));
    const nanoseconds = Number((padded.slice(cut) + decimals).slice(0, 9).padEnd(9, '0'));
    if (seconds > MOST_SECONDS) return false;
    const isNegative = sign === '-' && seconds + nanoseconds > 0;
    this.seconds = isNegative ? -seconds - (nanoseconds > 0 ? 1 : 0) : seconds;
    this.nanoseconds = isNegative && nanoseconds > 0 ? 1e9 - nanoseconds : nanoseconds;
    return true;
  }
}

const DASH = 45;
const SLASH = 47;
const COLON = 58;
const DOT = 46;
const COMMA = 44;
const T = 84;

/** 2024-05-01T12:34:56.789Z, 2024-05-01 12:34:56,789 +0200, 20240501T123456Z, 2024/05/01 12:34 */
export class IsoTimestamp implements Timestamp {
  seconds = 0;
  nanoseconds = 0;
  readonly #wall: WallTime;
  readonly #count: EpochTimestamp | undefined;
  readonly #cursor = new TextCursor();
  readonly #near = new SameMinute();

  /** `count`: for texts that are numbers and no more. */
  constructor(wall: WallTime, count?: EpochTimestamp) {
    this.#wall = wall;
    this.#count = count;
  }

  read(text: string): boolean {
    const near = this.#near;
    if (near.read(text)) {
      this.seconds = near.seconds;
      this.nanoseconds = near.nanoseconds;
      return true;
    }
    const wall = this.#wall;
    wall.clear();
    if (this.#date(text) && this.#cursor.isAtEnd) {
      this.seconds = wall.seconds();
      this.nanoseconds = wall.nanosecond;
      if (!Number.isNaN(this.seconds)) {
        near.remember(text, this.seconds);
        return true;
      }
    }
    if (this.#count?.read(text) !== true) return false;
    this.seconds = this.#count.seconds;
    this.nanoseconds = this.#count.nanoseconds;
    return true;
  }

  #date(text: string): boolean {
    const cursor = this.#cursor;
    const wall = this.#wall;
    cursor.begin(text);
    wall.year = cursor.number(4, 4);
    const separator = cursor.take(DASH) ? DASH : cursor.take(SLASH) ? SLASH : 0;
    wall.month = cursor.number(2, 2);
    if (separator !== 0 && !cursor.take(separator)) return false;
    wall.day = cursor.number(2, 2);
    if (wall.year < 0 || wall.month < 0 || wall.day < 0) return false;
    if (cursor.isAtEnd) return separator !== 0;
    return (cursor.take(T) || cursor.blanks()) && this.#time();
  }

  #time(): boolean {
    const cursor = this.#cursor;
    const wall = this.#wall;
    wall.hour = cursor.number(2, 2);
    const hasColons = cursor.take(COLON);
    wall.minute = cursor.number(2, 2);
    if (wall.hour < 0 || wall.minute < 0) return false;
    if (hasColons ? cursor.take(COLON) : isDigit(cursor)) {
      wall.second = cursor.number(2, 2);
      if (wall.second < 0) return false;
      if (cursor.take(DOT) || cursor.take(COMMA)) wall.nanosecond = cursor.fraction(20);
      if (wall.nanosecond < 0) return false;
    }
    if (cursor.isAtEnd) return true;
    cursor.blanks();
    wall.offset = cursor.offset();
    return !Number.isNaN(wall.offset);
  }
}

function isDigit({ text, at }: TextCursor): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
