/**
 * Timestamps in logs. A format is empty (ISO 8601 or a count since the epoch, by its looks), "ISO 8601", "epoch s",
 * "epoch ms", "epoch us" or "epoch ns", or a pattern of letters as many tools know it:
 *
 *     yyyy yy   year             HH H   hour, 0–23        S…        decimals of the second
 *     MM M      month, digits    hh h   hour, 1–12        a         AM or PM
 *     MMM       its name         mm m   minute            Z X z     Z, UTC, GMT, +02, +0200, +02:00
 *     dd d      day              ss s   second            EEE       name of the weekday, passed over
 *
 * Two letters are two digits, one letter is one or two. A blank stands for one or more; what stands between ' ' and all
 * that is no letter stands for itself.
 */
import { EpochTimestamp, IsoTimestamp } from './iso-timestamp.ts';
import { PatternTimestamp } from './pattern-timestamp.ts';
import { TimeZone } from './time-zone.ts';
import { WallTime } from './wall-time.ts';

export interface Timestamp {
  /** Of the text read last: s since the epoch, and ns on top. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** False where the text is no such time. */
  read(text: string): boolean;
}

interface TimestampOptions {
  readonly format?: string | undefined;
  /** UTC if absent. */
  readonly zone?: string | undefined;
}

const UNITS: Readonly<Record<string, number>> = { 'epoch s': 1, 'epoch ms': 1e3, 'epoch us': 1e6, 'epoch ns': 1e9 };

/**
 * `modified`: when the file was changed last, s since the epoch, for what a text leaves out. Throws a
 * `TimestampFormatError` or, for the zone, a `RangeError`.
 */
export function timestamp({ format = '', zone = 'UTC' }: TimestampOptions, modified: number): Timestamp {
  const name = format.trim().toLowerCase();
  const unit = UNITS[name];
  if (unit !== undefined) return new EpochTimestamp(unit);
  const wall = new WallTime(new TimeZone(zone), modified);
  if (name === 'iso 8601') return new IsoTimestamp(wall);
  return name === '' ? new IsoTimestamp(wall, new EpochTimestamp()) : new PatternTimestamp(format, wall);
}
