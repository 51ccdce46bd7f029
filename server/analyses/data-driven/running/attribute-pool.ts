/**
 * Attributes `0`, `1`, … below one, lent out and taken back. The one that lay unused longest goes first, or the lowest one,
 * so that few are needed to show what happens at a time.
 */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { Names } from './names.ts';

export class AttributePool {
  readonly #store: AttributeStore;
  readonly #names: Names;
  readonly #parent: number;
  #made = 0;
  readonly #free: Free;

  constructor(store: AttributeStore, names: Names, parent: number, first: 'oldest' | 'lowest') {
    this.#store = store;
    this.#names = names;
    this.#parent = parent;
    this.#free = first === 'oldest' ? new Queue() : new Heap();
  }

  /** `NOWHERE` if there are too many attributes. */
  lend(): number {
    const free = this.#free.take();
    if (free !== undefined) return free;
    const attribute = this.#store.addChild(this.#parent, this.#names.ofNumber(this.#made));
    if (attribute !== NOWHERE) this.#made++;
    return attribute;
  }

  /** It and all below it become null. */
  takeBack(attribute: number, time: number): void {
    this.#store.clear(attribute, time);
    this.#free.put(attribute);
  }
}

/** Attributes that nobody has. */
interface Free {
  put(attribute: number): void;
  take(): number | undefined;
}

class Queue implements Free {
  #waiting: number[] = [];
  #taken = 0;

  put(attribute: number): void {
    this.#waiting.push(attribute);
  }

  take(): number | undefined {
    if (this.#taken === this.#waiting.length) return undefined;
    const attribute = this.#waiting[this.#taken++]!;
    if (this.#taken > 1024 && 2 * this.#taken > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#taken);
      this.#taken = 0;
    }
    return attribute;
  }
}

/** Numbers of attributes rise as they are made, so the lowest name has the lowest number. */
class Heap implements Free {
  readonly #items: number[] = [];

  put(attribute: number): void {
    const items = this.#items;
    let at = items.push(attribute) - 1;
    for (let above = (at - 1) >> 1; at > 0 && items[above]! > attribute; above = (at - 1) >> 1) {
      items[at] = items[above]!;
      at = above;
    }
    items[at] = attribute;
  }

  take(): number | undefined {
    const items = this.#items;
    const lowest = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return lowest;
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      if (below + 1 < items.length && items[below + 1]! < items[below]!) below++;
      if (items[below]! >= last) break;
      items[at] = items[below]!;
      at = below;
    }
    items[at] = last;
    return lowest;
  }
}
