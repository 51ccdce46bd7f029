/**
 * Filters of a states question: states that don't match are dimmed, or replaced by an empty state ("excluded").
 *
 * Sampled, the states that would be shown anyway are judged. Deep, every state of the window is looked at, so that each
 * gap between two samples shows its longest match, and states wholly inside a gap are left out unless they match. Cost of
 * a deep question: one step for each state of the window.
 */
import { StateRow } from '../../index/state-row.ts';
import { StateSelection } from '../../index/state-selection.ts';
import type { StatesQuery } from '../output.ts';
import type { Pace } from '../pace.ts';
import { parseFilters } from '../parse-filters.ts';
import { type GraphRow, StateTest } from './state-test.ts';

const DIMMED = 1;
export const EXCLUDED = 4;
const STRIDE = 4096;

export class StateFilter {
  readonly #deep: boolean;
  readonly #dim: readonly StateTest[];
  readonly #exclude: readonly StateTest[];

  /** Throws a `QueryError` for an expression that can't be parsed. */
  constructor({ deep, dim, exclude }: NonNullable<StatesQuery['filter']>) {
    this.#deep = deep;
    this.#dim = parseFilters(dim).map((filter) => new StateTest(filter));
    this.#exclude = parseFilters(exclude).map((filter) => new StateTest(filter));
  }

  /** As `StateRow.select`, filtered. Returns the tags of the selected states. */
  async select(row: GraphRow, samples: Float64Array, selection: StateSelection, pace: Pace): Promise<Uint8Array> {
    for (const test of [...this.#dim, ...this.#exclude]) test.enter(row);
    row.states.select(samples, row.trace.now, selection);
    if (this.#deep) await this.#deepen(row.states, samples, row.trace.now, selection, pace);
    const { start, end, value, length } = selection;
    return Uint8Array.from({ length }, (_, i) => this.#tags(start[i]!, end[i]!, value[i]!));
  }

  #tags(start: number, end: number, value: number): number {
    const matches = (test: StateTest): boolean => test.matches(start, end, value);
    return (this.#dim.every(matches) ? 0 : DIMMED) | (this.#exclude.every(matches) ? 0 : EXCLUDED);
  }

  async #deepen(states: StateRow, samples: Float64Array, now: number, selection: StateSelection, pace: Pace) {
    const matching = new StateRow();
    const from = Math.max(0, states.countUpTo(samples[0]!) - 1);
    const to = states.countUpTo(samples[samples.length - 1]!);
    for (let i = from; i < to; i++) {
      const start = states.start(i);
      const end = states.end(i);
      const value = states.value(i);
      if (this.#tags(start, end, value) === 0) matching.push(start, end, value);
      if ((i - from) % STRIDE === STRIDE - 1 && pace.due) await pace.pause();
    }
    const matches = new StateSelection();
    matching.select(samples, now, matches);
    const others = new StateSelection();
    for (let i = 0, sample = 0; i < selection.length; i++) {
      const start = selection.start[i]!;
      const end = selection.end[i]!;
      const value = selection.value[i]!;
      while (samples[sample]! < start) sample++;
      const isSeen = sample < samples.length && (samples[sample]! < end || samples[sample] === start);
      if (isSeen && (this.#tags(start, end, value) !== 0 || start === states.openStart)) others.push(start, end, value);
    }
    merge(matches, others, selection);
  }
}

/** Both are in order of start, and of different states of one row. */
function merge(a: StateSelection, b: StateSelection, into: StateSelection): void {
  into.clear();
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const first = j >= b.length || (i < a.length && a.start[i]! <= b.start[j]!);
    const from = first ? a : b;
    const at = first ? i++ : j++;
    into.push(from.start[at]!, from.end[at]!, from.value[at]!);
  }
}
