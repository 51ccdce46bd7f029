/**
 * The entries of a view over the attributes of its analyses: for each attribute that a path of the document matches, one
 * row or series, with those of its nested paths below it.
 *
 * An entry's number is made of its attribute and of the path's place in the document, so it stays while more attributes
 * appear, and an entry is found again by its number alone. 0 is the trace.
 *
 * Bounded: `MOST` entries, and `MOST_LOOKS` at attributes. Cost: a step for each attribute that is looked at, whenever a tree is asked for.
 */
import type { StateRow } from '../../../index/state-row.ts';
import { NOWHERE } from '../attribute-store.ts';
import type { ViewAttribute } from '../document.ts';
import { LOOKS, PathPattern } from './path-pattern.ts';
import { attributeMeant, type FoundAttributes, firstText } from './view-attribute.ts';

const MOST = 100_000;
/** Entries of another analysis begin at its root, for each entry above them: many looks that find nothing new. */
const MOST_LOOKS = 2_000_000;

interface Making<P extends EntryPart> {
  readonly find: FindAttributes;
  readonly made: Map<number, ViewEntry<P>>;
  looks: number;
}

/** As time graphs and XY charts have it. */
export interface EntryPart {
  readonly path: string;
  readonly analysisId?: string;
  readonly display?: ViewAttribute;
  readonly id?: ViewAttribute;
  readonly parent?: ViewAttribute;
  readonly name?: ViewAttribute;
  readonly entries?: readonly EntryPart[];
}

/** What lies behind an entry. */
export interface FoundEntry<P extends EntryPart = EntryPart> extends FoundAttributes {
  readonly part: P;
  readonly attribute: number;
  /** The attribute whose states are shown; `NOWHERE` of an entry that only has others below it. */
  readonly shown: number;
}

export interface ViewEntry<P extends EntryPart = EntryPart> extends FoundEntry<P> {
  readonly number: number;
  readonly name: string;
  /** Number of the entry above. */
  parent: number;
}

/** The attributes of an analysis in one trace; undefined where it does not apply, or not yet. */
export type FindAttributes = (analysisId: string) => FoundAttributes | undefined;

interface Slot<P extends EntryPart> {
  readonly part: P;
  readonly pattern: PathPattern;
  readonly analysisId: string;
  readonly below: Slot<P>[];
  readonly index: number;
}

export class ViewEntries<P extends EntryPart> {
  readonly #slots: Slot<P>[] = [];
  readonly #top: readonly Slot<P>[];

