/**
 * All attributes of one trace as one tree: the trace, its analyses, the state system of each, and the attributes in it.
 * Nodes are numbered in order of first appearance and keep their number while the trace grows; 0 is the trace.
 *
 * Bounded: beyond `MOST` nodes nothing is added. Cost: some 100 B a node, made when somebody looks.
 */
import type { Attribute } from '../attributes.ts';
import type { IndexedTrace } from '../indexed-trace.ts';

const MOST = 200_000;

export interface AttributeNode {
  readonly number: number;
  readonly parent: AttributeNode | undefined;
  readonly name: string;
  /** Number within its state system; undefined for what lies above attributes. */
  readonly quark: number | undefined;
  /** From the state system's root. */
  readonly path: readonly string[];
  values?: Attribute['values'];
}

export class AttributeTree {
  /** By number. */
  readonly nodes: AttributeNode[];
  readonly #trace: IndexedTrace;
  readonly #children = new Map<AttributeNode, Map<string, AttributeNode>>();
  /** By root of a state system. */
  readonly #quarks = new Map<AttributeNode, number>();
  #isComplete = false;

  constructor(trace: IndexedTrace) {
    this.#trace = trace;
    this.nodes = [{ number: 0, parent: undefined, name: trace.name, quark: undefined, path: [] }];
  }

  /** Looks for attributes that have come since the last time. Yields now and then, so that the caller may pause. */
  *grow(): Generator<void> {
    if (this.#isComplete) return;
    const isRead = this.#trace.status !== 'RUNNING';
    const trace = this.nodes[0]!;
    for (const analysis of this.#trace.attributed()) {
      const { module, id } = analysis.stateSystem;
      let system: AttributeNode | undefined;
      let looked = 0;
      for (const { path, values } of analysis.attributes(this.#trace.strings)) {
        system ??= this.#child(this.#child(trace, module), id);
        const node = system && this.#find(system, path);
        if (node === undefined) return;
        if (values !== undefined) node.values = values;
        if (++looked % 1024 === 0) yield;
      }
      yield;
    }
    this.#isComplete = isRead;
  }

  #find(system: AttributeNode, path: readonly string[]): AttributeNode | undefined {
    let node: AttributeNode | undefined = system;
    for (const name of path) node = node && this.#child(node, name, system);
    return node;
  }

  /** The child of this name; undefined if it would be one too many. `system`: the root, of attributes. */
  #child(parent: AttributeNode | undefined, name: string, system?: AttributeNode): AttributeNode | undefined {
    if (parent === undefined) return undefined;
    let children = this.#children.get(parent);
    if (children === undefined) {
      children = new Map();
      this.#children.set(parent, children);
    }
    let child = children.get(name);
    if (child === undefined) {
      if (this.nodes.length === MOST) return undefined;
      child = {
        number: this.nodes.length,
        parent,
        name,
        quark: system && this.#quark(system),
        path: system === undefined ? [] : [...parent.path, name],
      };
      children.set(name, child);
      this.nodes.push(child);
    }
    return child;
  }

  #quark(system: AttributeNode): number {
    const quark = this.#quarks.get(system) ?? 0;
    this.#quarks.set(system, quark + 1);
    return quark;
  }
}
