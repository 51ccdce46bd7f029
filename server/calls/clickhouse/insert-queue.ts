/**
 * What waits for a table at the same time shares an INSERT: each one makes a part on disk that must be merged later, so
 * many small ones are what ClickHouse stands least. One is under way at a time, so that rows come to lie in the order of
 * their `seq`; whoever comes meanwhile waits for the next one.
 *
 * Each request stands for itself: if the server refuses a shared INSERT, all in it are tried again alone. Doing so is
 * harmless, since rows with the same `seq` merge into one.
 */
import { backendError, isRefusal } from './backend-error.ts';

/** In UTF-16 units; one request may be longer. */
const LONGEST_SHARED = 16 * 1024 * 1024;

interface Waiting {
  readonly text: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class InsertQueue {
  readonly #insert: (text: string) => Promise<void>;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(insert: (text: string) => Promise<void>) {
    this.#insert = insert;
  }

  /** Resolves when the lines are stored. */
  add(text: string): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ text, done, failed });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#store(this.#next());
    this.#busy = false;
  }

  #next(): Waiting[] {
    let length = 0;
    const over = this.#waiting.findIndex(({ text }, index) => {
      length += text.length;
      return index > 0 && length > LONGEST_SHARED;
    });
    return this.#waiting.splice(0, over === -1 ? this.#waiting.length : over);
  }

  async #store(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#insert(group.map(({ text }) => text).join(''));
    } catch (error) {
      if (group.length > 1 && isRefusal(error)) for (const one of group) await this.#store([one]);
      else for (const { failed } of group) failed(backendError(error));
      return;
    }
    for (const { done } of group) done();
  }
}
