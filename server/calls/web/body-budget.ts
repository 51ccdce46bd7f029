/**
 * Bounds the memory that request bodies take together, from when they are read until they are answered: who finds no room
 * waits, in the order of coming. Room is taken for a whole body at once, so that those who wait hold nothing, and nobody
 * waits for somebody who waits. Small bodies never wait: short questions are answered also while large bodies come in.
 */
/** Of the budget: 64 KiB of 256 MiB. */
const SMALL_PART = 1 / 4096;

export class BodyBudget {
  readonly #small: number;
  /** Less than 0 where small bodies take more than there is. */
  #free: number;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  /** At least as much as the largest body. */
  constructor(bytes: number) {
    this.#small = bytes * SMALL_PART;
    this.#free = bytes;
  }

  /** Resolves to what gives the room back; calling it again does nothing. */
  async take(bytes: number): Promise<() => void> {
    if (bytes > this.#small && (this.#waiting.length > 0 || bytes > this.#free)) {
      await new Promise<void>((go) => this.#waiting.push({ bytes, go }));
    } else this.#free -= bytes;
    let taken = bytes;
    return () => {
      this.#free += taken;
      taken = 0;
      this.#next();
    };
  }

  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined && first.bytes <= this.#free; first = this.#waiting[0]) {
      this.#free -= first.bytes;
      this.#waiting.shift();
      first.go();
    }
  }
}
