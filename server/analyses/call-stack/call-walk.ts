/**
 * Walks over the calls of one thread in order, each before the calls that it makes: what the flame graph sums up.
 *
 * The calls that a call makes are the states of the next row that begin in it; they are found by going along all rows
 * side by side, so a walk looks at each state once. Calls that reach over the window's ends are cut there.
 */
import type { Pace } from '../pace.ts';
import type { CallTrack } from './call-track.ts';
import type { FunctionTable } from './function-table.ts';

/** Called with the depth, the function's value, and the call's duration within the window. */
export type CallVisitor = (depth: number, value: number, duration: number) => void;

/** ns since the trace's base; `now` is the end of calls that are still open. */
export interface CallWindow {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

const STRIDE = 4096;

export async function walkCalls(
  { rows }: CallTrack,
  functions: FunctionTable,
  { from, to, now }: CallWindow,
  visit: CallVisitor,
  pace: Pace,
): Promise<void> {
  /** By depth, the next state to visit, and the time at which the call around it is over for the walk. */
  const next = rows.map(({ states }) => firstWithin(states, from));
  const limit = new Float64Array(rows.length + 1);
  limit[0] = to;
  let steps = 0;
  for (let depth = 0; depth >= 0; ) {
    const states = rows[depth]?.states;
    const i = next[depth];
    if (states === undefined || i === undefined) {
      depth--;
      continue;
    }
    const open = i === states.count && states.isOpen;
    const start = open ? states.openStart : i < states.count ? states.start(i) : Number.POSITIVE_INFINITY;
    if (start >= limit[depth]!) {
      depth--;
      continue;
    }
    next[depth] = i + 1;
    const value = open ? states.openValue : states.value(i);
    if (!functions.isInstant(value)) {
      const end = open ? now : states.end(i);
      visit(depth, value, Math.max(0, Math.min(end, to) - Math.max(start, from)));
      const following = i + 1 < states.count ? states.start(i + 1) : states.isOpen && !open ? states.openStart : to;
      limit[depth + 1] = Math.min(limit[depth]!, following);
      depth++;
    }
    if (++steps % STRIDE === 0 && pace.due) await pace.pause();
  }
}

/** The first state that is at least partly after `from`. */
function firstWithin(states: CallTrack['rows'][number]['states'], from: number): number {
  const begun = states.countUpTo(from);
  return begun > 0 && states.end(begun - 1) > from ? begun - 1 : begun;
}
