/**
 * Writing requests that wait at the same time share one transaction: synchronising the file costs far more than storing
 * a row does. Each is answered only when what it wrote is durable, and each stands for itself: if one fails, the others
 * are done again without it.
 *
 * Invariant: a piece of work runs from its beginning to its end without giving way, and may be run twice.
 */
import type Database from 'better-sqlite3';
import { backendError } from './backend-error.ts';

interface Waiting {
  readonly work: () => unknown;
  readonly done: (result: never) => void;
  readonly failed: (error: unknown) => void;
}

export class GroupCommit {
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #database: Database.Database;
  readonly #ending: () => void;
  readonly #forget: () => void;
  #waiting: Waiting[] = [];

  /** `ending` runs before each commit, as a part of it; `forget` when what was written is taken back. */
  constructor(database: Database.Database, ending: () => void, forget: () => void) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#ending = ending;
    this.#forget = forget;
  }

  /** Resolves with what the work gives, once it is durable. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((done, failed) => {
      this.#waiting.push({ work, done, failed });
      if (this.#waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Everything that waits, now. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0 && !this.#run(group)) for (const one of group) this.#run([one]);
  }

  /** False if a piece of work failed that wasn't alone: then nothing was stored, and nobody told. */
  #run(group: readonly Waiting[]): boolean {
    const results: unknown[] = [];
    let working = false;
    try {
      this.#begin.run();
      working = true;
      for (const { work } of group) results.push(work());
      this.#ending();
      working = false;
      this.#commit.run();
    } catch (error) {
      if (this.#database.inTransaction) this.#rollback.run();
      this.#forget();
      if (working && group.length > 1) return false;
      for (const { failed } of group) failed(backendError(error));
      return true;
    }
    for (const [index, { done }] of group.entries()) done(results[index] as never);
    return true;
  }
}
