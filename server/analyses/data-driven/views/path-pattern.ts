/**
 * Paths of views: steps between slashes, in which `*` stands for any text and `$1` for what the first `*` of the entries
 * above stood for. Names are compared as they are; no regular expressions.
 *
 * Cost of a match: a look-up for each step without `*`, else a look at every child.
 */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';

export interface PathMatch {
  readonly attribute: number;
  /** What each `*` stood for, also of the entries above. */
  readonly stars: readonly string[];
}

export class PathPattern {
  readonly #steps: readonly string[];

  constructor(path: string) {
    this.#steps = path.split('/').filter((step) => step !== '');
  }

  /** In order of appearance; an empty path is `from` itself. */
  *matches(store: AttributeStore, from: number, stars: readonly string[]): Generator<PathMatch> {
    yield* this.#below(store, 0, { attribute: from, stars }, stars);
  }

  *#below(store: AttributeStore, at: number, match: PathMatch, above: readonly string[]): Generator<PathMatch> {
    const step = this.#steps[at];
    if (step === undefined) {
      yield match;
      return;
    }
    const pieces = step.split('*').map((piece) => piece.replaceAll(/\$(\d+)/g, (ref, n) => above[n - 1] ?? ref));
    if (pieces.length === 1) {
      const attribute = store.child(match.attribute, pieces[0]!);
      if (attribute !== NOWHERE) yield* this.#below(store, at + 1, { ...match, attribute }, above);
      return;
    }
    for (const attribute of store.children(match.attribute)) {
      const found = starsIn(pieces, store.name(attribute));
      if (found) yield* this.#below(store, at + 1, { attribute, stars: [...match.stars, ...found] }, above);
    }
  }
}

/** What lies between the pieces where the name consists of them, as early as they fit; undefined where it does not. */
function starsIn(pieces: readonly string[], name: string): readonly string[] | undefined {
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
