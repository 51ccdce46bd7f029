/**
 * The rectangles of a lane as the bytes that the GPU reads: 16 B each, written once per answer, not per frame.
 *
 *   0  float32  left edge, ns since `origin`
 *   4  float32  right edge
 *   8  uint16   row, counted from `firstRow`
 *  10  uint8    slot of the lane on the canvas (written by the renderer)
 *  11  uint8    height, in 255ths of the row
 *  12  uint32   colour, bytes R G B A
 *
 * float32 has 24 bits: edges are relative to the middle of the data's window and clamped to a width around it, so that the
 * error stays far below a pixel even at 1 ns per pixel. 100,000 states cost about 2 ms.
 */
import { DIMMED, EXCLUDED, type States } from '../../client/messages.ts';

export const STRIDE = 16;

export interface Instances {
  readonly origin: number;
  readonly firstRow: number;
  readonly count: number;
  readonly bytes: ArrayBuffer;
}

export interface Paint {
  /** Packed colour by index into `states.looks`. */
  readonly byLook: Uint32Array;
  /** By look: how much of its row a state fills, in 255ths. */
  readonly heights: Uint8Array;
  /** By look: 1 where a search is on and the label does not match. */
  readonly dimmed: Uint8Array | undefined;
}

const DIM_ALPHA = 0x38;

/** `rowOf`: the row of an entry, or undefined if it is not shown. */
export function makeInstances(
  states: States,
  window: { readonly start: number; readonly end: number },
  rowOf: (entryId: number) => number | undefined,
  paint: Paint,
): Instances {
  const origin = (window.start + window.end) / 2;
  const reach = (window.end - window.start) * 1.5;
  const bytes = new ArrayBuffer(states.start.length * STRIDE);
  const floats = new Float32Array(bytes);
  const shorts = new Uint16Array(bytes);
  const octets = new Uint8Array(bytes);
  const words = new Uint32Array(bytes);
  let firstRow = Number.POSITIVE_INFINITY;
  for (const entry of states.rows) firstRow = Math.min(firstRow, rowOf(entry) ?? Number.POSITIVE_INFINITY);
  if (firstRow === Number.POSITIVE_INFINITY) firstRow = 0;
  let count = 0;
  for (let r = 0; r < states.rows.length; r++) {
    const row = rowOf(states.rows[r]!);
    if (row === undefined || row - firstRow > 0xffff) continue;
    const last = states.offsets[r + 1]!;
    for (let i = states.offsets[r]!; i < last; i++) {
      const tags = states.tags[i]!;
      const look = states.look[i]!;
      if ((tags & EXCLUDED) !== 0) continue;
      let colour = paint.byLook[look]!;
      if ((tags & DIMMED) !== 0 || (paint.dimmed !== undefined && paint.dimmed[look] === 1))
        colour = ((colour & 0xffffff) | (Math.min(DIM_ALPHA, colour >>> 24) << 24)) >>> 0;
      const at = count * 4;
      floats[at] = Math.max(-reach, states.start[i]! - origin);
      floats[at + 1] = Math.min(reach, states.end[i]! - origin);
      shorts[at * 2 + 4] = row - firstRow;
      octets[at * 4 + 11] = paint.heights[look]!;
      words[at + 3] = colour;
      count++;
    }
  }
  return { origin, firstRow, count, bytes };
}
