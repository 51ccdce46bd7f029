/**
 * The states of a row from afar: a pyramid of nodes, 16 states below a node of the lowest level and two nodes below each
 * node above. A node knows when its first state begins, and its longest state (the first one, if several are). The nodes
 * of a level lie one after the other, so that a walk over them touches memory in order.
 *
 * It grows at its right edge and holds complete nodes only: the last few states have none, and whoever walks looks at
 * them himself. Cost: 32 B a node, so 4 B a state.
 */
export const LEAF_BITS = 4;
/** Numbers a node: start of its first state; start, duration and value of its longest. */
export const NODE = 4;

export class PyramidLevel {
  /** `NODE` numbers for each node in turn. Replaced when it grows. */
  nodes: Float64Array<ArrayBufferLike>;
  /** Number of nodes. */
  length: number;

  constructor(nodes: Float64Array<ArrayBufferLike> = new Float64Array(NODE), length = 0) {
    this.nodes = nodes;
    this.length = length;
  }

  push(first: number, start: number, duration: number, value: number): void {
    const at = NODE * this.length++;
    if (at === this.nodes.length) {
      const grown = new Float64Array(at * 2);
      grown.set(this.nodes);
      this.nodes = grown;
    }
    const { nodes } = this;
    nodes[at] = first;
    nodes[at + 1] = start;
    nodes[at + 2] = duration;
    nodes[at + 3] = value;
  }
}

export class StatePyramid {
  /** From the lowest up; each has half the nodes of the one below. */
  readonly levels: PyramidLevel[] = [];

  /** Adds a node over the next 16 states: the start of the first, and the longest. */
  add(first: number, start: number, duration: number, value: number): void {
    for (let l = 0; ; l++) {
      if (l === this.levels.length) this.levels.push(new PyramidLevel());
      const level = this.levels[l]!;
      level.push(first, start, duration, value);
      if (level.length % 2 === 1) return;
      const { nodes } = level;
      const left = NODE * (level.length - 2);
      first = nodes[left]!;
      if (nodes[left + 2]! < duration) continue;
      start = nodes[left + 1]!;
      duration = nodes[left + 2]!;
      value = nodes[left + 3]!;
    }
  }

  /** Takes the levels over `count` states, each behind the last, as views from `at` on. Returns how many numbers they have. */
  restore(nodes: Float64Array, count: number, at: number): number {
    let next = at;
    for (let length = count >>> LEAF_BITS; length > 0; length >>>= 1) {
      this.levels.push(new PyramidLevel(nodes.subarray(next, next + NODE * length), length));
      next += NODE * length;
    }
    return next - at;
  }
}
