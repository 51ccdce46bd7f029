/** What the codes of all scopes of a stream share: names of variables, and what they refer to by index. */
import type { FieldNode, IntegerNode } from './nodes.ts';

export class SharedCode {
  /** Layout nodes that the code refers to by index. */
  readonly nodes: FieldNode[] = [];
  readonly timeFields: ReadonlySet<IntegerNode>;
  readonly idFields: ReadonlySet<IntegerNode>;
  /** Cycles from which `cycles` counts. */
  readonly base: bigint;
  #names = 0;

  constructor(timeFields: ReadonlySet<IntegerNode>, idFields: ReadonlySet<IntegerNode>, base: bigint) {
    this.timeFields = timeFields;
    this.idFields = idFields;
    this.base = base;
  }

  name(): string {
    return `v${this.#names++}`;
  }

  node(node: FieldNode): string {
    this.nodes.push(node);
    return `nodes[${this.nodes.length - 1}]`;
  }
}
