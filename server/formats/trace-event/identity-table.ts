/**
 * Which events share an id? Ids as they stand in the file are not enough: the same id means another thing in another
 * scope, for async and flow events in another category, and for `id2.local` in another process.
 *
 * An identity is (form, value of the id; scope; category, for async and flow events; pid, for local ids), as a dense
 * number from 0. An id `0x1` and an id `1` differ. Cost: 24 bytes an identity; most ids are numbers, so no texts are made.
 */
import { ID_HEX, TEXT_KEY } from './event-scanner.ts';

export class IdentityTable {
  /** (form, scope, category, pid) by text, and their numbers. */
  readonly #spaces = new Map<string, number>();
  readonly #hexSpaces: boolean[] = [];
  readonly #spaceScopes: number[] = [];
  #lastForm = -1;
  #lastScope = 0;
  #lastCategory = 0;
  #lastPid = 0;
  #lastSpace = 0;

  #values = new Float64Array(1 << 8);
  #spaceOf = new Uint32Array(1 << 8);
  #slots = new Uint32Array(1 << 9);
  #size = 0;

  /** Texts are ids or −1; `pid` is NaN for ids that hold in all processes. */
  intern(form: number, value: number, scope: number, category: number, pid: number): number {
    const space = this.#space(form, scope, category, pid);
    const mask = this.#slots.length - 1;
    let slot = hash(space, value) & mask;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      const id = entry - 1;
      if (this.#values[id] === value && this.#spaceOf[id] === space) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(space, value, slot);
  }

  /** The id as it stands in the file. */
  text(identity: number, textOf: (id: number) => string): string {
    const value = this.#values[identity];
    if (value <= TEXT_KEY) return textOf(TEXT_KEY - value);
    return this.#hexSpaces[this.#spaceOf[identity]] ? `0x${value.toString(16)}` : String(value);
  }

  /** Text id of the scope, or −1. */
  scope(identity: number): number {
    return this.#spaceScopes[this.#spaceOf[identity]];
  }

  #space(form: number, scope: number, category: number, pid: number): number {
    const samePid = Object.is(pid, this.#lastPid);
    if (samePid && form === this.#lastForm && scope === this.#lastScope && category === this.#lastCategory) {
      return this.#lastSpace;
    }
    const key = `${form} ${scope} ${category} ${pid}`;
    let space = this.#spaces.get(key);
    if (space === undefined) {
      space = this.#spaces.size;
      this.#spaces.set(key, space);
      this.#hexSpaces.push(form === ID_HEX);
      this.#spaceScopes.push(scope);
    }
    this.#lastForm = form;
    this.#lastScope = scope;
    this.#lastCategory = category;
    this.#lastPid = pid;
    this.#lastSpace = space;
    return space;
  }

  #add(space: number, value: number, slot: number): number {
    const id = this.#size++;
    if (id === this.#values.length) {
      const values = new Float64Array(id * 2);
      values.set(this.#values);
      this.#values = values;
      const spaceOf = new Uint32Array(id * 2);
      spaceOf.set(this.#spaceOf);
      this.#spaceOf = spaceOf;
    }
    this.#values[id] = value;
    this.#spaceOf[id] = space;
    this.#slots[slot] = id + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = hash(this.#spaceOf[id], this.#values[id]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

function hash(space: number, value: number): number {
  let h =
    Math.imul(value | 0, 0x9e3779b1) ^ Math.imul((value / 2 ** 32) | 0, 0x85ebca6b) ^ Math.imul(space, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
