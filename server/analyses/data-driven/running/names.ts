/** Attribute names out of values: texts as they are, numbers as they are written. The text of a number is made once. */
import { Uint32Column } from '../../../index/columns.ts';
import { KeyTable } from '../../../index/key-table.ts';
import type { StringTable } from '../../../index/string-table.ts';
import { INT, LONG, NOTHING, STRING, type StateValues, type TypedValue } from '../state-values.ts';

/** Neither a name, nor the name of anything. */
export const NO_NAME = -1;

export class Names {
  readonly #values: StateValues;
  readonly #strings: StringTable;
  /** Whole numbers with their texts. */
  readonly #numbers = new KeyTable();
  readonly #texts = new Uint32Column();

  constructor(values: StateValues) {
    this.#values = values;
    this.#strings = values.strings;
  }

  /** Number of the text; `NO_NAME` of null. */
  of(value: TypedValue): number {
    const { kind, number } = value;
    if (kind === STRING) return number;
    if (kind === INT || kind === LONG) return this.ofNumber(number);
    return kind <= NOTHING ? NO_NAME : this.#strings.intern(this.#values.textOf(value));
  }

  /** Likewise, but nothing is made for a value whose text was never seen. */
  seen(value: TypedValue): number {
    const { kind, number } = value;
    if (kind === STRING) return number;
    if (kind === INT || kind === LONG) {
      const known = this.#numbers.find(number);
      if (known >= 0) return this.#texts.data[known]!;
    }
    return kind <= NOTHING ? NO_NAME : (this.#strings.find(this.#values.textOf(value)) ?? NO_NAME);
  }

  ofNumber(number: number): number {
    const id = this.#numbers.id(number);
    if (id === this.#texts.length) this.#texts.push(this.#strings.intern(String(number)));
    return this.#texts.data[id]!;
  }
}
