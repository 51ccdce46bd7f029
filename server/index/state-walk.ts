/**
 * What is to be seen of a row's states at given times: for every sample the state that covers it (the last that begins on
 * it, or reaches beyond it), and for every gap between two samples the longest of the states that begin in it, the first
 * one if several are.
 *
 * A walk in order of time, over states or nodes of the pyramid. A node that lies within one gap counts as a whole,
 * whatever it spans, for its longest state is all that is asked for. A node over samples is looked into until all but its
 * longest state last no more together than a quarter of any gap that it touches. So a state that covers a sample, or is the
 * longest of its gap, is missed only if it is shorter than a quarter of that gap, and lies close to a sample and beside a
 * longer one. With few samples (`EXACT`) nodes over samples are looked into down to the states, and nothing is missed.
 *
 * After a sample the walk goes up again as soon as the nodes above are small enough. Cost: some ten nodes or states a gap
 * beside each other in memory; where states come in clusters, twice the height of the pyramid.
 */
import { BLOCK_BITS, BLOCK_MASK, type StateColumns } from './state-columns.ts';
import { LEAF_BITS, NODE, type PyramidLevel } from './state-pyramid.ts';
import type { StateSelection } from './state-selection.ts';

const FINENESS = 4;
const EXACT = 256;
const NEVER = 2 ** 31 - 1;

