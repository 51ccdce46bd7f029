/**
 * All rectangles in one instanced draw call. Pan and zoom change two vectors per lane; the 16 B per rectangle are sent again
 * only when a lane's data change. Edges are rounded to whole device pixels, so a state is crisp and at least one pixel wide.
 */
import { type Instances, STRIDE } from './instances.ts';
import { GAP_FROM, MAX_LANES, type Placement, type Renderer } from './renderer.ts';

const VERTEX = `#version 300 es
layout(location = 0) in vec2 edges;
layout(location = 1) in uint row;
layout(location = 2) in uvec2 slotAndHeight;
layout(location = 3) in vec4 colour;
uniform vec2 size;
uniform vec4 across[${MAX_LANES}]; // x = edge * [0] + [1]; clip: 0 … [2]; height [3]
uniform vec4 down[${MAX_LANES}];   // y = [0] + row * [1]; clip: [2] … [3]
out vec4 fill;
void main() {
  vec4 a = across[slotAndHeight.x];
  vec4 d = down[slotAndHeight.x];
  float from = edges.x * a[0] + a[1];
  float left = floor(clamp(from, -2.0, a[2] + 2.0) + 0.5);
  if (from < a[2]) left = min(left, a[2] - 1.0);
  float right = floor(clamp(edges.y * a[0] + a[1], -2.0, a[2] + 2.0) + 0.5);
  if (right - left >= ${GAP_FROM}.0) right -= 1.0;
  right = max(right, left + 1.0);
  float filled = min(a[3], max(2.0, floor(a[3] * float(slotAndHeight.y) / 255.0 + 0.5)));
  float top = floor(d[0] + float(row) * d[1] + 0.5) + floor((a[3] - filled) / 2.0);
  float x = (gl_VertexID & 1) == 0 ? left : right;
  float y = clamp((gl_VertexID & 2) == 0 ? top : top + filled, d[2], d[3]);
  fill = vec4(colour.rgb * colour.a, colour.a);
  gl_Position = vec4(clamp(x, 0.0, a[2]) / size.x * 2.0 - 1.0, 1.0 - y / size.y * 2.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 fill;
out vec4 pixel;
void main() { pixel = fill; }`;

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (!shader) throw new Error('WebGL2 could not make a shader.');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost())
    throw new Error(`WebGL2 refused a shader: ${gl.getShaderInfoLog(shader)}`);
  return shader;
}

interface Program {
  readonly size: WebGLUniformLocation | null;
  readonly across: WebGLUniformLocation | null;
  readonly down: WebGLUniformLocation | null;
  readonly buffer: WebGLBuffer | null;
}

function prepare(gl: WebGL2RenderingContext): Program {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(`WebGL2 could not link: ${gl.getProgramInfoLog(program)}`);
  // biome-ignore lint/correctness/useHookAtTopLevel: a method of WebGL, no hook of React.
  gl.useProgram(program);
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, STRIDE, 0);
  gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_SHORT, STRIDE, 8);
  gl.vertexAttribIPointer(2, 2, gl.UNSIGNED_BYTE, STRIDE, 10);
  gl.vertexAttribPointer(3, 4, gl.UNSIGNED_BYTE, true, STRIDE, 12);
  for (let i = 0; i < 4; i++) {
    gl.enableVertexAttribArray(i);
    gl.vertexAttribDivisor(i, 1);
  }
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    size: gl.getUniformLocation(program, 'size'),
    across: gl.getUniformLocation(program, 'across'),
    down: gl.getUniformLocation(program, 'down'),
    buffer,
  };
}

export class WebGL2Renderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #program: Program;
  /** What the buffer holds, in slot order. */
  #sent: readonly Instances[] = [];
  #total = 0;
  readonly #restored: () => void;
  readonly #lost = (event: Event): void => event.preventDefault();

  /** Throws if the context or a shader is refused. `again` is called when a lost context has come back. */
  constructor(canvas: HTMLCanvasElement, again: () => void) {
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      depth: false,
      premultipliedAlpha: true,
    });
    if (!gl) throw new Error('WebGL2 is not available.');
    this.#canvas = canvas;
    this.#gl = gl;
    this.#program = prepare(gl);
    this.#restored = () => {
      this.#program = prepare(gl);
      this.#sent = [];
      again();
    };
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  resize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  draw(placements: readonly Placement[]): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    const lanes = placements.slice(0, MAX_LANES);
    this.#send(lanes.map((lane) => lane.instances));
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#total === 0) return;
    const across = new Float32Array(lanes.length * 4);
    const down = new Float32Array(lanes.length * 4);
    lanes.forEach((lane, slot) => {
      const scale = lane.width / (lane.end - lane.start);
      across.set([scale, (lane.instances.origin - lane.start) * scale, lane.width, lane.height], slot * 4);
      const top = lane.top + lane.instances.firstRow * lane.pitch;
      down.set([top, lane.pitch, lane.clipTop, lane.clipBottom], slot * 4);
    });
    gl.uniform2f(this.#program.size, this.#canvas.width, this.#canvas.height);
    gl.uniform4fv(this.#program.across, across);
    gl.uniform4fv(this.#program.down, down);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.#total);
  }

  dispose(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#lost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.#gl.deleteBuffer(this.#program.buffer);
    // Browsers keep few contexts alive: give it back now, not when the collector comes by.
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #send(lanes: readonly Instances[]): void {
    if (lanes.length === this.#sent.length && lanes.every((lane, i) => lane === this.#sent[i])) return;
    this.#total = lanes.reduce((sum, lane) => sum + lane.count, 0);
    const bytes = new Uint8Array(this.#total * STRIDE);
    let at = 0;
    lanes.forEach((lane, slot) => {
      const end = at + lane.count * STRIDE;
      bytes.set(new Uint8Array(lane.bytes, 0, lane.count * STRIDE), at);
      for (let i = at + 10; i < end; i += STRIDE) bytes[i] = slot;
      at = end;
    });
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, bytes, this.#gl.DYNAMIC_DRAW);
    this.#sent = lanes;
  }
}
