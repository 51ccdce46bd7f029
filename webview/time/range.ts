/**
 * The arithmetic of the window on time: zoom, pan, fit, and the way between pixels and times.
 *
 * Times are ns since the experiment's base in Float64: whole ns are exact up to 2^53 ns (104 days), and a window's edges
 * may lie between two of them. A range never leaves its bounds and is never narrower than `MIN_SPAN`.
 */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** ns. Below it there is nothing to see: clocks count whole ns. */
export const MIN_SPAN = 10;

/** Counted from another zero. */
export const shifted = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by });

export const span = (range: Range): number => range.end - range.start;

/** Moves, and only if it must narrows, `range` so that it lies within `bounds`. */
export function within(range: Range, bounds: Range): Range {
  const room = Math.max(MIN_SPAN, span(bounds));
  const width = Math.min(Math.max(span(range), MIN_SPAN), room);
  const start = Math.max(bounds.start, Math.min(range.start, bounds.start + room - width));
  return { start, end: start + width };
}

/** The window `factor` times as wide in which `time` keeps its place on the screen, as far as `bounds` allow. */
export function zoomAt(range: Range, bounds: Range, time: number, factor: number): Range {
  const old = span(range);
  const width = Math.min(Math.max(old * factor, MIN_SPAN), Math.max(MIN_SPAN, span(bounds)));
  const start = time - ((time - range.start) / old) * width;
  return within({ start, end: start + width }, bounds);
}

export const pan = (range: Range, bounds: Range, delta: number): Range =>
  within({ start: range.start + delta, end: range.end + delta }, bounds);

/** `target` with a margin of `margin` of its width on both sides. */
export function fitTo(target: Range, bounds: Range, margin = 0): Range {
  const extra = Math.max(span(target), MIN_SPAN / 2) * margin;
  return within({ start: target.start - extra, end: target.end + extra }, bounds);
}

/** `range` itself if a part of `target` is in sight, else a move to it: centred, and wider only if it has no room. */
export function reveal(range: Range, bounds: Range, target: Range): Range {
  if (target.end >= range.start && target.start <= range.end) return range;
  if (span(target) > span(range)) return fitTo(target, bounds, 0.25);
  const centre = (target.start + target.end) / 2;
  const half = span(range) / 2;
  return within({ start: centre - half, end: centre + half }, bounds);
}

/** Pixels from the left edge of a chart `pixels` wide. */
export const toX = (range: Range, pixels: number, time: number): number =>
  ((time - range.start) / span(range)) * pixels;

export const toTime = (range: Range, pixels: number, x: number): number => range.start + (x / pixels) * span(range);

export const sameRange = (a: Range | undefined, b: Range | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.start === b.start && a.end === b.end);

/** Start before end, whichever way the hand went. */
export const ordered = (a: number, b: number): Range => (a <= b ? { start: a, end: b } : { start: b, end: a });
