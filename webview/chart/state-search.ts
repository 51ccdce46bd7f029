/** Finding states in an answer: under the pointer, and the next and previous of a row. Rows are sorted: O(log n). */
import { EXCLUDED, type States, type Style } from '../../client/messages.ts';

export interface FoundState {
  readonly entryId: number;
  readonly start: number;
  readonly end: number;
  readonly label: string | undefined;
  /** Tells what one without a label is. */
  readonly style?: Style | undefined;
}

/** Index of the answer's row for an entry, −1 if it has none. */
function rowIndexOf(states: States, entryId: number): number {
  return states.rows.indexOf(entryId);
}

/** The first state of row `r` that ends after `time`; the row's end if none does. */
export function firstEndingAfter(states: States, r: number, time: number): number {
  let low = states.offsets[r]!;
  let high = states.offsets[r + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (states.end[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function stateOf(states: States, r: number, i: number): FoundState {
  const { label, style } = states.looks[states.look[i]!]!;
  return { entryId: states.rows[r]!, start: states.start[i]!, end: states.end[i]!, label, ...(style ? { style } : {}) };
}

/** The state at `time`, or, if none is, the nearest one within `slack` ns (a state may be drawn wider than it is). */
export function stateAt(states: States, entryId: number, time: number, slack: number): FoundState | undefined {
  const r = rowIndexOf(states, entryId);
  if (r < 0) return undefined;
  const end = states.offsets[r + 1]!;
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (let i = firstEndingAfter(states, r, time - slack); i < end; i++) {
    if (states.start[i]! > time + slack) break;
    if ((states.tags[i]! & EXCLUDED) !== 0) continue;
    const away = Math.max(0, states.start[i]! - time, time - states.end[i]!);
    if (away < distance) {
      best = i;
      distance = away;
    }
    if (away === 0) break;
  }
  return best < 0 ? undefined : stateOf(states, r, best);
}

/** The first state that starts at or after `time`. */
export function nextState(states: States, entryId: number, time: number): FoundState | undefined {
  const r = rowIndexOf(states, entryId);
  if (r < 0) return undefined;
  const end = states.offsets[r + 1]!;
  for (let i = firstEndingAfter(states, r, time); i < end; i++)
    if (states.start[i]! >= time && (states.tags[i]! & EXCLUDED) === 0) return stateOf(states, r, i);
  return undefined;
}

/** The last state that ends at or before `time`. */
export function previousState(states: States, entryId: number, time: number): FoundState | undefined {
  const r = rowIndexOf(states, entryId);
  if (r < 0) return undefined;
  for (let i = firstEndingAfter(states, r, time) - 1; i >= states.offsets[r]!; i--)
    if ((states.tags[i]! & EXCLUDED) === 0) return stateOf(states, r, i);
  return undefined;
}
