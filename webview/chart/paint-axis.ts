/** The time axis: marks with short numbers below, what is selected and where the pointer is above. */
import type { Theme } from '../theme/theme.ts';
import type { AxisLabels } from '../time/axis-labels.ts';
import { formatDuration } from '../time/duration.ts';
import { type Range, span, toX } from '../time/range.ts';

export const AXIS_HEIGHT = 38;
const UPPER = 17;
const FONT = 11;
const PAD = 5;

export interface AxisContent {
  readonly range: Range;
  readonly labels: AxisLabels;
  readonly selection: Range | undefined;
  readonly bookmarks: readonly { readonly start: number }[];
  readonly cursor: { readonly time: number; readonly text: string } | undefined;
}

export function paintAxis(context: CanvasRenderingContext2D, width: number, content: AxisContent, theme: Theme): void {
  const { range, labels, selection, cursor } = content;
  context.font = `${FONT}px ${theme.font}`;
  context.textBaseline = 'middle';
  paintTicks(context, width, range, labels, theme);
  paintBookmarks(context, width, range, content.bookmarks, theme);
  const taken: [number, number][] = [];
  if (cursor) taken.push(paintCursor(context, width, range, cursor, theme));
  if (selection) paintSelection(context, width, range, selection, taken, theme);
}

export function paintTicks(
  context: CanvasRenderingContext2D,
  width: number,
  range: Range,
  labels: Pick<AxisLabels, 'ticks'>,
  theme: Theme,
  bottom = AXIS_HEIGHT,
): void {
  context.strokeStyle = theme.muted;
  context.fillStyle = theme.muted;
  context.textAlign = 'left';
  context.lineWidth = 1;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (const { time } of labels.ticks) {
    const x = Math.round(toX(range, width, time)) + 0.5;
    context.moveTo(x, bottom - 15);
    context.lineTo(x, bottom);
  }
  context.stroke();
  context.globalAlpha = 1;
  for (const { time, label } of labels.ticks) {
    const x = Math.round(toX(range, width, time));
    // A label cut by the edge reads as another number.
    if (x + 4 + context.measureText(label).width <= width) context.fillText(label, x + 4, bottom - 8);
  }
}

function paintBookmarks(
  context: CanvasRenderingContext2D,
  width: number,
  range: Range,
  bookmarks: readonly { readonly start: number }[],
  theme: Theme,
): void {
  context.fillStyle = theme.bookmark;
  for (const { start } of bookmarks) {
    const x = Math.round(toX(range, width, start)) + 0.5;
    if (x < -4 || x > width + 4) continue;
    context.beginPath();
    context.moveTo(x - 4, AXIS_HEIGHT - 7);
    context.lineTo(x + 4, AXIS_HEIGHT - 7);
    context.lineTo(x, AXIS_HEIGHT);
    context.fill();
  }
}

/** Returns the pixels its text takes. */
function paintCursor(
  context: CanvasRenderingContext2D,
  width: number,
  range: Range,
  cursor: { readonly time: number; readonly text: string },
  theme: Theme,
): [number, number] {
  const x = Math.round(toX(range, width, cursor.time));
  const room = context.measureText(cursor.text).width + 2 * PAD;
  const left = Math.max(0, Math.min(width - room, x - room / 2));
  context.globalAlpha = 0.45;
  context.strokeStyle = theme.foreground;
  context.beginPath();
  context.moveTo(x + 0.5, UPPER);
  context.lineTo(x + 0.5, AXIS_HEIGHT);
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = theme.foreground;
  context.textAlign = 'left';
  context.fillText(cursor.text, left + PAD, UPPER / 2 + 1);
  return [left, left + room];
}

function paintSelection(
  context: CanvasRenderingContext2D,
  width: number,
  range: Range,
  selection: Range,
  taken: readonly [number, number][],
  theme: Theme,
): void {
  const left = toX(range, width, selection.start);
  const right = toX(range, width, selection.end);
  context.fillStyle = theme.selectionEdge;
  context.strokeStyle = theme.selectionEdge;
  if (right >= 0 && left <= width) {
    const from = Math.max(-2, Math.round(left));
    const to = Math.min(width + 2, Math.round(right));
    context.globalAlpha = theme.kind === 'light' ? 0.12 : 0.16;
    context.fillRect(from, UPPER, Math.max(0, to - from), AXIS_HEIGHT - UPPER);
    context.globalAlpha = 1;
    context.fillRect(from, UPPER, Math.max(1, to - from + 1), 2);
    context.fillRect(from, UPPER, 1, AXIS_HEIGHT - UPPER);
    if (to > from) context.fillRect(to, UPPER, 1, AXIS_HEIGHT - UPPER);
  }
  if (span(selection) === 0) return;
  const text = `Δ ${formatDuration(span(selection))}`;
  const room = context.measureText(text).width + 2 * PAD;
  const middle = (Math.max(0, left) + Math.min(width, right)) / 2;
  let at = Math.max(0, Math.min(width - room, middle - room / 2));
  for (const [from, to] of taken)
    if (at < to && at + room > from) at = from - room >= 0 && middle < (from + to) / 2 ? from - room : to;
  if (at + room > width) at = Math.max(0, (taken[0]?.[0] ?? width) - room);
  context.fillStyle = theme.foreground;
  context.textAlign = 'left';
  context.font = `600 ${FONT}px ${theme.font}`;
  context.fillText(text, at + PAD, UPPER / 2 + 1);
}
