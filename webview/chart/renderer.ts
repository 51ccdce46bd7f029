/**
 * Draws all rectangles of the view on one canvas. Two implementations: WebGL2 (one draw call) and Canvas 2D, for hosts
 * without a GPU context. All lengths are device pixels, counted from the canvas' upper left corner.
 */
import type { Instances } from './instances.ts';

/** Where and how a lane's rectangles go in this frame. */
export interface Placement {
  readonly instances: Instances;
  /** The lane's window on its x axis. */
  readonly start: number;
  readonly end: number;
  /** Width of the chart. */
  readonly width: number;
  /** Upper edge of row 0; above the clip when scrolled. */
  readonly top: number;
  /** From row to row. */
  readonly pitch: number;
  readonly height: number;
  readonly clipTop: number;
  readonly clipBottom: number;
}

export interface Renderer {
  resize(width: number, height: number): void;
  /** Clears, then draws at most `MAX_LANES` lanes. */
  draw(placements: readonly Placement[]): void;
  dispose(): void;
}

/** Two vec4 uniforms each; WebGL2 promises 256. */
export const MAX_LANES = 100;

/** A rectangle wider than this leaves a pixel free at its right, so that neighbours of one colour part. */
export const GAP_FROM = 4;

/** What a state of `share` / 255 of a row fills of a row `height` high, in its middle: something of it is always seen. */
export const filled = (height: number, share: number): number =>
  share === 255 ? height : Math.min(height, Math.max(2, Math.floor((height * share) / 255 + 0.5)));

/** The whole pixel an edge falls on; edges out of sight stay just outside, so that a cut rectangle shows no edge. */
export const edge = (x: number, width: number): number => Math.floor(Math.min(width + 2, Math.max(-2, x)) + 0.5);
