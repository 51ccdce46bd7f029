/**
 * The least and the greatest of any stretch of a column that only grows: what a pixel shows that stands for many values.
 *
 * A pyramid of 16 : 1, continued by `grow` and by questions. Cost: 1.1 B a value; O(log n) a question, and 2 ns for each value
 * that has come since.
 */
import { Float64Column } from './columns.ts';

const BITS = 4;
const WIDTH = 1 << BITS;

interface Level {
  readonly least: Float64Column;
  readonly most: Float64Column;
}

export class Extremes {
  readonly #values: Float64Column;
  /** Level l has an item for each whole 16^(l+1) values. */
  readonly #levels: Level[] = [];

  constructor(values: Float64Column) {
    this.#values = values;
  }

  /** Of items [from, to), at least one. */
  of(from: number, to: number): { readonly least: number; readonly most: number } {
    this.grow();
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const look = (level: number, first: number, end: number): void => {
      const { least: low, most: high } = this.#levels[level - 1] ?? { least: this.#values, most: this.#values };
      for (let i = first; i < end; i++) {
        if (low.data[i]! < least) least = low.data[i]!;
        if (high.data[i]! > most) most = high.data[i]!;
      }
    };
    let [first, end] = [from, to];
    for (let level = 0; first < end; level++) {
      const whole = this.#levels[level]?.least.length ?? 0;
      const innerFirst = (first + WIDTH - 1) >>> BITS;
      const innerEnd = Math.min(end >>> BITS, whole);
      if (innerFirst >= innerEnd) {
        look(level, first, end);
        break;
      }
      look(level, first, innerFirst << BITS);
      look(level, innerEnd << BITS, end);
      [first, end] = [innerFirst, innerEnd];
    }
    return { least, most };
  }

  /** Takes in what has come: call it from time to time, lest a question has all of it to do. */
  grow(): void {
    let below: Level = { least: this.#values, most: this.#values };
    for (let l = 0; below.least.length >= WIDTH; l++) {
      this.#levels[l] ??= { least: new Float64Column(), most: new Float64Column() };
      const { least, most } = this.#levels[l]!;
      for (let i = least.length; (i + 1) << BITS <= below.least.length; i++) {
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (let k = i << BITS; k < (i + 1) << BITS; k++) {
          low = Math.min(low, below.least.data[k]!);
          high = Math.max(high, below.most.data[k]!);
        }
        least.push(low);
        most.push(high);
      }
      below = { least, most };
    }
  }
}
