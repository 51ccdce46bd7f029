/**
 * The typed values of an analysis's attributes. While an event is handled a value lies in a `TypedValue`, a pair of
 * numbers that is used again and again; in states it is one code of 32 bits: small whole numbers themselves, others and
 * texts by number. Nothing is allocated for a value that was seen before.
 *
 * Whole numbers beyond 2^53 are exact: they are kept as decimal texts. Times (the field `timestamp`) are ns since the
 * trace's base, and shown as ns since the epoch. Cost: 0 B for whole numbers of 0 to 2^29, some 30 B for each distinct
 * other one, 8 B for each state of a double.
 */
import { Float64Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { StringTable } from '../../index/string-table.ts';

export type ValueType = 'null' | 'int' | 'long' | 'double' | 'string';

/** The event's type has no such field, or the event no value for it. */
export const ABSENT = -1;
export const NOTHING = 0;
export const INT = 1;
export const LONG = 2;
export const DOUBLE = 3;
/** `number` is the number of a text. */
export const STRING = 4;
/** `number` is ns since the base. */
export const TIME = 5;
/** A whole number beyond 2^53; `number` is that of its decimal text. */
export const BIG = 6;

/** The code of null. */
export const NULL = -1;

export class TypedValue {
  kind = NOTHING;
  number = 0;
}

const ROOM = 2 ** 29;
const SMALL_INT = 0;
const SMALL_LONG = 1;
const TEXT = 2;
const FAR_INT = 3;
const FAR_LONG = 4;
const FAR_DOUBLE = 5;
const FAR_TIME = 6;
const FAR_BIG = 7;
const KINDS = [INT, LONG, STRING, INT, LONG, DOUBLE, TIME, BIG] as const;
const TYPES: readonly ValueType[] = ['null', 'int', 'long', 'double', 'string', 'long', 'long'];

export class StateValues {
  readonly strings: StringTable;
  readonly #base: () => bigint;
  readonly #whole = new KeyTable();
  readonly #doubles = new Float64Column();
  readonly #read = new TypedValue();

  /** `base`: what times count from as shown, ns since the epoch. */
  constructor(strings: StringTable, base: () => bigint) {
    this.strings = strings;
    this.#base = base;
  }

  type(code: number): ValueType {
    this.decode(code, this.#read);
    return TYPES[this.#read.kind]!;
  }

  /** As shown; '' of null. */
  text(code: number): string {
    this.decode(code, this.#read);
    return this.textOf(this.#read);
  }

  /** A number, a text read as one (decimal, or hexadecimal after 0x); NaN if it is none, or null. */
  number(code: number): number {
    this.decode(code, this.#read);
    const { kind, number } = this.#read;
    if (kind === INT || kind === LONG || kind === DOUBLE) return number;
    return kind === NOTHING ? Number.NaN : numberIn(this.textOf(this.#read));
  }

  /** `NULL` of nothing. */
  encode({ kind, number }: TypedValue): number {
    if (kind === INT || kind === LONG) {
      const isInt = kind === INT;
      if (number >= 0 && number < ROOM) return (isInt ? SMALL_INT : SMALL_LONG) * ROOM + number;
      return (isInt ? FAR_INT : FAR_LONG) * ROOM + this.#whole.id(number);
    }
    if (kind === STRING) return TEXT * ROOM + number;
    if (kind === TIME) return FAR_TIME * ROOM + this.#whole.id(number);
    if (kind === BIG) return FAR_BIG * ROOM + number;
    return kind === DOUBLE ? FAR_DOUBLE * ROOM + this.#double(number) : NULL;
  }

  decode(code: number, into: TypedValue): void {
    if (code === NULL) {
      into.kind = NOTHING;
      return;
    }
    const tag = Math.floor(code / ROOM);
    const rest = code - tag * ROOM;
    into.kind = KINDS[tag]!;
    if (tag === FAR_DOUBLE) into.number = this.#doubles.data[rest]!;
    else into.number = tag === FAR_INT || tag === FAR_LONG || tag === FAR_TIME ? this.#whole.key(rest) : rest;
  }

  /** Codes of one value may differ for doubles only. */
  same(a: number, b: number): boolean {
    if (a === b) return true;
    const least = FAR_DOUBLE * ROOM;
    if (a < least || b < least || a >= least + ROOM || b >= least + ROOM) return false;
    return this.#doubles.data[a - least] === this.#doubles.data[b - least];
  }

  textOf({ kind, number }: TypedValue): string {
    if (kind === STRING || kind === BIG) return this.strings.text(number);
    if (kind === TIME) return String(this.#base() + BigInt(number));
    return kind === NOTHING || kind === ABSENT ? '' : String(number);
  }

  #double(number: number): number {
    const doubles = this.#doubles;
    if (doubles.length === 0 || doubles.data[doubles.length - 1] !== number) doubles.push(number);
    return doubles.length - 1;
  }
}

/** NaN if the text is no number. */
export function numberIn(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : Number.NaN;
}
