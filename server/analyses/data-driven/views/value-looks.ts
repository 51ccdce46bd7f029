/**
 * How states of a view look: a value that the view defines bears its name and its colour, any other its own text and the
 * colour that all things of this name have.
 */
import { NAME_STYLES, styleKey } from '../../name-style.ts';
import type { Look, Style } from '../../output.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import type { DefinedValue } from '../document.ts';
import type { StateValues } from '../state-values.ts';

export class DefinedLooks {
  /** By the text of a value. */
  readonly #defined: ReadonlyMap<string, DefinedValue>;

  constructor(defined: readonly DefinedValue[]) {
    this.#defined = new Map(defined.map((value) => [value.value, value]));
  }

  styles(): Readonly<Record<string, Style>> {
    const own = [...this.#defined.values()].flatMap(({ name, color }): [string, Style][] =>
      color === undefined
        ? []
        : [[keyOf(name), { values: { 'background-color': color, opacity: 1, height: 1, 'style-name': name } }]],
    );
    return { ...NAME_STYLES, ...Object.fromEntries(own) };
  }

  name(values: StateValues, code: number): string {
    const text = values.text(code);
    return this.#defined.get(text)?.name ?? text;
  }

  /** `written`: states show the text of their value, whatever its name. */
  of(values: StateValues, written: boolean): Looks {
    return { look: (code) => this.#look(values.text(code), written) };
  }

  #look(text: string, written: boolean): Look {
    const defined = this.#defined.get(text);
    const label = written ? text : (defined?.name ?? text);
    return { label, style: defined?.color === undefined ? styleKey(defined?.name ?? text) : keyOf(defined.name) };
  }
}

/** Unlike the keys of names, which are numbers. */
function keyOf(name: string): string {
  return `value ${name}`;
}