  /** `analyses`: those of the view's head; each has all of the entries. A part may be nested in itself: then at any depth. */
  constructor(parts: readonly P[], analyses: readonly string[]) {
    this.#top = analyses.flatMap((id) => {
      const known = new Map<EntryPart, Slot<P>>();
      return parts.map((part) => this.#slot(part, id, known));
    });
  }

  /** Parents come before what lies below them. Yields nothing now and then, so that the caller may pause. */
  *entries(find: FindAttributes): Generator<ViewEntry<P> | undefined> {
    const making: Making<P> = { find, made: new Map(), looks: 0 };
    for (const slot of this.#top) yield* this.#build(slot, making, 0, 0, []);
    yield* parentsFirst(making.made);
  }

  find(find: FindAttributes, number: number): FoundEntry<P> | undefined {
    const slot = this.#slots[(number - 1) % this.#slots.length];
    const found = slot && find(slot.analysisId);
    if (found === undefined) return undefined;
    const attribute = Math.floor((number - 1) / this.#slots.length);
    if (attribute >= found.store.size) return undefined;
    const { part } = slot!;
    return {
      ...found,
      part,
      attribute,
      shown: part.display ? attributeMeant(found, attribute, part.display) : NOWHERE,
    };
  }

  #slot(part: P, above: string, known: Map<EntryPart, Slot<P>>): Slot<P> {
    const made = known.get(part);
    if (made !== undefined) return made;
    const analysisId = part.analysisId ?? above;
    const slot: Slot<P> = {
      part,
      analysisId,
      pattern: new PathPattern(part.path),
      below: [],
      index: this.#slots.length,
    };
    this.#slots.push(slot);
    known.set(part, slot);
    for (const below of part.entries ?? []) slot.below.push(this.#slot(below as P, analysisId, known));
    return slot;
  }

  *#build(
    slot: Slot<P>,
    making: Making<P>,
    from: number,
    parent: number,
    stars: readonly string[],
  ): Generator<undefined> {
    const { find, made } = making;
    const found = find(slot.analysisId);
    if (found === undefined) return;
    const { part } = slot;
    const siblings = new Map<string, ViewEntry<P>>();
    const childrenOf = new Map<ViewEntry<P>, string>();
    for (const match of slot.pattern.matches(found.store, from, stars)) {
      making.looks += match === undefined ? LOOKS : 1;
      if (made.size === MOST || making.looks > MOST_LOOKS) return;
      if (match === undefined || making.looks % LOOKS === 0) yield;
      if (match === undefined) continue;
      const { attribute } = match;
      const number = 1 + attribute * this.#slots.length + slot.index;
      if (made.has(number)) continue;
      const shown = part.display ? attributeMeant(found, attribute, part.display) : NOWHERE;
      if (part.display && shown === NOWHERE) continue;
      const behind = { ...found, part, attribute, shown };
      const entry = { ...behind, number, parent, name: nameOf(behind) };
      made.set(number, entry);
      siblings.set(part.id ? textAt(found, attribute, part.id) : entry.name, entry);
      const above = part.parent ? textAt(found, attribute, part.parent) : '';
      if (above !== '') childrenOf.set(entry, above);
      for (const below of slot.below) {
        const root = below.part.analysisId === undefined ? attribute : 0;
        yield* this.#build(below, making, root, number, match.stars);
      }
    }
    for (const [entry, above] of childrenOf) {
      const other = siblings.get(above);
      if (other !== undefined && other !== entry && overlap(entry, other)) entry.parent = other.number;
    }
  }
}

/** The attribute's own name, where the document gives no other: the value of an attribute that is not itself shown. */
export function nameOf(entry: FoundEntry): string {
  const { part, store, attribute, shown } = entry;
  const named = part.name ? attributeMeant(entry, attribute, part.name) : NOWHERE;
  const own = store.name(attribute);
  return named === NOWHERE || named === shown ? own : firstText(store, named) || own;
}

function textAt(found: FoundAttributes, attribute: number, meant: ViewAttribute): string {
  const at = attributeMeant(found, attribute, meant);
  return at === NOWHERE ? '' : firstText(found.store, at);
}

/** Rows of different times have nothing to do with each other, though one may name the other: a process id is used again. */
function overlap(a: FoundEntry, b: FoundEntry): boolean {
  const [first, second] = [spanOf(a), spanOf(b)];
  return !first || !second || (first.start <= second.end && second.start <= first.end);
}

/** From its first state to its last, ns since the trace's base; the end infinite while one is open. Undefined without states. */
export function spanOf({ store, shown }: FoundEntry): { start: number; end: number } | undefined {
  const states = shown === NOWHERE ? undefined : store.states(shown);
  if (states === undefined || (states.count === 0 && !states.isOpen)) return undefined;
  return { start: firstStart(states), end: states.isOpen ? Number.POSITIVE_INFINITY : states.end(states.count - 1) };
}

function firstStart(states: StateRow): number {
  return states.count > 0 ? states.start(0) : states.openStart;
}

/** Those that name each other as parents, in a circle, lie below the trace. */
function* parentsFirst<P extends EntryPart>(
  made: ReadonlyMap<number, ViewEntry<P>>,
): Generator<ViewEntry<P> | undefined> {
  const below = new Map<number, ViewEntry<P>[]>();
  for (const entry of made.values()) {
    const siblings = below.get(entry.parent);
    if (siblings === undefined) below.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const told = new Set<ViewEntry<P>>();
  for (const first of [...(below.get(0) ?? []), ...made.values()]) {
    if (told.has(first)) continue;
    if (first.parent !== 0 && !told.has(made.get(first.parent)!)) first.parent = 0;
    const left = [first];
    for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
      if (told.has(entry)) continue;
      told.add(entry);
      yield entry;
      if (told.size % 1024 === 0) yield undefined;
      for (const child of (below.get(entry.number) ?? []).toReversed()) left.push(child);
    }
  }
}
