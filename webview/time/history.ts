/**
 * Undo and redo of where the user looked: the window and the selection.
 *
 * A gesture of many steps (a turn of the wheel, a drag) is one entry: `record` is called when it has come to rest. Linear;
 * a new entry drops what could be redone. Holds at most `LIMIT` entries.
 */
import { type Range, sameRange } from './range.ts';

export interface Place {
  readonly range: Range;
  readonly selection: Range | undefined;
  /** The whole trace, however long that is by now. */
  readonly isWhole?: boolean;
}

const LIMIT = 200;

const samePlace = (a: Place, b: Place): boolean =>
  (a.isWhole && b.isWhole ? true : sameRange(a.range, b.range)) && sameRange(a.selection, b.selection);

export class History {
  #places: Place[] = [];
  #at = -1;

  record(place: Place): void {
    const now = this.#places[this.#at];
    if (now && samePlace(now, place)) return;
    this.#places.length = this.#at + 1;
    this.#places.push(place);
    if (this.#places.length > LIMIT) this.#places.shift();
    this.#at = this.#places.length - 1;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#places.length - 1;
  }

  undo(): Place | undefined {
    return this.canUndo ? this.#places[--this.#at] : undefined;
  }

  redo(): Place | undefined {
    return this.canRedo ? this.#places[++this.#at] : undefined;
  }
}
