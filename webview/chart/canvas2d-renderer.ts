/**
 * The same picture as the WebGL2 renderer's without a GPU: pixels are written by hand and put on the canvas at once.
 *
 * Each row's rectangles are written into one line of pixels, which is then copied down the row's height (for each height that
 * states of the row have, one line of those as high or higher); so the cost is one step per rectangle (a few ns) and one copy of
 * the picture. A software WebGL takes 30 times as long for 200,000 of them.
 */
import { STRIDE } from './instances.ts';
import { edge, filled, GAP_FROM, type Placement, type Renderer } from './renderer.ts';

export class Canvas2DRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #image: ImageData | undefined;
  #pixels = new Uint32Array();

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser offers no canvas to draw on.');
    this.#canvas = canvas;
    this.#context = context;
  }

  resize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  draw(placements: readonly Placement[]): void {
    if (!this.#image) return;
    this.#pixels.fill(0);
    for (const lane of placements) rasterise(this.#pixels, this.#canvas.width, this.#canvas.height, lane);
    this.#context.putImageData(this.#image, 0, 0);
  }

  dispose(): void {
    this.#image = undefined;
  }
}

/** Writes a lane's rectangles into `pixels`, a picture of `width` × `height`. Instances of a row follow each other. */
export function rasterise(pixels: Uint32Array, width: number, height: number, lane: Placement): void {
  const { bytes, count, firstRow, origin } = lane.instances;
  const floats = new Float32Array(bytes);
  const shorts = new Uint16Array(bytes);
  const octets = new Uint8Array(bytes);
  const words = new Uint32Array(bytes);
  const scale = lane.width / (lane.end - lane.start);
  const offset = (origin - lane.start) * scale;
  const most = Math.min(lane.width, width);
  const [clipTop, clipBottom] = [Math.max(0, lane.clipTop), Math.min(height, lane.clipBottom)];
  const line = new Uint32Array(most);
  /** Of each pixel of the line. */
  const heights = new Uint8Array(most);
  const inRow = new Set<number>();
  let row = -1;
  const flush = () => {
    if (inRow.size === 0) return;
    const top = Math.round(lane.top + (firstRow + row) * lane.pitch);
    // From the highest states down: of those, something stays above and below the lower ones' lines.
    for (const share of [...inRow].sort((a, b) => b - a)) {
      const high = filled(lane.height, share);
      const from = top + Math.floor((lane.height - high) / 2);
      const shown = line.map((colour, x) => (heights[x]! >= share ? colour : 0));
      const to = Math.min(clipBottom, from + high);
      for (let y = Math.max(clipTop, from); y < to; y++) pixels.set(shown, y * width);
    }
    line.fill(0);
    inRow.clear();
  };
  for (let i = 0; i < count; i++) {
    const at = i * (STRIDE / 4);
    if (shorts[at * 2 + 4] !== row) {
      flush();
      row = shorts[at * 2 + 4]!;
    }
    const from = floats[at]! * scale + offset;
    // What begins in the last half of the last pixel is drawn in it.
    const left = Math.min(edge(from, lane.width), from < most ? most - 1 : most);
    let right = edge(floats[at + 1]! * scale + offset, lane.width);
    if (right - left >= GAP_FROM) right--;
    right = Math.min(most, Math.max(right, left + 1));
    if (right <= 0 || left >= most) continue;
    const colour = words[at + 3]!;
    const share = octets[at * 4 + 11]!;
    line.fill(colour, Math.max(0, left), right);
    heights.fill(share, Math.max(0, left), right);
    inRow.add(share);
  }
  flush();
}
