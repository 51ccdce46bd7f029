/**
 * What has been opened and not yet closed: by key, the newest first. A slot is three numbers of the owner's, good for
 * reading until something else is opened, and is used again. Cost: O(1) an event.
 */
import { Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';

const NONE = 0xffffffff;

export class OpenSegments {
  readonly #keys = new KeyTable();
  /** By key: the slot of the newest. */
  readonly #newest = new Uint32Column();
  /** By slot: the slot of the one before; of a spare one, the next spare one. */
  readonly #before = new Uint32Column();
  readonly #row = new Uint32Column();
  readonly #side = new Uint32Column();
  readonly #context = new Uint32Column();
  #spare = NONE;

  push(key: number, row: number, side: number, context: number): void {
    const at = this.#keys.id(key);
    if (at === this.#newest.length) this.#newest.push(NONE);
    const slot = this.#slot();
    this.#row.data[slot] = row;
    this.#side.data[slot] = side;
    this.#context.data[slot] = context;
    this.#before.data[slot] = this.#newest.data[at]!;
    this.#newest.data[at] = slot;
  }

  /** The slot of the newest of this key, which is no longer open; −1 if there is none. */
  pop(key: number): number {
    const at = this.#keys.find(key);
    const slot = at < 0 ? NONE : this.#newest.data[at]!;
    if (slot === NONE) return -1;
    this.#newest.data[at] = this.#before.data[slot]!;
    this.#before.data[slot] = this.#spare;
    this.#spare = slot;
    return slot;
  }

  row(slot: number): number {
    return this.#row.data[slot]!;
  }
  side(slot: number): number {
    return this.#side.data[slot]!;
  }
  context(slot: number): number {
    return this.#context.data[slot]!;
  }

  #slot(): number {
    const slot = this.#spare;
    if (slot === NONE) {
      for (const column of [this.#before, this.#row, this.#side, this.#context]) column.push(0);
      return this.#before.length - 1;
    }
    this.#spare = this.#before.data[slot]!;
    return slot;
  }
}
