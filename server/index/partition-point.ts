/**
 * Where a sequence changes: the first index in [from, to) of which `isBefore` does not hold, `to` if it holds of all of them.
 * All of which it holds come first. O(log n).
 */
export function partitionPoint(to: number, isBefore: (index: number) => boolean, from = 0): number {
  let low = from;
  for (let high = to; low < high; ) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
