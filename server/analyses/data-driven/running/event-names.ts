/**
 * Which types of events a name of a document means: `*` stands for any text. A name is also a regular expression for all of
 * the type's name, if it can be one, as it is in Trace Compass: `a|b`, `irq_(entry|exit)`. Either will do, since names of
 * events may hold brackets and dots that mean nothing.
 */
import { capturingRegex, RegexSyntaxError } from '../../../filter/safe-regex.ts';
import type { EventType } from '../../../formats/reader.ts';

/** Names times types that are looked at for one analysis. */
const MOST = 10_000_000;
/** What one look with a regular expression counts as. */
const REGEX_LOOKS = 50;

export class EventNames {
  readonly #types: readonly EventType[];
  #looked = 0;

  constructor(types: readonly EventType[]) {
    this.#types = types;
  }

  /** By type: 0. */
  none(): Uint8Array {
    return new Uint8Array(this.#types.length);
  }

  /** By type, 1 where one of the names is meant; all types if there are no names. Throws if it was asked too often. */
  types(names: readonly string[]): Uint8Array {
    const looks = names.reduce((sum, name) => sum + (SPECIAL.test(name) ? REGEX_LOOKS : 1), 0);
    this.#looked += this.#types.length * Math.max(1, looks);
    if (this.#looked > MOST) throw new Error('the document names too many events for a trace with so many types');
    const patterns = names.map(meaning);
    return Uint8Array.from(this.#types, ({ name }) =>
      names.length === 0 || patterns.some((means) => means(name)) ? 1 : 0,
    );
  }
}

/** What makes a name a regular expression, apart from stars. */
const SPECIAL = /[\\^$.+?()[\]{}|]/;

function meaning(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*');
  if (!SPECIAL.test(pattern)) return (name) => isMeant(name, pieces);
  try {
    const regex = capturingRegex(pieces.join('.*'));
    return (name) => isMeant(name, pieces) || regex.whole(name) !== undefined;
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    return (name) => isMeant(name, pieces);
  }
}

/** `pieces`: what stands between the stars. */
function isMeant(name: string, pieces: readonly string[]): boolean {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (pieces.length === 1) return name === first;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
