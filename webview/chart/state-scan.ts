/** Questions to all the states of an answer at once: one pass over what is held. */
import type { States } from '../../client/messages.ts';
import type { Range } from '../time/range.ts';
import { type FoundState, firstEndingAfter, stateOf } from './state-search.ts';

/** A place among states: in time first, then from row to row. */
export interface Spot {
  readonly time: number;
  readonly row: number;
}

/**
 * The state after (or before) `now` whose label contains `text`, in lower case; from the other end if there is none.
 * `rowOf`: the row in which an entry is shown, if it is.
 */
export function nextMatch(
  states: States,
  rowOf: (entryId: number) => number | undefined,
  text: string,
  now: Spot | undefined,
  direction: 1 | -1,
): FoundState | undefined {
  const hit = states.looks.map(({ label }) => label?.toLowerCase().includes(text) === true);
  const order = (a: Spot, b: Spot) => direction * (a.time - b.time || a.row - b.row);
  let best: (Spot & { readonly r: number; readonly i: number }) | undefined;
  let round: typeof best;
  for (let r = 0; r < states.rows.length; r++) {
    const row = rowOf(states.rows[r]!);
    if (row === undefined) continue;
    for (let i = states.offsets[r]!; i < states.offsets[r + 1]!; i++) {
      if (!hit[states.look[i]!]) continue;
      const spot = { time: states.start[i]!, row, r, i };
      if ((!now || order(spot, now) > 0) && (!best || order(spot, best) < 0)) best = spot;
      if (!round || order(spot, round) < 0) round = spot;
    }
  }
  const found = best ?? round;
  return found && stateOf(states, found.r, found.i);
}

/** The longest states that touch `range`, longest first: one pass, and a sort of the few that count. */
export function longestStates(states: States, range: Range, count: number): FoundState[] {
  let found: FoundState[] = [];
  let least = 0;
  for (let r = 0; r < states.rows.length; r++) {
    for (let i = firstEndingAfter(states, r, range.start); i < states.offsets[r + 1]!; i++) {
      if (states.start[i]! >= range.end) break;
      if (states.end[i]! - states.start[i]! <= least) continue;
      found.push(stateOf(states, r, i));
      if (found.length < 4 * count) continue;
      found = longest(found, count);
      least = duration(found.at(-1)!);
    }
  }
  return longest(found, count);
}

const duration = (state: FoundState): number => state.end - state.start;

const longest = (states: readonly FoundState[], count: number): FoundState[] =>
  [...states].sort((a, b) => duration(b) - duration(a)).slice(0, count);
