/** What is wrong with a document, gathered while it is read, so that all of it can be told at once. The first 20 are kept. */
import type { Place, Problem } from './place.ts';

const MOST = 20;

export class Problems {
  readonly #list: Problem[] = [];

  add({ line, column }: Place, message: string): void {
    if (this.#list.some((known) => known.line === line && known.column === column && known.message === message)) return;
    if (this.#list.length < MOST) this.#list.push({ line, column, message });
  }

  /** In order of their places. */
  get list(): readonly Problem[] {
    return this.#list.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }

  get any(): boolean {
    return this.#list.length > 0;
  }
}