/** Adds to `selection`, in order of time and each state once. `times`: sorted, each once, at least one. */
export function selectStates(states: StateColumns, times: Float64Array, selection: StateSelection): void {
  const { count } = states;
  if (count === 0) return;
  const { levels } = states.pyramid;
  const top = levels.length - 1;
  const exact = times.length <= EXACT;
  const before = selection.length;
  selection.reserve(2 * times.length);
  const { start: starts, end: ends, value: values } = selection;
  let picked = before;
  /** The first sample that the walk has not passed. */
  let sample = 0;
  let border = times[0]!;
  /** The longest state so far that begins between the samples before and at the border. Nothing counts before the first. */
  let held = false;
  let best = Number.POSITIVE_INFINITY;
  let heldStart = 0;
  let heldEnd = 0;
  let heldValue = 0;
  /** Level of the pyramid, −1 for the states themselves; where on it; and where to go up. */
  let level = top;
  let i = 0;
  let upAt = NEVER;
  for (;;) {
    let start: number;
    let duration: number;
    let value: number;
    /** When the state or node after this one begins. */
    let next: number;
    if (level < 0) {
      const block = i & ~BLOCK_MASK;
      const spans = states.spans(i >>> BLOCK_BITS);
      const stop = Math.min(count - 1 - block, BLOCK_MASK, upAt - block);
      let at = i - block;
      let found = -1;
      for (; at < stop && spans[2 * at + 2]! <= border; at++) {
        const lasts = spans[2 * at + 1]! - spans[2 * at]!;
        if (lasts > best) {
          best = lasts;
          found = at;
        }
      }
      const blockValues = states.values(i >>> BLOCK_BITS);
      if (found >= 0) {
        heldStart = spans[2 * found]!;
        heldEnd = spans[2 * found + 1]!;
        heldValue = blockValues[found]!;
        held = true;
      }
      i = block + at;
      if (i === upAt) {
        i >>>= LEAF_BITS;
        level = 0;
        upAt = level === top ? NEVER : farUp(level, i);
        continue;
      }
      start = spans[2 * at]!;
      duration = spans[2 * at + 1]! - start;
      value = blockValues[at]!;
      next = startOf(states, i + 1);
    } else {
      const { nodes, length } = levels[level]!;
      const stop = Math.min(length - 1, upAt);
      let found = -1;
      for (; i < stop && nodes[NODE * i + NODE]! <= border; i++) {
        const lasts = nodes[NODE * i + 2]!;
        if (lasts > best) {
          best = lasts;
          found = i;
        }
      }
      if (found >= 0) {
        heldStart = nodes[NODE * found + 1]!;
        heldEnd = heldStart + best;
        heldValue = nodes[NODE * found + 3]!;
        held = true;
      }
      if (i === upAt) {
        do {
          i >>>= 1;
          level++;
        } while (level < top && i % 2 === 0 && endsBy(levels[level + 1]!, i >>> 1, border));
        upAt = level === top ? NEVER : farUp(level, i);
        continue;
      }
      duration = nodes[NODE * i + 2]!;
      next = i + 1 < length ? nodes[NODE * i + NODE]! : startOf(states, (i + 1) << (LEAF_BITS + level));
      const rest = next - nodes[NODE * i]! - duration;
      if (i >= length || (next > border && (exact || !mayMiss(rest, times, sample, next)))) {
        i <<= level === 0 ? LEAF_BITS : 1;
        level--;
        upAt = farUp(level, i);
        continue;
      }
      start = nodes[NODE * i + 1]!;
      value = nodes[NODE * i + 3]!;
    }
    i++;
    const end = start + duration;
    if (start >= border) {
      // It begins at the sample or after it: the gap before is done.
      if (held) {
        starts[picked] = heldStart;
        ends[picked] = heldEnd;
        values[picked++] = heldValue;
        held = false;
      }
      while (sample < times.length && times[sample]! < start) sample++;
      if (sample === times.length) break;
      border = times[sample]!;
      best = -1;
    }
    if (start === border) {
      // Of several that begin on one sample, the last covers it.
      if (picked > before && starts[picked - 1] === start) picked--;
      starts[picked] = start;
      ends[picked] = end;
      values[picked++] = value;
    } else if (end > border) {
      if (held && best >= duration) {
        starts[picked] = heldStart;
        ends[picked] = heldEnd;
        values[picked++] = heldValue;
      }
      held = false;
      starts[picked] = start;
      ends[picked] = end;
      values[picked++] = value;
    } else if (duration > best) {
      best = duration;
      held = true;
      heldStart = start;
      heldEnd = end;
      heldValue = value;
    }
    if (next <= border) continue;
    if (held) {
      starts[picked] = heldStart;
      ends[picked] = heldEnd;
      values[picked++] = heldValue;
      held = false;
    }
    while (sample < times.length && times[sample]! < next) sample++;
    if (sample === times.length) break;
    border = times[sample]!;
    best = -1;
    if (level === top) continue;
    // Go up where the next node above begins, if that is not too large; else when the next sample turns out to be far.
    const bits = level < 0 ? LEAF_BITS : 1;
    const above = (i + (1 << bits) - 1) >>> bits;
    const { nodes, length } = levels[level + 1]!;
    let small = !exact && above + 1 < length;
    if (small) {
      const end = nodes[NODE * above + NODE]!;
      small = mayMiss(end - nodes[NODE * above]!, times, sample, end);
    }
    upAt = small ? above << bits : farUp(level, i);
  }
  selection.length = picked;
}

/** May states that last `rest` together be missed of a node that lies over sample `k`, perhaps over more, and ends at `end`? */
function mayMiss(rest: number, times: Float64Array, k: number, end: number): boolean {
  const least = rest * FINENESS;
  if (k > 0 && times[k]! - times[k - 1]! < least) return false;
  for (let next = k + 1; next < times.length; next++) {
    if (times[next]! - times[next - 1]! < least) return false;
    if (times[next]! >= end) break;
  }
  return true;
}

/** Where to go up after a run of states or nodes without a sample. */
function farUp(level: number, i: number): number {
  return level < 0 ? ((i + 32) | 31) + 1 : ((i + 8) | 7) + 1;
}

/** Does the node after node `i` begin by `time`? */
function endsBy({ nodes, length }: PyramidLevel, i: number, time: number): boolean {
  return i + 1 < length && nodes[NODE * i + NODE]! <= time;
}

/** Infinite behind the last state. */
function startOf(states: StateColumns, i: number): number {
  return i < states.count ? states.start(i) : Number.POSITIVE_INFINITY;
}
