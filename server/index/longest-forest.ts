/**
 * Which state of a run is the longest? A tree over the states of one row, 8 states a leaf and 16 children a node, kept as
 * one pair of columns a level: the greatest duration in the node, and the index of the state that has it.
 *
 * It grows at its right edge and holds complete nodes only; `StateRow` looks at the few states beside them itself. So an
 * answer is right at any time while states are added. Cost: 12.8 B for every 8 states, O(16 · log16 n) a question.
 */
import { Float64Column, Uint32Column } from './columns.ts';

export const LEAF_BITS = 3;
const FAN_OUT = 16;

interface Level {
  readonly duration: Float64Column;
  readonly at: Uint32Column;
}

export class LongestForest {
  readonly #levels: Level[] = [];

  /** Adds the next 8 states as one leaf: the duration and the index of their longest, the first one if several are. */
  add(duration: number, at: number): void {
    for (let l = 0; ; l++) {
      const level = this.#level(l);
      level.duration.push(duration);
      level.at.push(at);
      const end = level.duration.length;
      if (end % FAN_OUT !== 0) return;
      let best = end - FAN_OUT;
      for (let i = best + 1; i < end; i++) if (level.duration.data[i]! > level.duration.data[best]!) best = i;
      duration = level.duration.data[best]!;
      at = level.at.data[best]!;
    }
  }

  /** The index of the longest state below the leaves [from, to), the first one if several are; −1 if there are none. */
  longest(from: number, to: number): number {
    let best = -1;
    let at = -1;
    let a = from;
    let b = to;
    for (let l = 0; a < b; l++) {
      const level = this.#levels[l]!;
      const durations = level.duration.data;
      const indexes = level.at.data;
      const top = l + 1 === this.#levels.length;
      for (; a < b && (top || a % FAN_OUT !== 0); a++) {
        const d = durations[a]!;
        if (d > best || (d === best && indexes[a]! < at)) {
          best = d;
          at = indexes[a]!;
        }
      }
      for (; a < b && b % FAN_OUT !== 0; ) {
        const d = durations[--b]!;
        if (d > best || (d === best && indexes[b]! < at)) {
          best = d;
          at = indexes[b]!;
        }
      }
      a /= FAN_OUT;
      b /= FAN_OUT;
    }
    return at;
  }

  #level(l: number): Level {
    let level = this.#levels[l];
    if (level === undefined) {
      level = { duration: new Float64Column(), at: new Uint32Column() };
      this.#levels.push(level);
    }
    return level;
  }
}
