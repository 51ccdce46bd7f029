/**
 * What is wrong with a document, and what in it has no effect, gathered while it is read, so that all of it can be told at
 * once. The first 20 of each are kept.
 */
import type { Place, Problem } from './place.ts';

const MOST = 20;

export class Problems {
  readonly #errors: Problem[] = [];
  readonly #warnings: Problem[] = [];

  /** The document can't be used. */
  add(place: Place, message: string): void {
    keep(this.#errors, place, message);
  }

  /** The document can be used, but not all of it does something. */
  warn(place: Place, message: string): void {
    keep(this.#warnings, place, message);
  }

  /** In order of their places. */
  get warnings(): readonly Problem[] {
    return this.#warnings.toSorted(byPlace);
  }

  /** Warnings, too, once there is a reason to look at the document. In order of their places. */
  get all(): readonly Problem[] {
    return [...this.#errors, ...this.#warnings].slice(0, MOST).toSorted(byPlace);
  }

  get any(): boolean {
    return this.#errors.length > 0;
  }
}

function keep(list: Problem[], { line, column }: Place, message: string): void {
  if (list.some((known) => known.line === line && known.column === column && known.message === message)) return;
  if (list.length < MOST) list.push({ line, column, message });
}

function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}
