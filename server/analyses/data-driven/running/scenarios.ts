/**
 * Scenarios: state machines at work. Each has an attribute `scenarios/<fsm>/<n>` with its `status` (0 pending, 1 in
 * progress, 2 matched, 3 abandoned), its `state` (the name), its `startTime`, when it entered each state
 * (`state/<name>/startTime`), and what actions keep there. Numbers are used again once a scenario has matched, so there
 * are as many as scenarios at a time.
 *
 * Cost: an object a number.
 */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { Place } from '../document.ts';
import { INT, STRING, TIME, TypedValue } from '../state-values.ts';
import { AttributePool } from './attribute-pool.ts';
import type { Names } from './names.ts';
import { tooMuch } from './too-much.ts';

export const PENDING = 0;
export const IN_PROGRESS = 1;
export const MATCHED = 2;
export const ABANDONED = 3;

/** One for each number, used again with it. */
export class Scenario {
  readonly slot: Slot;
  status = PENDING;
  /** Number among the states of its state machine. */
  state = -1;
  /** When it began to be in progress, ns since the base. */
  start = Number.NaN;
  /** In progress. */
  isLive = false;
  /** Among the scenarios of its state machine. */
  order = 0;
  /** Those in progress that began just before and after it. */
  before: Scenario | undefined;
  after: Scenario | undefined;
  /** What it is found by in its state. */
  readonly texts: number[] = [];
  /** What it borrowed, in pairs: below which attribute, and what. */
  readonly borrowed: number[] = [];

  constructor(slot: Slot) {
    this.slot = slot;
  }
}

/** A scenario's attribute with those below it that every scenario has. */
interface Slot {
  readonly attribute: number;
  readonly status: number;
  readonly state: number;
  readonly startTime: number;
}

export class CurrentScenario {
  readonly #store: AttributeStore;
  readonly #names: Names;
  /** By the attribute below which they are. */
  readonly #pools = new Map<number, AttributePool>();
  /** Of scenarios, by state machine. */
  readonly #numbers = new Map<string, AttributePool>();
  readonly #scenarios = new Map<number, Scenario>();
  readonly #value = new TypedValue();
  at: Scenario | undefined;

  constructor(store: AttributeStore, names: Names) {
    this.#store = store;
    this.#names = names;
  }

  get attribute(): number {
    return this.at?.slot.attribute ?? NOWHERE;
  }

  /** When it entered a state, ns since the base; NaN if it never was there. */
  since(state: string): number {
    const attribute = this.#store.find(['state', state, 'startTime'], this.attribute);
    if (this.attribute === NOWHERE || attribute === NOWHERE) return Number.NaN;
    this.#store.values.decode(this.#store.now(attribute), this.#value);
    return this.#value.kind === TIME ? this.#value.number : Number.NaN;
  }

  /** The attribute below `parent` that the scenario has borrowed; it borrows one if it has none and may. */
  pooled(parent: number, place: Place, mayBorrow: boolean): number {
    if (this.at === undefined) return NOWHERE;
    const { borrowed } = this.at;
    for (let i = 0; i < borrowed.length; i += 2) if (borrowed[i] === parent) return borrowed[i + 1]!;
    if (!mayBorrow) return NOWHERE;
    const attribute = this.#poolOf(parent).lend();
    if (attribute === NOWHERE) throw this.#tooMany(place);
    borrowed.push(parent, attribute);
    return attribute;
  }

  /** A pending scenario of the state machine with this name, in a state. */
  begin(fsm: string, place: Place): Scenario {
    const attribute = this.#numbersOf(fsm, place).lend();
    if (attribute === NOWHERE) throw this.#tooMany(place);
    const known = this.#scenarios.get(attribute);
    const scenario =
      known ??
      new Scenario({
        attribute,
        status: this.#child(attribute, 'status', place),
        state: this.#child(attribute, 'state', place),
        startTime: this.#child(attribute, 'startTime', place),
      });
    if (known === undefined) this.#scenarios.set(attribute, scenario);
    scenario.status = PENDING;
    scenario.start = Number.NaN;
    return scenario;
  }

  setStatus({ slot }: Scenario, status: number, time: number): void {
    this.#set(slot.status, INT, status, time);
  }

  setStart({ slot }: Scenario, time: number): void {
    this.#set(slot.startTime, TIME, time, time);
  }

  /** `name`: of the state, as a text's number. */
  setState({ slot }: Scenario, name: number, time: number, place: Place): void {
    this.#value.kind = STRING;
    this.#value.number = name;
    const code = this.#store.values.encode(this.#value);
    if (this.#store.now(slot.state) !== code) {
      const entered = this.#store.addChild(slot.state, name);
      if (entered === NOWHERE) throw this.#tooMany(place);
      this.#set(this.#child(entered, 'startTime', place), TIME, time, time);
    }
    this.#store.change(slot.state, time, code);
  }

  /** Its number, and what it has borrowed, are free for others. */
  end({ slot, borrowed }: Scenario, fsm: string, time: number, place: Place): void {
    this.#numbersOf(fsm, place).takeBack(slot.attribute, time);
    for (let i = 0; i < borrowed.length; i += 2) this.#poolOf(borrowed[i]!).takeBack(borrowed[i + 1]!, time);
    borrowed.length = 0;
  }

  #set(attribute: number, kind: number, number: number, time: number): void {
    this.#value.kind = kind;
    this.#value.number = number;
    this.#store.change(attribute, time, this.#store.values.encode(this.#value));
  }

  #child(parent: number, name: string, place: Place): number {
    const child = this.#store.addChild(parent, this.#store.values.strings.intern(name));
    if (child === NOWHERE) throw this.#tooMany(place);
    return child;
  }

  #poolOf(parent: number): AttributePool {
    let pool = this.#pools.get(parent);
    if (pool === undefined) {
      pool = new AttributePool(this.#store, this.#names, parent, 'lowest');
      this.#pools.set(parent, pool);
    }
    return pool;
  }

  #numbersOf(fsm: string, place: Place): AttributePool {
    let pool = this.#numbers.get(fsm);
    if (pool === undefined) {
      const parent = this.#child(this.#child(0, 'scenarios', place), fsm, place);
      pool = new AttributePool(this.#store, this.#names, parent, 'oldest');
      this.#numbers.set(fsm, pool);
    }
    return pool;
  }

  #tooMany(place: Place): Error {
    return tooMuch(place, `there are more than ${this.#store.size} attributes`);
  }
}
