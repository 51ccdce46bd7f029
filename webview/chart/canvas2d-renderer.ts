/** The same picture as the WebGL2 renderer's, rectangle by rectangle; for hosts without WebGL2. About 1 µs a rectangle. */
import { STRIDE } from './instances.ts';
import { GAP_FROM, type Placement, type Renderer } from './renderer.ts';

export class Canvas2DRenderer implements Renderer {
  readonly kind = 'canvas2d';
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser offers no canvas to draw on.');
    this.#canvas = canvas;
    this.#context = context;
  }

  resize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  draw(placements: readonly Placement[]): void {
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const lane of placements) this.#lane(lane);
  }

  dispose(): void {
    this.#canvas.width = this.#canvas.height = 0;
  }

  #lane(lane: Placement): void {
    const context = this.#context;
    const { bytes, count, firstRow, origin } = lane.instances;
    const floats = new Float32Array(bytes);
    const shorts = new Uint16Array(bytes);
    const words = new Uint32Array(bytes);
    const scale = lane.width / (lane.end - lane.start);
    const offset = (origin - lane.start) * scale;
    const edge = (at: number) => Math.round(Math.min(lane.width + 2, Math.max(-2, floats[at]! * scale + offset)));
    context.save();
    context.beginPath();
    context.rect(0, lane.clipTop, lane.width, Math.max(0, lane.clipBottom - lane.clipTop));
    context.clip();
    let colour = -1;
    // Of rectangles that begin in the same pixel of a row, one is enough unless it is wider.
    let lastRow = -1;
    let lastRight = -1;
    for (let i = 0; i < count; i++) {
      const at = i * (STRIDE / 4);
      const left = edge(at);
      let right = edge(at + 1);
      if (right < 0 || left > lane.width) continue;
      if (right - left >= GAP_FROM) right--;
      right = Math.max(right, left + 1);
      const row = shorts[at * 2 + 4]!;
      if (row === lastRow && right <= lastRight) continue;
      const top = Math.round(lane.top + (firstRow + row) * lane.pitch);
      if (top + lane.height < lane.clipTop || top > lane.clipBottom) continue;
      if (words[at + 3] !== colour) {
        colour = words[at + 3]!;
        const alpha = (colour >>> 24) / 255;
        context.fillStyle = `rgba(${colour & 255},${(colour >>> 8) & 255},${(colour >>> 16) & 255},${alpha})`;
      }
      context.fillRect(left, top, right - left, lane.height);
      lastRow = row;
      lastRight = right;
    }
    context.restore();
  }
}
