/**
 * What the user should know about a trace, without ten thousand lines of it: the first notices of a kind are kept word
 * for word, the others are counted, and the count is told once at the end.
 */
import type { Notice } from './reader.ts';

const KEPT_OF_A_KIND = 10;

export class Notices {
  readonly list: Notice[] = [];
  readonly #file: string;
  readonly #counts = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  add(message: string, offset?: number): void {
    const count = (this.#counts.get(message) ?? 0) + 1;
    this.#counts.set(message, count);
    if (count > KEPT_OF_A_KIND) return;
    this.list.push(offset === undefined ? { message, file: this.#file } : { message, file: this.#file, offset });
  }

  /** Those of before count no more. */
  begin(notices: readonly Notice[] = []): void {
    this.list.splice(0, this.list.length, ...notices);
    this.#counts.clear();
  }

  /** Call once, at the end. */
  close(): void {
    for (const [message, count] of this.#counts) {
      const more = count - KEPT_OF_A_KIND;
      if (more > 0)
        this.list.push({ message: `${message} (the same ${more.toLocaleString('en')} times more)`, file: this.#file });
    }
  }
}
