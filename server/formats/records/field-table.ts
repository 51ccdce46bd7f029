/**
 * The fields of records by number, in the order in which they were first seen, and whether all values of each are
 * numbers. There are 256 at most.
 */

import type { StringTable } from '../../index/string-table.ts';
import { keyOf, numberOf } from '../ftrace/values.ts';
import type { FieldForm } from '../reader.ts';

export const MOST_FIELDS = 256;

/** NaN if the text is no such value. */
export type ParseValue = (text: string) => number;

interface Field {
  readonly name: string;
  readonly parse: ParseValue;
  /** As long as no value says otherwise. */
  numeric: boolean;
  hasValues: boolean;
}

const EXPONENT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** Decimal, with or without an exponent, or hexadecimal with "0x". */
export function parseNumber(text: string): number {
  const value = numberOf(text);
  return Number.isNaN(value) && EXPONENT.test(text) ? Number(text) : value;
}

export class FieldTable {
  readonly #fields: Field[] = [];
  readonly #index = new Map<string, number>();

  get length(): number {
    return this.#fields.length;
  }

  get names(): readonly string[] {
    return this.#fields.map(({ name }) => name);
  }

  /** The number of a field, which may be new; −1 if it is and there are too many. */
  of(name: string, parse: ParseValue = parseNumber): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    if (this.#fields.length === MOST_FIELDS) return -1;
    // A copy: it may be part of a far longer text.
    const own = Buffer.from(name).toString();
    this.#index.set(own, this.#fields.length);
    return this.#fields.push({ name: own, parse, numeric: true, hasValues: false }) - 1;
  }

  /** −1 if there is none. */
  find(name: string): number {
    return this.#index.get(name) ?? -1;
  }

  isNumeric(field: number): boolean {
    const { numeric, hasValues } = this.#fields[field]!;
    return numeric && hasValues;
  }

  /** Heeds the values of a record, by number, for `isNumeric`. */
  heedAll(values: readonly (string | undefined)[]): void {
    for (let field = 0; field < values.length; field++) {
      const text = values[field];
      const facts = this.#fields[field]!;
      // Logs write "-" where there is none.
      if (!facts.numeric || text === undefined || text === '-' || text === '') continue;
      facts.hasValues = true;
      facts.numeric = !Number.isNaN(facts.parse(text));
    }
  }

  /** A value as a column holds it, see `FieldForm`. */
  value(field: number, text: string | undefined, as: FieldForm, strings: StringTable): number {
    if (text === undefined) return Number.NaN;
    if (as === 'text') return strings.intern(text);
    const { parse } = this.#fields[field]!;
    if (as === 'key' && parse === parseNumber) return keyOf(text, strings);
    const value = parse(text);
    if (as === 'number') return value;
    return Number.isSafeInteger(value) && value >= 0 ? value : -1 - strings.intern(text);
  }

  /** What `load` needs to have the same fields. */
  saved(): unknown {
    return this.#fields.map(({ name, numeric, hasValues }) => [name, numeric, hasValues]);
  }

  load(saved: unknown): void {
    for (const [name, numeric, hasValues] of saved as [string, boolean, boolean][]) {
      const field = this.#fields[this.of(name)]!;
      field.numeric = numeric;
      field.hasValues = hasValues;
    }
  }
}
