/**
 * Texts by number: every distinct text of a trace is held once and named by a small integer everywhere else.
 * Ids start at 0 and are dense, in order of first appearance. Cost: one `Map` look-up per `intern`.
 */
export class StringTable {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  text(id: number): string {
    const text = this.#texts[id];
    if (text === undefined) throw new RangeError(`no text with id ${id}`);
    return text;
  }
}
