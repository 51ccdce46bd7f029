/**
 * Texts on their way between threads, each of which has a table of its own: a thread tells the texts that are new since
 * the last time, and the other one learns what its ids mean.
 */
import type { StringTable } from '../../../index/string-table.ts';
import type { EventBatch, FieldForm, FieldRequest } from '../../reader.ts';

/** The texts of `table` from id `known` on. */
export function textsFrom(table: StringTable, known: number): string[] {
  return Array.from({ length: table.size - known }, (_, i) => table.text(known + i));
}

export class TextIds {
  readonly #strings: StringTable;
  /** Columns with ids: by their place, those of texts and those of keys. */
  readonly #texts: readonly number[];
  readonly #keys: readonly number[];
  #ids = new Int32Array(1024);
  #size = 0;
  /** All ids mean the same on both sides. */
  #same = true;

  constructor(strings: StringTable, requests: readonly FieldRequest[]) {
    this.#strings = strings;
    const columnsOf = (form: FieldForm) => requests.flatMap(({ as }, i) => (as === form ? [i] : []));
    this.#texts = columnsOf('text');
    this.#keys = columnsOf('key');
  }

  /** How many ids are known. */
  get size(): number {
    return this.#size;
  }

  learn(texts: readonly string[]): void {
    for (const text of texts) {
      if (this.#size === this.#ids.length) {
        const grown = new Int32Array(this.#size * 2);
        grown.set(this.#ids);
        this.#ids = grown;
      }
      const id = this.#strings.intern(text);
      if (id !== this.#size) this.#same = false;
      this.#ids[this.#size++] = id;
    }
  }

  /** Puts our ids in the place of theirs. */
  translate({ length, fields }: Pick<EventBatch, 'length' | 'fields'>, from = 0): void {
    if (this.#same) return;
    for (const column of this.#texts) translateTexts(fields[column]!, from, from + length, this.#ids);
    for (const column of this.#keys) translateKeys(fields[column]!, from, from + length, this.#ids);
  }
}

function translateTexts(column: Float64Array, from: number, to: number, ids: Int32Array): void {
  for (let i = from; i < to; i++) {
    const id = column[i]!;
    // Where an event lacks the field, anything may stand.
    if (id >= 0 && id < ids.length) column[i] = ids[id]!;
  }
}

function translateKeys(column: Float64Array, from: number, to: number, ids: Int32Array): void {
  for (let i = from; i < to; i++) {
    const key = column[i]!;
    if (key < 0 && -1 - key < ids.length) column[i] = -1 - ids[-1 - key]!;
  }
}
