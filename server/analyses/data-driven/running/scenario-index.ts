/**
 * The scenarios in progress of one state machine, in the order they began, and those of each state by the attributes that
 * its tests compare: so an event is shown only to scenarios that might take it.
 *
 * Cost: some 100 ns for each state entered; an event that can't be looked up costs a look at each scenario.
 */
import type { AttributeStore } from '../attribute-store.ts';
import { NOTHING, STRING, TIME, TypedValue } from '../state-values.ts';
import type { Find, Read } from './compiler.ts';
import { type Names, NO_NAME } from './names.ts';
import type { OwnKey } from './own-keys.ts';
import type { CurrentScenario, Scenario } from './scenarios.ts';

/**
 * Scenarios of one state by one of their attributes. Places that became empty stay for a while: a map whose key comes and
 * goes is slow.
 */
class Shelf {
  readonly find: Find;
  readonly #places = new Map<number, Scenario[]>();
  #empty = 0;

  constructor(find: Find) {
    this.find = find;
  }

  at(text: number): readonly Scenario[] {
    return this.#places.get(text) ?? [];
  }

  put(text: number, scenario: Scenario): void {
    const place = this.#places.get(text);
    if (place === undefined) this.#places.set(text, [scenario]);
    else if (place.push(scenario) === 1) this.#empty--;
  }

  take(text: number, scenario: Scenario): void {
    const place = this.#places.get(text);
    const at = place?.indexOf(scenario) ?? -1;
    if (place === undefined || at < 0) return;
    place.splice(at, 1);
    if (place.length > 0 || ++this.#empty <= Math.max(1024, this.#places.size / 2)) return;
    for (const [text, { length }] of this.#places) if (length === 0) this.#places.delete(text);
    this.#empty = 0;
  }
}

/** What is known of a state: the shelves of its scenarios, and for a type of events the ways to look into them; undefined if some transition has none. */
export interface KeyedState {
  readonly types: Uint8Array;
  readonly ways: readonly { readonly types: Uint8Array; readonly key: OwnKey | undefined }[];
}

/** Where to look for scenarios that might take an event. */
interface Looks {
  readonly shelves: readonly { readonly shelf: Shelf; readonly read: Read }[];
  /** States, by number, whose scenarios must all be asked. */
  readonly open: readonly number[];
}

export class ScenarioIndex {
  readonly #states: readonly KeyedState[];
  /** By state. */
  readonly #shelves: readonly ReadonlyMap<string, Shelf>[];
  /** By type; undefined until asked. */
  readonly #looks: (Looks | undefined)[] = [];
  /** By state: how many are in it. */
  readonly #counts: Uint32Array;
  readonly #store: AttributeStore;
  readonly #names: Names;
  readonly #current: CurrentScenario;
  readonly #base: bigint;
  #first: Scenario | undefined;
  #last: Scenario | undefined;
  #size = 0;
  readonly #found: Scenario[] = [];
  readonly #value = new TypedValue();

  /** `base`: what the trace itself counts times from. */
  constructor(
    states: readonly KeyedState[],
    store: AttributeStore,
    names: Names,
    current: CurrentScenario,
    base: bigint,
  ) {
    this.#states = states;
    this.#store = store;
    this.#names = names;
    this.#current = current;
    this.#base = base;
    this.#counts = new Uint32Array(states.length);
    this.#shelves = states.map(({ ways }) => {
      const keys = ways.flatMap(({ key }) => key ?? []);
      return new Map(keys.map(({ name, find }) => [name, new Shelf(find)]));
    });
  }

  get size(): number {
    return this.#size;
  }

  /** The one that began first; the others follow by `after`. */
  get first(): Scenario | undefined {
    return this.#first;
  }

  /** One that began after all others. */
  add(scenario: Scenario): void {
    const last = this.#last;
    scenario.isLive = true;
    scenario.order = last === undefined ? 0 : last.order + 1;
    scenario.before = last;
    if (last === undefined) this.#first = scenario;
    else last.after = scenario;
    this.#last = scenario;
    this.#size++;
    this.shelve(scenario);
  }

  remove(scenario: Scenario): void {
    const { before, after } = scenario;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    scenario.before = scenario.after = undefined;
    scenario.isLive = false;
    this.#size--;
  }

  /** It is about to leave its state. */
  unshelve(scenario: Scenario): void {
    this.#counts[scenario.state]!--;
    let k = 0;
    for (const shelf of this.#shelves[scenario.state]!.values()) shelf.take(scenario.texts[k++]!, scenario);
  }

  /** It has entered its state. */
  shelve(scenario: Scenario): void {
    this.#counts[scenario.state]!++;
    const shelves = this.#shelves[scenario.state]!;
    if (shelves.size === 0) return;
    this.#current.at = scenario;
    let k = 0;
    for (const shelf of shelves.values()) {
      const attribute = shelf.find();
      this.#store.values.decode(attribute < 0 ? -1 : this.#store.now(attribute), this.#value);
      this.#exact(this.#value);
      const text = this.#names.of(this.#value);
      scenario.texts[k++] = text;
      if (text !== NO_NAME) shelf.put(text, scenario);
    }
  }

  /** Those that might take an event of this type, in the order they began; undefined if that may be any. Good until it is asked again. */
  candidates(type: number): readonly Scenario[] | undefined {
    let looks = this.#looks[type];
    if (looks === undefined) {
      looks = this.#looksFor(type);
      this.#looks[type] = looks;
    }
    for (const state of looks.open) if (this.#counts[state]! > 0) return undefined;
    const found = this.#found;
    found.length = 0;
    const { shelves } = looks;
    for (let l = 0; l < shelves.length; l++) {
      const { shelf, read } = shelves[l]!;
      read(this.#value);
      // What is null equals what is null, which is on no shelf.
      if (this.#value.kind <= NOTHING) return undefined;
      this.#exact(this.#value);
      const text = this.#names.seen(this.#value);
      if (text === NO_NAME) continue;
      for (const scenario of shelf.at(text)) if (l === 0 || !found.includes(scenario)) found.push(scenario);
    }
    return found.length > 1 ? found.sort((a, b) => a.order - b.order) : found;
  }

  #looksFor(type: number): Looks {
    const shelves: { shelf: Shelf; read: Read }[] = [];
    const open: number[] = [];
    for (const [s, { types, ways }] of this.#states.entries()) {
      if (types[type] === 0) continue;
      const meant = ways.filter(({ types }) => types[type] === 1);
      if (meant.some(({ key }) => key === undefined)) open.push(s);
      else for (const { key } of meant) shelves.push({ shelf: this.#shelves[s]!.get(key!.name)!, read: key!.read });
    }
    return { shelves, open };
  }

  /** A time equals the whole number that it is. */
  #exact(value: TypedValue): void {
    if (value.kind !== TIME) return;
    value.number = this.#store.values.strings.intern(String(this.#base + BigInt(value.number)));
    value.kind = STRING;
  }
}
