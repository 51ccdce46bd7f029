/** Timestamps by a pattern of letters, see `timestamp.ts`. Each letter is a step; a text is read by the steps in turn. */
import { TextCursor } from './text-cursor.ts';
import type { Timestamp } from './timestamp.ts';
import type { WallTime } from './wall-time.ts';

/** The pattern is none; `position` is the character at which. */
export class TimestampFormatError extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.name = 'TimestampFormatError';
    this.position = position;
  }
}

type Step = (cursor: TextCursor, wall: WallTime) => boolean;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** A run of one letter, a quoted text, or any other character. */
const PARTS = /([a-zA-Z])\1*|'([^']*)'|./gsy;
const DIGITS = new Set('yMdHhmsS');
const LONGEST = 100;
/** A year of two digits lies in the hundred years from 1970. */
const PIVOT = 70;

export class PatternTimestamp implements Timestamp {
  seconds = 0;
  nanoseconds = 0;
  readonly #wall: WallTime;
  readonly #steps: readonly Step[];
  readonly #cursor = new TextCursor();

  /** Throws a `TimestampFormatError`. */
  constructor(format: string, wall: WallTime) {
    this.#wall = wall;
    this.#steps = steps(format);
  }

  read(text: string): boolean {
    const cursor = this.#cursor;
    const wall = this.#wall;
    cursor.begin(text);
    wall.clear();
    for (const step of this.#steps) if (!step(cursor, wall)) return false;
    if (!cursor.isAtEnd) return false;
    this.seconds = wall.seconds();
    this.nanoseconds = wall.nanosecond;
    return !Number.isNaN(this.seconds);
  }
}

function steps(format: string): readonly Step[] {
  if (format.length > LONGEST) throw new TimestampFormatError(`a format has ${LONGEST} characters at most`, LONGEST);
  const parts = [...format.matchAll(PARTS)];
  const letters = new Set(parts.map(([part, letter]) => (letter === undefined ? '' : part)));
  const has = (letter: string) => [...letters].some((part) => part.startsWith(letter));
  if (!has('H') && !has('h')) throw new TimestampFormatError('it has no hour (HH, or hh with a)', 0);
  if (has('h') !== has('a')) throw new TimestampFormatError('hh and a (AM or PM) go together', 0);
  if (has('d') && !has('M'))
    throw new TimestampFormatError('a day (dd) needs a month (MM or MMM)', format.indexOf('d'));
  if (has('y') && !has('M')) throw new TimestampFormatError('a year needs a month (MM or MMM)', format.indexOf('y'));
  return parts.map((part, i) => {
    const next = parts[i + 1]?.[0] ?? '';
    return step(part, DIGITS.has(next[0] ?? '') && next.length < 5);
  });
}

/** `isTight`: digits follow at once, so that the number of letters decides where this one ends. */
function step(found: RegExpExecArray, isTight: boolean): Step {
  const [part, letter, quoted] = found;
  if (letter === undefined)
    return quoted === undefined && /\s/.test(part) ? (cursor) => cursor.blanks() : literal(quoted ?? part);
  const { length } = part;
  const two = (set: (wall: WallTime, value: number) => void): Step => {
    if (length > 2) throw new TimestampFormatError(`“${part}” is too long`, found.index);
    return (cursor, wall) => {
      const value = cursor.number(length, 2);
      set(wall, value);
      return value >= 0;
    };
  };
  switch (letter) {
    case 'y':
      return year(length, found.index);
    case 'M':
      if (length > 2) return month;
      return two((wall, value) => {
        wall.month = value;
      });
    case 'd':
      return two((wall, value) => {
        wall.day = value;
      });
    case 'H':
      return two((wall, value) => {
        wall.hour = value;
      });
    case 'h':
      return two((wall, value) => {
        wall.hour = value >= 1 && value <= 12 ? value % 12 : Number.POSITIVE_INFINITY;
      });
    case 'm':
      return two((wall, value) => {
        wall.minute = value;
      });
    case 's':
      return two((wall, value) => {
        wall.second = value;
      });
    case 'S':
      return (cursor, wall) => {
        wall.nanosecond = cursor.fraction(isTight ? length : 20);
        return wall.nanosecond >= 0;
      };
    case 'a':
      return half;
    case 'Z':
    case 'X':
    case 'x':
    case 'z':
      return (cursor, wall) => {
        wall.offset = cursor.offset();
        return !Number.isNaN(wall.offset);
      };
    case 'E':
      return (cursor) => cursor.word() !== '';
    default:
      throw new TimestampFormatError(
        `“${letter}” stands for nothing; letters that are to be read as they are go between ' '`,
        found.index,
      );
  }
}

function year(length: number, position: number): Step {
  if (length !== 2 && length !== 4) throw new TimestampFormatError('a year is yyyy or yy', position);
  return (cursor, wall) => {
    const value = cursor.number(length, length);
    wall.year = length === 4 ? value : value < PIVOT ? 2000 + value : 1900 + value;
    return value >= 0;
  };
}

const month: Step = (cursor, wall) => {
  wall.month = MONTHS.indexOf(cursor.word().slice(0, 3).toLowerCase()) + 1;
  return wall.month > 0;
};

const half: Step = (cursor, wall) => {
  const word = cursor.word().toLowerCase();
  wall.half = word === 'pm' ? 12 : 0;
  return word === 'am' || word === 'pm';
};

function literal(text: string): Step {
  return (cursor) => {
    if (!cursor.text.startsWith(text, cursor.at)) return false;
    cursor.at += text.length;
    return true;
  };
}
