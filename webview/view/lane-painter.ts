/** What the stage asks of a lane at each frame. Lengths are CSS pixels unless said otherwise. */
import type { Placement } from '../chart/renderer.ts';
import type { Theme } from '../theme/theme.ts';
import type { Range } from '../time/range.ts';

/** Where the lane's body lies on the canvas. */
export interface Area {
  readonly top: number;
  readonly height: number;
  readonly width: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

export interface LanePainter {
  /** The window on its x axis. */
  readonly range: () => Range;
  /** Whether that axis is the view's: selection, cursor and bookmarks are drawn over it. */
  readonly onTime: boolean;
  /** Height its content would like. */
  readonly wanted: () => number;
  /** Whether it can use more than that. */
  readonly grows?: boolean;
  /** Asks for data where they lack; called at each frame while in sight. */
  prepare?(area: Area, theme: Theme): void;
  /** Its rectangles, in device pixels. */
  placement?(area: Area): Placement | undefined;
  /** Everything above the rectangles. */
  paint?(context: CanvasRenderingContext2D, area: Area, theme: Theme): void;
}
