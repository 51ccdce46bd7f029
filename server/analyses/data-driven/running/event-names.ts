/** Which types of events a name of a document means: `*` stands for any text, all else for itself. */
import type { EventType } from '../../../formats/reader.ts';

/** Names times types that are looked at for one analysis. */
const MOST = 10_000_000;

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
    this.#looked += this.#types.length * Math.max(1, names.length);
    if (this.#looked > MOST) throw new Error('the document names too many events for a trace with so many types');
    const patterns = names.map((name) => name.split('*'));
    return Uint8Array.from(this.#types, ({ name }) =>
      names.length === 0 || patterns.some((pieces) => isMeant(name, pieces)) ? 1 : 0,
    );
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
