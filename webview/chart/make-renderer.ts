/**
 * Which renderer a canvas gets: WebGL2 on a real GPU, else Canvas 2D. A WebGL2 that the browser emulates in software is
 * passed over: it would take most of a second for a frame that Canvas 2D draws in some ms.
 */
import { Canvas2DRenderer } from './canvas2d-renderer.ts';
import type { Renderer } from './renderer.ts';
import { WebGL2Renderer } from './webgl2-renderer.ts';

const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** `again` is called when a lost GPU has come back and all must be drawn anew. */
export function makeRenderer(canvas: HTMLCanvasElement, again: () => void): Renderer {
  if (!hasGpu() && !emulationAllowed()) return new Canvas2DRenderer(canvas);
  try {
    return new WebGL2Renderer(canvas, again);
  } catch {
    return new Canvas2DRenderer(canvas);
  }
}

/** Asked on a canvas of its own: one that has given a WebGL context can't give a 2D one any more. */
function hasGpu(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !EMULATED.test(name);
}

/** For tests of the WebGL2 renderer on machines without a GPU: `data-renderer="webgl2"` on the document's body. */
const emulationAllowed = (): boolean => document.body.dataset.renderer === 'webgl2';
