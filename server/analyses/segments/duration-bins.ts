/** Ranges of durations next to each other, into which segments are counted. Bounds are whole ns. */
import { partitionPoint } from '../../index/partition-point.ts';
export interface DurationBins {
  readonly ranges: readonly { readonly start: bigint; readonly end: bigint }[];
  /** What an axis over them shows. */
  readonly domain: { readonly start: bigint; readonly end: bigint };
  /** Number of the range; −1 of a duration outside of all. */
  of(duration: number): number;
}

export const MOST_BINS = 65_536;

/** As many as asked for, of equal width from 0 to the longest duration, as Trace Compass has them. */
export function equalBins(wanted: number, longest: number): DurationBins {
  const bins = Math.min(MOST_BINS, Math.max(1, Math.floor(wanted) || 1));
  const step = Math.max(1, Math.floor((longest + 1) / bins));
  return {
    ranges: Array.from({ length: bins }, (_, i) => ({
      start: BigInt(i === 0 ? 0 : step * i + 1),
      end: BigInt(i === bins - 1 ? Math.max(longest, step * i + 1) : step * (i + 1)),
    })),
    domain: { start: 0n, end: BigInt(longest) },
    of: (duration) => Math.min(Math.floor(duration / step), bins - 1),
  };
}

/**
 * From a duration to a longer one, of equal width or each some factor wider than the one before; fewer than asked for
 * where they would be narrower than 1 ns. Cost of finding one: O(log bins).
 */
export function boundedBins(wanted: number, from: number, to: number, scale: 'linear' | 'log'): DurationBins {
  const first = scale === 'log' ? Math.max(1, from) : from;
  const bound = (i: number): number =>
    Math.round(scale === 'log' ? first * (to / first) ** (i / wanted) : first + ((to - first) * i) / wanted);
  const bounds = Float64Array.from(new Set(Array.from({ length: wanted + 1 }, (_, i) => bound(i))));
  const last = bounds.length - 1;
  return {
    ranges: Array.from({ length: last }, (_, i) => ({
      start: BigInt(bounds[i]!),
      end: BigInt(i === last - 1 ? bounds[i + 1]! : bounds[i + 1]! - 1),
    })),
    domain: { start: BigInt(bounds[0]!), end: BigInt(bounds[last]!) },
    of: (duration) => {
      if (!(duration >= bounds[0]! && duration <= bounds[last]!)) return -1;
      const low = partitionPoint(last, (i) => bounds[i]! <= duration);
      return Math.min(low, last) - 1;
    },
  };
}
