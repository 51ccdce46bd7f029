/**
 * What filters of a table have found, for the filters asked about last. A new one has those before it rest.
 */
import type { AskedWork } from './asked-work.ts';

const MOST = 4;
const MOST_BYTES = 128 * 1024 * 1024;

export interface FilterResult {
  readonly work: AskedWork;
  readonly bytes: number;
}

export class KeptResults<R extends FilterResult> {
  /** Asked about last at the end. */
  readonly #results = new Map<string, R>();

  get(key: string, make: () => R): R {
    let result = this.#results.get(key);
    if (result === undefined) {
      for (const { work } of this.#results.values()) work.rest();
      result = make();
    }
    this.#results.delete(key);
    this.#results.set(key, result);
    let bytes = [...this.#results.values()].reduce((sum, other) => sum + other.bytes, 0);
    for (const [oldest, { work, bytes: its }] of this.#results) {
      if (oldest === key || (this.#results.size <= MOST && bytes <= MOST_BYTES)) break;
      work.rest();
      this.#results.delete(oldest);
      bytes -= its;
    }
    return result;
  }

  clear(): void {
    for (const { work } of this.#results.values()) work.rest();
    this.#results.clear();
  }
}
