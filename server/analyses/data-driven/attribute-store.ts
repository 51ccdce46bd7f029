/**
 * The attributes of one data-driven analysis of one trace: a tree by path, each attribute with its states over time.
 * Attributes are numbered in order of appearance; 0 is the root, which has no name and no states. A state's value is a
 * code of `values`; while an attribute is null there is no state.
 *
 * Bounded: `MOST` attributes. Cost: some 60 B an attribute and what its states need (`StateRow`), some 30 ns to find a child.
 */
import type { StateRow } from '../../index/state-row.ts';
import { StateValues } from './state-values.ts';

/** No attribute. */
export const NOWHERE = -1;
/** The code of null. */
export const NULL = -1;

export class AttributeStore {
  readonly values: StateValues = new StateValues();

  /** How many there are, the root included. */
  get size(): number {
    return 1;
  }

  name(_attribute: number): string {
    return '';
  }

  /** `NOWHERE` of the root. */
  parent(_attribute: number): number {
    return NOWHERE;
  }

  /** In order of appearance. */
  *children(_attribute: number): Generator<number> {}

  /** `NOWHERE` if there is none of this name. */
  child(_attribute: number, _name: string): number {
    return NOWHERE;
  }

  /** `NOWHERE` if there is none. */
  find(path: readonly string[], from = 0): number {
    return path.reduce((at, name) => (at < 0 ? at : this.child(at, name)), from);
  }

  path(_attribute: number): string[] {
    return [];
  }

  /** Sorted, not overlapping, values are codes; the open one is the present. Not to be changed. Undefined if it was always null. */
  states(_attribute: number): StateRow | undefined {
    return undefined;
  }

  /** The code of the value at a time (ns since the trace's base), `NULL` if there is none. */
  valueAt(attribute: number, time: number): number {
    const row = this.states(attribute);
    const i = row === undefined ? -1 : row.covering(time);
    return i < 0 ? NULL : i === row!.count ? row!.openValue : row!.value(i);
  }
}
