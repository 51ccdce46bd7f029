/**
 * Which window of data to ask for, so that moving about seldom asks again.
 *
 * The resolution is a power of two of ns per sample, never coarser than a device pixel and at most twice as fine; the
 * window is the view with half its width on either side, its edges on multiples of a quantum. So small moves give the same
 * question, and what is held can be drawn, stretched, at any other view.
 */
import type { Range } from './range.ts';

/** What the protocol allows in one question. */
export const MAX_SAMPLES = 65_536;

export interface FetchWindow {
  readonly start: number;
  readonly end: number;
  readonly samples: number;
  /** ns per sample. */
  readonly resolution: number;
}

/** The largest power of two ≤ ns per pixel; whole ns at least, as nothing lies between them. */
export function resolutionOf(view: Range, pixels: number): number {
  const perPixel = (view.end - view.start) / Math.max(1, pixels);
  return perPixel <= 1 ? 1 : 2 ** Math.floor(Math.log2(perPixel));
}

export function fetchWindow(view: Range, pixels: number, bounds: Range): FetchWindow {
  const width = view.end - view.start;
  const resolution = resolutionOf(view, pixels);
  const quantum = resolution * 2 ** Math.max(0, Math.floor(Math.log2(width / 4 / resolution)));
  const start = Math.max(Math.floor(bounds.start), Math.floor((view.start - width / 2) / quantum) * quantum);
  const end = Math.min(Math.ceil(bounds.end), Math.ceil((view.end + width / 2) / quantum) * quantum);
  const last = Math.max(end, start + 1);
  const samples = Math.min(MAX_SAMPLES, Math.max(2, Math.ceil((last - start) / resolution) + 1));
  return { start, end: last, samples, resolution };
}

/**
 * Whether `held` answers for `view`: no coarser than wanted, at most four times finer, and reaching a tenth of the view's
 * width beyond it (or to the bounds), so that the next data are on their way before the edge is seen.
 */
export function covers(held: FetchWindow, view: Range, pixels: number, bounds: Range): boolean {
  const wanted = resolutionOf(view, pixels);
  if (held.resolution > wanted || held.resolution * 4 < wanted) return false;
  const margin = (view.end - view.start) / 10;
  return (
    held.start <= Math.max(bounds.start, view.start - margin) && held.end >= Math.min(bounds.end, view.end + margin)
  );
}

export const sameWindow = (a: FetchWindow, b: FetchWindow): boolean =>
  a.start === b.start && a.end === b.end && a.samples === b.samples;
