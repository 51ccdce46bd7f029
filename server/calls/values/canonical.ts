/**
 * What makes a well-formed value canonical, as `JsonText` wants it. Rare: clients mostly send it so already. Linear, also
 * where keys come twice at every level.
 */
import { behindString, behindValue } from './json-scan.ts';
import { Pieces } from './pieces.ts';

/** The value from `from` to `to`, without white space, and with the escapes that `JSON.stringify` uses. */
export function rewritten(text: string, from: number, to: number): string {
  const pieces = new Pieces();
  let done = from;
  for (let i = from; i < to; ) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      const end = behindString(text, i);
      const string = text.slice(i, end);
      if (string.includes('\\')) {
        pieces.add(text.slice(done, i));
        pieces.add(JSON.stringify(JSON.parse(string)));
        done = end;
      }
      i = end;
    } else {
      if (code <= 0x20) {
        if (done < i) pieces.add(text.slice(done, i));
        done = i + 1;
      }
      i++;
    }
  }
  pieces.add(text.slice(done, to));
  return pieces.toString();
}

/** Of a text that is canonical but for keys that come twice in an object: the last value, in the place of the first. */
export function onlyLast(text: string): string {
  const pieces = new Pieces();
  addAll(new Changes(text).value() ?? text, pieces);
  return pieces.toString();
}

type Piece = string | readonly Piece[];

function addAll(piece: Piece, pieces: Pieces): void {
  if (typeof piece === 'string') pieces.add(piece);
  else for (const part of piece) addAll(part, pieces);
}

/** Walks over a value; each step answers with what the value becomes, undefined if it stays as it is. */
class Changes {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Piece | undefined {
    const first = this.#text[this.#at];
    if (first === '{' && this.#text[this.#at + 1] !== '}') return this.#object();
    if (first === '[' && this.#text[this.#at + 1] !== ']') return this.#list();
    this.#at = behindValue(this.#text, this.#at);
    return undefined;
  }

  #object(): Piece | undefined {
    const text = this.#text;
    /** By the key as it is written; a `Map` keeps the place where a key was set first. */
    const members = new Map<string, Piece>();
    let count = 0;
    let changed = false;
    do {
      const from = this.#at + 1;
      const colon = behindString(text, from);
      this.#at = colon + 1;
      const value = this.value();
      members.set(text.slice(from, colon), value ?? text.slice(colon + 1, this.#at));
      count++;
      changed ||= value !== undefined;
    } while (text[this.#at] === ',');
    this.#at++;
    if (!changed && members.size === count) return undefined;
    const pieces: Piece[] = [];
    for (const [key, value] of members) pieces.push(`${pieces.length === 0 ? '{' : ','}${key}:`, value);
    pieces.push('}');
    return pieces;
  }

  #list(): Piece | undefined {
    const text = this.#text;
    let pieces: Piece[] | undefined;
    let done = this.#at;
    do {
      const from = ++this.#at;
      const value = this.value();
      if (value === undefined) continue;
      pieces ??= [];
      pieces.push(text.slice(done, from), value);
      done = this.#at;
    } while (text[this.#at] === ',');
    this.#at++;
    pieces?.push(text.slice(done, this.#at));
    return pieces;
  }
}
