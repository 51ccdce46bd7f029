/**
 * What segments are called, as functions of a call stack. A label that depends on names of events alone is made once for each
 * pair of roles, so that events cost a look at an array or a map. Bounded: `MOST_LABELS`.
 */
import type { FunctionTable } from '../call-stack/function-table.ts';
import type { Role } from './matched-types.ts';
import type { Specifier } from './specifier.ts';

const MOST_LABELS = 1 << 20;

export class SegmentLabels {
  readonly #functions: FunctionTable;
  /** How many roles close. */
  readonly #outs: number;
  readonly #known = new Map<string, number>();
  /** By role that opens: what it is called while open; and by both roles, what it was. For labels without contexts. */
  readonly #open: number[] = [];
  readonly #closed = new Map<number, number>();

  constructor(functions: FunctionTable, outs: number) {
    this.#functions = functions;
    this.#outs = outs;
  }

  /** Of a segment that has been opened. */
  open(role: Role, specifier: Specifier, context: string): number {
    if (specifier.namesContexts) return this.#of(specifier.labelOf(role.text, '', context));
    this.#open[role.number] ??= this.#of(specifier.labelOf(role.text));
    return this.#open[role.number]!;
  }

  /** Of one that has been closed, by what opened it and what closed it. */
  closed(opened: Role, closed: Role, specifier: Specifier, context: string, ending: string): number {
    if (specifier.namesContexts) return this.#of(specifier.labelOf(opened.text, closed.text, context, ending));
    const key = opened.number * this.#outs + closed.number;
    const label = this.#closed.get(key) ?? this.#of(specifier.labelOf(opened.text, closed.text));
    this.#closed.set(key, label);
    return label;
  }

  #of(text: string): number {
    let label = this.#known.get(text);
    if (label === undefined) {
      if (this.#known.size === MOST_LABELS) throw new Error(`there are more than ${MOST_LABELS} different labels`);
      label = this.#functions.add({ name: text });
      this.#known.set(text, label);
    }
    return label;
  }
}
