/**
 * Texts by number: every distinct text of a trace is held once and named by a small integer everywhere else.
 * Ids start at 0 and are dense, in order of first appearance. Cost: one `Map` look-up per `intern`.
 */
import type { IndexReader, IndexWriter } from './store/kept.ts';

/** Texts that are saved as one fact. */
const PART = 1 << 14;

export class StringTable {
  /** Lags behind after `load`, since texts are looked up by number then. */
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  intern(text: string): number {
    this.#learn();
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** The text's number, if it has one already. */
  find(text: string): number | undefined {
    this.#learn();
    return this.#ids.get(text);
  }

  text(id: number): string {
    const text = this.#texts[id];
    if (text === undefined) throw new RangeError(`no text with id ${id}`);
    return text;
  }

  save(out: IndexWriter): void {
    const parts = Math.ceil(this.#texts.length / PART);
    out.facts('parts', parts);
    for (let p = 0; p < parts; p++) out.facts(`texts ${p}`, this.#texts.slice(p * PART, (p + 1) * PART));
  }

  load(from: IndexReader): void {
    const parts = from.facts('parts') as number;
    for (let p = 0; p < parts; p++) for (const text of from.facts(`texts ${p}`) as string[]) this.#texts.push(text);
  }

  /** What was loaded. */
  #learn(): void {
    for (let id = this.#ids.size; id < this.#texts.length; id++) this.#ids.set(this.#texts[id]!, id);
  }
}
