/** A long text put together of many short ones: what waits is joined from time to time, so that it never costs much more than the text. */
export class Pieces {
  #text = '';
  readonly #waiting: string[] = [];

  add(piece: string): void {
    if (this.#waiting.push(piece) === 4096) this.#join();
  }

  toString(): string {
    this.#join();
    return this.#text;
  }

  #join(): void {
    this.#text += this.#waiting.join('');
    this.#waiting.length = 0;
  }
}
