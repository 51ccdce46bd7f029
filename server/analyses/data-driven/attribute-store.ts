/**
 * The attributes of one data-driven analysis of one trace: a tree by path, each attribute with its states over time.
 * Attributes are numbered in order of appearance; 0 is the root, which has no name and no states. A state's value is a
 * code of `values`; while an attribute is null there is no state. Changes come in order of time.
 *
 * Bounded: 500,000 attributes. Cost: some 250 B an attribute; for one that was ever something some 600 B more, and its
 * states (`StateRow`); some 20 ns to find a child.
 */
import { Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import { StateRow } from '../../index/state-row.ts';
import type { StringTable } from '../../index/string-table.ts';
import { NULL, type StateValues } from './state-values.ts';

export { NULL };

/** No attribute. */
export const NOWHERE = -1;
const MOST_ATTRIBUTES = 500_000;

const NAMES = 2 ** 32;

export class AttributeStore {
  readonly values: StateValues;
  readonly #strings: StringTable;
  /** Where what was null from the start began to be so, ns since the base. */
  readonly #start: number;
  readonly #most: number;
  /** Parent and name of each attribute but the root, as one number; an attribute is one more than its place there. */
  readonly #keys = new KeyTable();
  /** By attribute; 0 for none. */
  readonly #first = new Uint32Column();
  readonly #last = new Uint32Column();
  readonly #next = new Uint32Column();
  readonly #rows: (StateRow | undefined)[] = [undefined];
  /** Those that are still to be cleared. */
  readonly #clearing: number[] = [];

  constructor(values: StateValues, start: number, most = MOST_ATTRIBUTES) {
    this.values = values;
    this.#strings = values.strings;
    this.#start = start;
    this.#most = most;
    this.#link(NOWHERE);
  }

  /** How many there are, the root included. */
  get size(): number {
    return this.#keys.size + 1;
  }

  name(attribute: number): string {
    return attribute === 0 ? '' : this.#strings.text(this.#keys.key(attribute - 1) % NAMES);
  }

  /** `NOWHERE` of the root. */
  parent(attribute: number): number {
    return attribute === 0 ? NOWHERE : Math.floor(this.#keys.key(attribute - 1) / NAMES);
  }

  /** In order of appearance. */
  *children(attribute: number): Generator<number> {
    for (let child = this.#first.data[attribute]!; child > 0; child = this.#next.data[child]!) yield child;
  }

  /** `NOWHERE` if there is none of this name. */
  child(attribute: number, name: string): number {
    return this.childNamed(attribute, this.#strings.intern(name));
  }

  /** `NOWHERE` if there is none. */
  find(path: readonly string[], from = 0): number {
    return path.reduce((at, name) => (at < 0 ? at : this.child(at, name)), from);
  }

  path(attribute: number): string[] {
    const path: string[] = [];
    for (let at = attribute; at > 0; at = this.parent(at)) path.push(this.name(at));
    return path.reverse();
  }

  /** Sorted, not overlapping, values are codes; the open one is the present. Not to be changed. Undefined if it was always null. */
  states(attribute: number): StateRow | undefined {
    return this.#rows[attribute];
  }

  /** The code of the value at a time (ns since the trace's base), `NULL` if there is none. */
  valueAt(attribute: number, time: number): number {
    const row = this.states(attribute);
    const i = row === undefined ? -1 : row.covering(time);
    return i < 0 ? NULL : i === row!.count ? row!.openValue : row!.value(i);
  }

  /** `name`: the number of the text. */
  childNamed(attribute: number, name: number): number {
    const found = this.#keys.find(attribute * NAMES + name);
    return found < 0 ? NOWHERE : found + 1;
  }

  /** The child of this name, which is added if it is new; `NOWHERE` if it would be one too many. */
  addChild(attribute: number, name: number): number {
    const key = attribute * NAMES + name;
    const known = this.#keys.find(key);
    if (known >= 0) return known + 1;
    if (this.size >= this.#most) return NOWHERE;
    this.#keys.id(key);
    this.#link(attribute);
    return this.size - 1;
  }

  /** The code of the present value. */
  now(attribute: number): number {
    const row = this.#rows[attribute];
    return row === undefined || Number.isNaN(row.openStart) ? NULL : row.openValue;
  }

  /** It becomes another value; at the very time of the last change, that never was. */
  change(attribute: number, time: number, code: number): void {
    if (code === NULL) {
      this.#end(attribute, time);
      return;
    }
    const row = this.#row(attribute);
    if (Number.isNaN(row.openStart)) row.open(time, code);
    else if (!this.values.same(row.openValue, code)) {
      if (row.openStart === time) row.openValue = code;
      else {
        row.close(time);
        row.open(time, code);
      }
    }
  }

  /** The present state is said to have been another value all along, also where it is null. */
  update(attribute: number, code: number): void {
    if (code === NULL) {
      const row = this.#rows[attribute];
      if (row !== undefined) row.openStart = Number.NaN;
      return;
    }
    const row = this.#row(attribute);
    if (Number.isNaN(row.openStart)) row.open(row.count === 0 ? this.#start : row.end(row.count - 1), code);
    else row.openValue = code;
  }

  /** The attribute and all below it become null. */
  clear(attribute: number, time: number): void {
    const { data: first } = this.#first;
    const { data: next } = this.#next;
    const open = this.#clearing;
    open[0] = attribute;
    for (let left = 1; left > 0; ) {
      const at = open[--left]!;
      this.#end(at, time);
      for (let child = first[at]!; child > 0; child = next[child]!) open[left++] = child;
    }
  }

  #end(attribute: number, time: number): void {
    const row = this.#rows[attribute];
    if (row === undefined || Number.isNaN(row.openStart)) return;
    if (row.openStart === time) row.openStart = Number.NaN;
    else row.close(time);
  }

  #row(attribute: number): StateRow {
    let row = this.#rows[attribute];
    if (row === undefined) {
      row = new StateRow();
      this.#rows[attribute] = row;
    }
    return row;
  }

  #link(parent: number): void {
    const attribute = this.#next.length;
    this.#first.push(0);
    this.#last.push(0);
    this.#next.push(0);
    if (parent === NOWHERE) return;
    this.#rows.push(undefined);
    const before = this.#last.data[parent]!;
    if (before === 0) this.#first.data[parent] = attribute;
    else this.#next.data[before] = attribute;
    this.#last.data[parent] = attribute;
  }
}
