/**
 * Calls summed up by who called whom: a node for each chain of functions, with the time and the number of its calls; and
 * its picture, in which every node is a bar as wide as its time, above the bars of the functions that it calls; or as wide
 * as these together, where they ran at one time.
 *
 * Functions are the same if their names are. A picture of too many chains says nothing: beyond `MOST_NODES`, new ones count
 * in the last function of the chain that is known. Cost: 40 B a node; one look-up a call.
 */
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import { StateRow } from '../../index/state-row.ts';
import type { Pace } from '../pace.ts';

const NAMES = 2 ** 26;
const MOST_NODES = 100_000;
const NONE = 0xffffffff;
const LEFT_OUT = -1;
/** How many functions' callees are drawn before looking at the clock. */
const STRIDE = 256;

export class FlameTree {
  /** ns. */
  readonly weight = new Float64Column();
  readonly calls = new Uint32Column();
  /** Number of the function's name. */
  readonly name = new Uint32Column();
  readonly parent = new Uint32Column();
  /** (parent, name) → node. */
  readonly #nodes = new KeyTable();
  /** The node at each depth of the walk. */
  readonly #path: number[] = [];

  /** A call at `depth` of the walk. */
  add(depth: number, name: number, duration: number): void {
    const parent = depth === 0 ? NONE : this.#path[depth - 1]!;
    this.#path[depth] = LEFT_OUT;
    if (parent === LEFT_OUT) return;
    const key = (parent === NONE ? 0 : parent + 1) * NAMES + name;
    const node = this.weight.length < MOST_NODES ? this.#nodes.id(key) : this.#nodes.find(key);
    if (node < 0) return;
    if (node === this.weight.length) {
      this.weight.push(0);
      this.calls.push(0);
      this.name.push(name);
      this.parent.push(parent);
    }
    this.weight.data[node]! += duration;
    this.calls.data[node]! += 1;
    this.#path[depth] = node;
  }

  /** Time of all outermost functions. */
  get total(): number {
    return this.#outermost(this.weight.data);
  }

  /** How wide the picture is; at least the total. */
  get extent(): number {
    return this.#outermost(this.#widths());
  }

  #outermost(of: Float64Array): number {
    let total = 0;
    for (let node = 0; node < this.weight.length; node++) {
      if (this.parent.data[node] === NONE) total += of[node]!;
    }
    return total;
  }

  /** Callees have higher numbers than their callers. */
  #widths(): Float64Array {
    const widths = this.weight.items.slice();
    const below = new Float64Array(widths.length);
    for (let node = widths.length - 1; node >= 0; node--) {
      widths[node] = Math.max(widths[node]!, below[node]!);
      const parent = this.parent.data[node]!;
      if (parent !== NONE) below[parent]! += widths[node]!;
    }
    return widths;
  }

  /** Time of the node without the functions that it calls. */
  selfTime(node: number): number {
    let self = this.weight.data[node]!;
    for (let child = node + 1; child < this.weight.length; child++) {
      if (this.parent.data[child] === node) self -= this.weight.data[child]!;
    }
    return Math.max(0, self);
  }

  /** One row a depth; the value of a state is its node. Heavier functions stand first, then by name. */
  async rows(nameOf: (name: number) => string, pace: Pace): Promise<StateRow[]> {
    const weights = this.#widths();
    const names = this.name.data;
    const { nodes, first } = this.#children();
    const x = new Float64Array(this.weight.length);
    const rows: StateRow[] = [];
    // Index 0 of `first` is the children of nobody; node n's are at n + 1.
    let level = Uint32Array.of(0);
    let starts = Float64Array.of(0);
    for (;;) {
      const row = new StateRow();
      const drawn: number[] = [];
      for (let i = 0; i < level.length; i++) {
        const parent = level[i]!;
        const siblings = nodes.subarray(first[parent], first[parent + 1]);
        siblings.sort((a, b) => weights[b]! - weights[a]! || (nameOf(names[a]!) < nameOf(names[b]!) ? -1 : 1));
        let at = starts[i]!;
        for (const node of siblings) {
          row.push(at, at + weights[node]!, node);
          x[node] = at;
          at += weights[node]!;
          drawn.push(node);
        }
        if (i % STRIDE === 0 && pace.due) await pace.pause();
      }
      if (drawn.length === 0) return rows;
      rows.push(row);
      starts = Float64Array.from(drawn, (node) => x[node]!);
      level = Uint32Array.from(drawn, (node) => node + 1);
    }
  }

  /** Nodes ordered by parent; `first` tells where the children of each begin, those of nobody at index 0. */
  #children(): { nodes: Uint32Array; first: Uint32Array } {
    const count = this.weight.length;
    const slot = (node: number): number => (this.parent.data[node] === NONE ? 0 : this.parent.data[node]! + 1);
    const first = new Uint32Array(count + 2);
    for (let node = 0; node < count; node++) first[slot(node) + 1]! += 1;
    for (let i = 1; i < first.length; i++) first[i]! += first[i - 1]!;
    const next = first.slice();
    const nodes = new Uint32Array(count);
    for (let node = 0; node < count; node++) nodes[next[slot(node)]!++] = node;
    return { nodes, first };
  }
}
