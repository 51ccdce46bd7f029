/**
 * The order in which things are stored, across restarts: the time in µs, later than all that was given before. Several
 * servers on one database agree as far as their clocks do; a random part keeps their numbers apart.
 */
export class Sequence {
  #last: number;

  /** `floor`: the last one that the database knows. */
  constructor(floor: number) {
    this.#last = floor;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
    return this.#last;
  }
}
