/**
 * Paths of views: steps between slashes, in which `*` stands for any text and `$1` for what the first `*` before
 * it stood for, in the entries above or in the same path. Names are compared as they are; no regular expressions.
 *
 * Cost of a match: a look-up for each step without `*`, else a look at every child.
 */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';

/** Attributes that are looked at between two chances to give way. */
export const LOOKS = 256;

/** Its text, cut at the stars. */
type Step = readonly string[];

export interface PathMatch {
  readonly attribute: number;
  /** What each `*` stood for, also of the entries above. */
  readonly stars: readonly string[];
}

export class PathPattern {
  readonly #steps: readonly Step[];

  constructor(path: string) {
    this.#steps = path.split('/').flatMap((step) => (step === '' ? [] : [step.split('*')]));
  }

  /** How many steps it has. */
  get length(): number {
    return this.#steps.length;
  }

  /** In order of appearance; an empty path is `from` itself. Yields nothing after some looks in vain. */
  *matches(store: AttributeStore, from: number, stars: readonly string[], at = 0): Generator<PathMatch | undefined> {
    const step = this.#steps[at];
    if (step === undefined) {
      yield { attribute: from, stars };
    } else if (step.length === 1) {
      const attribute = store.child(from, written(step, stars)[0]!);
      if (attribute !== NOWHERE) yield* this.matches(store, attribute, stars, at + 1);
    } else {
      const pieces = written(step, stars);
      let looked = 0;
      for (const attribute of store.children(from)) {
        if (++looked % LOOKS === 0) yield undefined;
        const found = starsIn(pieces, store.name(attribute));
        if (found) yield* this.matches(store, attribute, [...stars, ...found], at + 1);
      }
    }
  }

  /** What each `*` stood for, if these are the names on a way that it means; undefined if not. */
  along(names: readonly string[], stars: readonly string[]): readonly string[] | undefined {
    if (names.length !== this.length) return undefined;
    let all = stars;
    for (const [i, step] of this.#steps.entries()) {
      const found = starsIn(written(step, all), names[i]!);
      if (found === undefined) return undefined;
      all = [...all, ...found];
    }
    return all;
  }
}

/** With what stars stood for so far where it is told again. */
function written(step: Step, stars: readonly string[]): Step {
  return step.map((piece) => piece.replaceAll(/\$(\d+)/g, (reference, n) => stars[n - 1] ?? reference));
}

/** What lies between the pieces where the name consists of them, as early as they fit; undefined where it does not. */
function starsIn(pieces: Step, name: string): readonly string[] | undefined {
  if (pieces.length === 1) return pieces[0] === name ? [] : undefined;
  const first = pieces[0]!;
  const last = pieces[pieces.length - 1]!;
  const end = name.length - last.length;
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return undefined;
  const stars: string[] = [];
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return undefined;
    stars.push(name.slice(at, found));
    at = found + piece.length;
  }
  return [...stars, name.slice(at, end)];
}
