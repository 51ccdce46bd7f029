/**
 * The looks of one answer: each distinct look once. The look of a value is made once for each source of looks, however
 * many states have the value.
 */
import type { Look } from '../output.ts';
import { ValueMap } from './value-map.ts';

/** Says how a state of a value looks. One object for all rows whose values mean the same. */
export interface Looks {
  look(value: number): Look;
}

const NOTHING: Look = {};

export class LookTable {
  readonly looks: Look[] = [];
  readonly #known = new Map<string, number>();
  readonly #sources = new Map<Looks, ValueMap>();
  #empty = -1;

  /** Index of the look of a state that is there but not to be seen. */
  get empty(): number {
    if (this.#empty < 0) this.#empty = this.#add(NOTHING);
    return this.#empty;
  }

  /** Writes for each of the first `length` values the index of its look. */
  indexes(source: Looks, values: Uint32Array, length: number): Uint32Array {
    let known = this.#sources.get(source);
    if (known === undefined) {
      known = new ValueMap();
      this.#sources.set(source, known);
    }
    const indexes = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      let index = known.get(value) - 1;
      if (index < 0) {
        index = this.#add(source.look(value));
        known.set(value, index + 1);
      }
      indexes[i] = index;
    }
    return indexes;
  }

  #add(look: Look): number {
    const key = JSON.stringify([look.label, look.style]);
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.looks.push(look) - 1;
      this.#known.set(key, index);
    }
    return index;
  }
}
