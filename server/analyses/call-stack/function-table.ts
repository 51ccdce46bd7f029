/**
 * What the values of call stack states mean: each is a function, or another named slice, with what the trace tells of it.
 * Texts are made once for each function, never for each call.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import { styleKey } from '../name-style.ts';
import type { Look } from '../output.ts';
import type { Looks } from '../time-graph/look-table.ts';

export interface FunctionFacts {
  readonly name: string;
  /** "0x…", where functions are known by address. */
  readonly address?: string;
  readonly category?: string;
  /** It takes no time by its nature; it is drawn, but does not count as a call. */
  readonly instant?: boolean;
  /** Key of its style, if that does not follow from the name. */
  readonly style?: string;
}

/** Functions that are saved as one fact. */
const PART = 1 << 13;

export class FunctionTable implements Looks {
  readonly #facts: FunctionFacts[] = [];
  readonly #styles: string[] = [];
  /** Grows when known functions get new names: what was summed up by name no longer holds. */
  renamed = 0;

  get size(): number {
    return this.#facts.length;
  }

  /** Returns the value that stands for the function. */
  add(facts: FunctionFacts): number {
    this.#styles.push(facts.style ?? styleKey(facts.name));
    return this.#facts.push(facts) - 1;
  }

  facts(value: number): FunctionFacts {
    return this.#facts[value]!;
  }

  label(value: number): string {
    return this.#facts[value]!.name;
  }

  /** Key in the output's style map. */
  style(value: number): string {
    return this.#styles[value]!;
  }

  look(value: number): Look {
    return { label: this.label(value), style: this.style(value) };
  }

  isInstant(value: number): boolean {
    return this.#facts[value]!.instant === true;
  }

  save(out: IndexWriter): void {
    const parts = Math.ceil(this.size / PART);
    out.facts('parts', parts);
    for (let p = 0; p < parts; p++) out.facts(`functions ${p}`, this.#facts.slice(p * PART, (p + 1) * PART));
  }

  load(from: IndexReader): void {
    const parts = from.facts('parts') as number;
    for (let p = 0; p < parts; p++)
      for (const facts of from.facts(`functions ${p}`) as FunctionFacts[]) this.add(facts);
  }

  /** Gives functions that are known by address new names, as when symbols are found later. */
  rename(nameOf: (value: number) => string | undefined): void {
    this.renamed++;
    this.#facts.forEach((facts, value) => {
      if (facts.address === undefined) return;
      const name = nameOf(value) ?? facts.address;
      this.#facts[value] = { ...facts, name };
      this.#styles[value] = styleKey(name);
    });
  }
}
