/**
 * How often a live experiment is read anew: never twice at one time, not more than every two seconds, and not for more than
 * a sixth of the time, however long it takes.
 */
const LEAST_MS = 2000;
const TIMES = 5;

export class RenewalPace {
  #begun: number | undefined;
  #next = Number.NEGATIVE_INFINITY;

  /** May it begin now (ms, of any clock)? If so, it has. */
  begin(now: number): boolean {
    if (this.#begun !== undefined || now < this.#next) return false;
    this.#begun = now;
    return true;
  }

  end(now: number): void {
    this.#next = now + Math.max(LEAST_MS, TIMES * (now - (this.#begun ?? now)));
    this.#begun = undefined;
  }
}
