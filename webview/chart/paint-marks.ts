/** Selection, cursor and bookmarks over a chart on the view's time axis. */
import type { Bookmark } from '../../client/messages.ts';
import type { Theme } from '../theme/theme.ts';
import { type Range, toX } from '../time/range.ts';

export interface Marks {
  readonly selection: Range | undefined;
  readonly hover: number | undefined;
  readonly bookmarks: readonly Bookmark[];
}

interface Box {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

/** A one-pixel line between pixels would be two grey ones. */
const crisp = (x: number): number => Math.round(x) + 0.5;

export function paintMarks(
  context: CanvasRenderingContext2D,
  box: Box,
  range: Range,
  { selection, hover, bookmarks }: Marks,
  theme: Theme,
): void {
  const line = (time: number) => {
    const x = crisp(toX(range, box.width, time));
    if (x < -1 || x > box.width + 1) return;
    context.beginPath();
    context.moveTo(x, box.top);
    context.lineTo(x, box.top + box.height);
    context.stroke();
  };
  context.lineWidth = 1;
  if (bookmarks.length > 0) {
    context.strokeStyle = theme.bookmark;
    context.setLineDash([3, 3]);
    for (const bookmark of bookmarks) line(bookmark.start);
    context.setLineDash([]);
  }
  if (selection) {
    const left = Math.max(-2, toX(range, box.width, selection.start));
    const right = Math.min(box.width + 2, toX(range, box.width, selection.end));
    if (right > left) {
      context.globalAlpha = theme.kind === 'light' ? 0.12 : 0.16;
      context.fillStyle = theme.selectionEdge;
      context.fillRect(left, box.top, right - left, box.height);
      context.globalAlpha = 1;
    }
    context.strokeStyle = theme.selectionEdge;
    line(selection.start);
    if (selection.end !== selection.start) line(selection.end);
  }
  if (hover !== undefined) {
    context.globalAlpha = 0.45;
    context.strokeStyle = theme.foreground;
    line(hover);
    context.globalAlpha = 1;
  }
}
