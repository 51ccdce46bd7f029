/**
 * Millions of rows in any order: sorts their numbers by a key, a digit at a time (stable, and linear in the number of
 * rows), giving way every 15 ms. Keys are whole numbers, or NaN, which comes first.
 *
 * Cost: some 15 ns a row and digit of 11 bits; 8 B a row while it works.
 */
import type { Pace } from '../pace.ts';

const DIGIT = 11;
const SIZE = 1 << DIGIT;
const MASK = SIZE - 1;
const STRIDE = 1 << 15;

/** `order` lists indices into `keys`. Returns it, or another list as long, sorted; rows of equal keys stay as they were. */
export async function sortedBy(order: Uint32Array, keys: Float64Array, pace: Pace): Promise<Uint32Array> {
  const { least, most } = await reach(order, keys, pace);
  if (!(least <= most)) return order;
  // NaN becomes 0, all others 1 and more.
  const digit = (row: number, scale: number): number => {
    const key = keys[row]!;
    return Number.isNaN(key) ? 0 : Math.floor((key - least + 1) * scale) & MASK;
  };
  let from = order;
  let to: Uint32Array = new Uint32Array(order.length);
  for (let scale = 1; (most - least + 1) * scale >= 1; scale /= SIZE) {
    const places = new Uint32Array(SIZE + 1);
    for (let first = 0; first < from.length; first += STRIDE) {
      const last = Math.min(from.length, first + STRIDE);
      for (let i = first; i < last; i++) places[digit(from[i]!, scale) + 1]!++;
      await pace.pause();
    }
    for (let d = 1; d <= SIZE; d++) places[d]! += places[d - 1]!;
    for (let first = 0; first < from.length; first += STRIDE) {
      const last = Math.min(from.length, first + STRIDE);
      for (let i = first; i < last; i++) to[places[digit(from[i]!, scale)]!++] = from[i]!;
      await pace.pause();
    }
    [from, to] = [to, from];
  }
  return from;
}

async function reach(
  order: Uint32Array,
  keys: Float64Array,
  pace: Pace,
): Promise<{ readonly least: number; readonly most: number }> {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let first = 0; first < order.length; first += STRIDE) {
    for (let i = first; i < Math.min(order.length, first + STRIDE); i++) {
      const key = keys[order[i]!]!;
      if (key < least) least = key;
      if (key > most) most = key;
    }
    await pace.pause();
  }
  return { least, most };
}
