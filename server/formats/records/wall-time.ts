/**
 * A time of day on a day, put together from what a text tells of it, down to seconds since the epoch. What it does not
 * tell comes from when its file was changed last: the day, or the year, is the last one that leads to no time later than
 * that (by more than clocks differ).
 */
import type { TimeZone } from './time-zone.ts';

/** Times in ns have 64 bits: from the year 1678 to 2262. s from the epoch. */
export const MOST_SECONDS = 9.2e9;
const DAY = 86_400;
/** By which a file's time may lie before its last line, s: where the year, or the day, is to be found. */
const YEAR_SLACK = DAY;
const DAY_SLACK = 3600;
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since the epoch in the proleptic Gregorian calendar; months count from 1. */
function dayNumber(year: number, month: number, day: number): number {
  // Years that begin in March have their leap day at the end.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export class WallTime {
  /** NaN where the text does not tell. */
  year = Number.NaN;
  month = Number.NaN;
  day = Number.NaN;
  hour = 0;
  /** 12 after noon, where the hour counts to 12. */
  half = 0;
  minute = 0;
  second = 0;
  nanosecond = 0;
  /** s east of UTC; NaN where the zone decides. */
  offset = Number.NaN;
  readonly #zone: TimeZone;
  readonly #modified: number;
  readonly #modifiedWall: number;

  /** `modified`: when the file was changed last, s since the epoch. */
  constructor(zone: TimeZone, modified: number) {
    this.#zone = zone;
    this.#modified = modified;
    this.#modifiedWall = zone.wall(modified);
  }

  clear(): void {
    this.year = Number.NaN;
    this.month = Number.NaN;
    this.day = Number.NaN;
    this.hour = 0;
    this.half = 0;
    this.minute = 0;
    this.second = 0;
    this.nanosecond = 0;
    this.offset = Number.NaN;
  }

  /** s since the epoch; NaN for a time that no calendar or clock shows. */
  seconds(): number {
    const { minute, second, month, day } = this;
    const hour = this.hour + this.half;
    const isMidnight = hour === 24 && minute === 0 && second === 0;
    if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return Number.NaN;
    const ofDay = hour * 3600 + minute * 60 + second;
    if (Number.isNaN(month)) return this.#lastDay(ofDay);
    const dayOrFirst = Number.isNaN(day) ? 1 : day;
    if (month < 1 || month > 12 || dayOrFirst < 1 || dayOrFirst > LENGTHS[month - 1]!) return Number.NaN;
    if (!Number.isNaN(this.year)) return this.#at(this.year, month, dayOrFirst, ofDay);
    return this.#lastYear(month, dayOrFirst, ofDay);
  }

  #lastDay(ofDay: number): number {
    const today = Math.floor(this.#modifiedWall / DAY) * DAY;
    const time = this.#utc(today + ofDay);
    return time > this.#modified + DAY_SLACK ? this.#utc(today - DAY + ofDay) : time;
  }

  #lastYear(month: number, day: number, ofDay: number): number {
    const last = new Date((this.#modified + YEAR_SLACK) * 1000).getUTCFullYear() + 1;
    // Eight years have a 29th of February in any case.
    for (let year = last; year > last - 10; year--) {
      const time = this.#at(year, month, day, ofDay);
      if (time <= this.#modified + YEAR_SLACK) return time;
    }
    return Number.NaN;
  }

  #at(year: number, month: number, day: number, ofDay: number): number {
    if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return Number.NaN;
    return this.#utc(dayNumber(year, month, day) * DAY + ofDay);
  }

  #utc(wall: number): number {
    if (Math.abs(wall) > MOST_SECONDS) return Number.NaN;
    return Number.isNaN(this.offset) ? this.#zone.utc(wall) : wall - this.offset;
  }
}
