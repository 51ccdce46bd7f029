/** Attributes `0`, `1`, … below one, lent out and taken back; the one that lay unused longest goes first. */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { Names } from './names.ts';

export class AttributePool {
  readonly #store: AttributeStore;
  readonly #names: Names;
  readonly #parent: number;
  #made = 0;
  /** Those that came back, in their order from `#taken` on. */
  #free: number[] = [];
  #taken = 0;

  constructor(store: AttributeStore, names: Names, parent: number) {
    this.#store = store;
    this.#names = names;
    this.#parent = parent;
  }

  /** `NOWHERE` if there are too many attributes. */
  lend(): number {
    if (this.#taken < this.#free.length) {
      const attribute = this.#free[this.#taken++]!;
      if (this.#taken > 1024 && 2 * this.#taken > this.#free.length) {
        this.#free = this.#free.slice(this.#taken);
        this.#taken = 0;
      }
      return attribute;
    }
    const attribute = this.#store.addChild(this.#parent, this.#names.ofNumber(this.#made));
    if (attribute !== NOWHERE) this.#made++;
    return attribute;
  }

  /** It and all below it become null. */
  takeBack(attribute: number, time: number): void {
    this.#store.clear(attribute, time);
    this.#free.push(attribute);
  }
}
