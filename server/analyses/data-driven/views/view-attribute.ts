/** Which attribute a view means by `display`, `name`, `id` and `parent`, seen from the attribute of an entry. */
import { type AttributeStore, NOWHERE, NULL } from '../attribute-store.ts';
import type { AttributePath, Location, ViewAttribute } from '../document.ts';

/** Locations may name each other, in a circle at worst. */
const DEEPEST = 32;

/** What an analysis of the document has found in one trace, with the locations that it declares. */
export interface FoundAttributes {
  readonly store: AttributeStore;
  readonly locations: readonly Location[];
}

/** `NOWHERE` if there is none. */
export function attributeMeant(
  { store, locations }: FoundAttributes,
  from: number,
  { type, value, path, reference }: ViewAttribute,
): number {
  const base = reference === 'absolute' ? 0 : from;
  switch (type) {
    case 'self':
      return base;
    case 'constant':
      return below(store, base, value);
    case 'location':
      return atLocation({ store, locations }, base, value, 0);
    case 'query': {
      let at = base;
      for (const step of path) if (at !== NOWHERE) at = attributeMeant({ store, locations }, at, step);
      return at === NOWHERE ? NOWHERE : below(store, base, firstText(store, at));
    }
  }
}

/** The first value that the attribute ever had, as text; '' if it was always null. */
export function firstText(store: AttributeStore, attribute: number): string {
  const states = store.states(attribute);
  if (states === undefined) return '';
  if (states.count > 0) return store.values.text(states.value(0));
  return states.isOpen && states.openValue !== NULL ? store.values.text(states.openValue) : '';
}

/** The child of this name; a name with slashes may be a path. */
function below(store: AttributeStore, from: number, name: string): number {
  const child = store.child(from, name);
  return child !== NOWHERE || !name.includes('/') ? child : store.find(name.split('/'), from);
}

function atLocation(found: FoundAttributes, from: number, id: string, depth: number): number {
  const location = found.locations.find((known) => known.id === id);
  return location === undefined || depth > DEEPEST ? NOWHERE : along(found, from, location.path, depth);
}

/** Steps that an event decides lead nowhere: a view has none. */
function along(found: FoundAttributes, from: number, path: AttributePath, depth: number): number {
  let at = from;
  for (const step of path) {
    if (at === NOWHERE) return NOWHERE;
    if (step.type === 'constant') at = found.store.child(at, step.value);
    else if (step.type === 'location') at = atLocation(found, at, step.value, depth + 1);
    else if (step.type === 'query') {
      const asked = along(found, 0, step.path, depth + 1);
      at = asked === NOWHERE ? NOWHERE : found.store.child(at, firstText(found.store, asked));
    } else return NOWHERE;
  }
  return at;
}
