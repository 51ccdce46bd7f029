/**
 * A small number for each value of states: a typed array where values are small (ids, which most are), a `Map` for large
 * ones (a number that the trace gave). 0 where nothing was set. Cost: 4 B for each value up to the largest small one.
 */
const SMALL = 2 ** 20;

export class ValueMap {
  #small = new Uint32Array(64);
  readonly #large = new Map<number, number>();

  get(value: number): number {
    return value < SMALL ? (this.#small[value] ?? 0) : (this.#large.get(value) ?? 0);
  }

  set(value: number, item: number): void {
    if (value >= SMALL) {
      this.#large.set(value, item);
      return;
    }
    if (value >= this.#small.length) {
      const grown = new Uint32Array(Math.max(value + 1, this.#small.length * 2));
      grown.set(this.#small);
      this.#small = grown;
    }
    this.#small[value] = item;
  }
}
