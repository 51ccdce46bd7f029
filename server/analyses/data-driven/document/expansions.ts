/**
 * Locations stand for paths that may name locations, and actions may call actions: neither may lead back to itself, nor
 * grow beyond measure by naming the next one twice, and that one the next but one twice, and so on.
 */
import type { AttributePath, Location } from './analysis-parts.ts';
import type { Action } from './pattern-parts.ts';
import type { Problems } from './problems.ts';

/** Attributes of a path, locations written out. */
export const MOST_STEPS = 256;
/** Steps of an action, calls written out. */
const MOST_ACTIONS = 4096;
/** Of names that stand for names. */
const MOST_DEPTH = 64;

export function checkLocations(locations: readonly Location[], problems: Problems): void {
  const byId = new Map(locations.map((location) => [location.id, location]));
  const sizes = new Sizes<Location>((location, size) => pathSize(location.path, (id) => sizeOf(id, size)));
  const sizeOf = (id: string, size: (part: Location) => number): number => {
    const location = byId.get(id);
    return location === undefined ? 1 : size(location);
  };
  for (const location of locations) {
    const size = sizes.of(location);
    if (size === undefined) problems.add(location, `The location ${location.id} leads back to itself.`);
    else if (size > MOST_STEPS)
      problems.add(location, `The location ${location.id} is longer than ${MOST_STEPS} attributes.`);
  }
}

export function checkActions(actions: readonly Action[], problems: Problems): void {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const sizes = new Sizes<Action>((action, size) =>
    sum(action.steps, (step) => {
      if (step.kind !== 'action') return 1;
      const called = byId.get(step.action);
      return called === undefined ? 1 : 1 + size(called);
    }),
  );
  for (const action of actions) {
    const size = sizes.of(action);
    if (size === undefined) problems.add(action, `The action ${action.id} calls itself.`);
    else if (size > MOST_ACTIONS)
      problems.add(action, `The action ${action.id} does more than ${MOST_ACTIONS} things.`);
  }
}

function pathSize(path: AttributePath, location: (id: string) => number): number {
  return sum(path, (step) =>
    step.type === 'location' ? location(step.value) : step.type === 'query' ? 1 + pathSize(step.path, location) : 1,
  );
}

/** Sizes of what consists of each other, each worked out once. */
class Sizes<T> {
  /** NaN while it is worked out, and of what leads back to itself. */
  readonly #known = new Map<T, number>();
  readonly #measure: (part: T, size: (part: T) => number) => number;
  #depth = 0;

  constructor(measure: (part: T, size: (part: T) => number) => number) {
    this.#measure = measure;
  }

  /** Undefined of what leads back to itself. */
  of(part: T): number | undefined {
    const size = this.#size(part);
    return Number.isNaN(size) ? undefined : size;
  }

  #size(part: T): number {
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    if (this.#depth === MOST_DEPTH) return Number.POSITIVE_INFINITY;
    this.#known.set(part, Number.NaN);
    this.#depth++;
    const size = this.#measure(part, (other) => this.#size(other));
    this.#depth--;
    this.#known.set(part, size);
    return size;
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
