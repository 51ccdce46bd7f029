/**
 * Does a state match a filter? Asked for millions of states, row by row.
 *
 * Unless the filter looks at what varies from state to state (times, and what the subject says), all states of one value
 * in one row are alike, so each value is judged once a row: `#verdicts` holds for each value the row it was judged in (a
 * running number) and the result, and no object is made.
 */
import type { Filter, FilterSubject, FilterValue } from '../../filter/filter.ts';
import type { StateRow } from '../../index/state-row.ts';
import type { Looks } from './look-table.ts';
import { ValueMap } from './value-map.ts';

/** One row of a time graph, as answers read it. */
export interface GraphRow {
  /** Where its times count from, where open states end (ns since `base`), and the name shown. `IndexedTrace` is one. */
  readonly trace: { readonly base: bigint; readonly now: number; readonly name: string };
  readonly states: StateRow;
  /** Only what lies within is meant, ns since `base`, the end excluded; no state crosses its borders. Everything without. */
  readonly span?: { readonly start: number; readonly end: number };
  readonly looks: Looks;
  readonly subject: StateSubject;
}

/**
 * What a filter can read of the states of one row, besides the keys of every state (`STATE_KEYS`, `TIME_KEYS`), which
 * the lists here have to include.
 */
export interface StateSubject {
  /** The same array for all rows of a shape. */
  readonly keys: readonly string[];
  /** As in `FilterSubject`. */
  readonly namedOnly: readonly string[];
  /** Keys, of both lists, whose value may differ between states of one value. */
  readonly varying?: readonly string[];
  values(key: string, start: number, end: number, value: number): FilterValue | readonly FilterValue[] | undefined;
}

/** Known of every state: what is written on it, and the name of its trace. */
export const STATE_KEYS: readonly string[] = ['label', 'trace'];
/** Likewise; a number in a search for a name is not meant for these. */
export const TIME_KEYS: readonly string[] = ['Start Time', 'End Time', 'Duration'];

/** The keys of states of which these are known besides; one object for all rows of a shape. */
export function stateKeys(keys: readonly string[], namedOnly: readonly string[] = []) {
  return { keys: [...STATE_KEYS, ...keys], namedOnly: [...TIME_KEYS, ...namedOnly] };
}

export class StateTest implements FilterSubject {
  readonly #filter: Filter;
  readonly #verdicts = new ValueMap();
  #count = 0;
  #varies = false;
  #shape: readonly string[] | undefined;
  #row!: GraphRow;
  #start = 0;
  #end = 0;
  #value = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  get keys(): readonly string[] {
    return this.#row.subject.keys;
  }
  get namedOnly(): readonly string[] {
    return this.#row.subject.namedOnly;
  }

  /** From now on, states of this row are asked for. */
  enter(row: GraphRow): void {
    this.#row = row;
    this.#count++;
    const { keys, varying = [] } = row.subject;
    if (keys === this.#shape) return;
    this.#shape = keys;
    const read = this.#filter.reads(row.subject);
    this.#varies = [...TIME_KEYS, ...varying].some((key) => read.has(key));
  }

  matches(start: number, end: number, value: number): boolean {
    if (!this.#varies) {
      const verdict = this.#verdicts.get(value);
      if (verdict >>> 1 === this.#count) return (verdict & 1) === 1;
    }
    this.#start = start;
    this.#end = end;
    this.#value = value;
    const result = this.#filter.matches(this);
    if (!this.#varies) this.#verdicts.set(value, this.#count * 2 + Number(result));
    return result;
  }

  values(key: string): FilterValue | readonly FilterValue[] | undefined {
    const { trace, looks, subject } = this.#row;
    switch (key) {
      case 'label':
        return looks.look(this.#value).label;
      case 'trace':
        return trace.name;
      case 'Start Time':
        return trace.base + BigInt(this.#start);
      case 'End Time':
        return trace.base + BigInt(this.#end);
      case 'Duration':
        return this.#end - this.#start;
      default:
        return subject.values(key, this.#start, this.#end, this.#value);
    }
  }
}
