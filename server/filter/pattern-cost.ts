/**
 * How long a backtracking engine can take for a pattern: it is followed by what the next character decides.
 *
 * Where at each choice (go on repeating or not, this branch or that) the next character leaves one way only, the other
 * way fails at its first look, and a text costs its length. A repetition of single characters that shares characters
 * with what may follow can be cut at each of its places: one more power of the length. Other choices multiply. What is
 * worse, such as a choice within a repeated group, has no bound here.
 *
 * The bound holds for a match that begins at the text's begin.
 */
import type { CharacterSet } from './character-set.ts';
import type { Node } from './pattern-tree.ts';

export interface PatternCost {
  /** Steps at the most: `factor` · length^`power`. */
  readonly factor: number;
  readonly power: number;
}

interface Begin {
  readonly set: CharacterSet;
  readonly isNullable: boolean;
}

const NOTHING: CharacterSet = new Uint8Array(129);

/** Undefined where no bound is known, or the engines would not tell the same groups. */
export function patternCost(root: Node): PatternCost | undefined {
  const judge = new Judge();
  return judge.visit(root, NOTHING, false) ? { factor: judge.factor, power: judge.power } : undefined;
}

class Judge {
  factor = 1;
  power = 1;

  /** `follow`: with what may go on after the node. False if there is no bound. */
  visit(node: Node, follow: CharacterSet, isRepeated: boolean): boolean {
    switch (node.kind) {
      case 'set':
      case 'anchor':
        return true;
      case 'group':
        // Of a group within a repetition the engines tell different rounds.
        return !(isRepeated && node.name !== undefined) && this.visit(node.body, follow, isRepeated);
      case 'sequence': {
        let next = follow;
        for (const item of node.items.toReversed()) {
          if (!this.visit(item, next, isRepeated)) return false;
          const { set, isNullable } = beginOf(item);
          next = isNullable ? union(set, next) : set;
        }
        return true;
      }
      case 'choice':
        return this.#choice(node.branches, follow, isRepeated);
      case 'repeat':
        return this.#repeat(node, follow, isRepeated);
    }
  }

  #choice(branches: readonly Node[], follow: CharacterSet, isRepeated: boolean): boolean {
    let seen = NOTHING;
    let isDecided = true;
    for (const branch of branches) {
      const { set, isNullable } = beginOf(branch);
      const own = isNullable ? union(set, follow) : set;
      if (meet(seen, own)) isDecided = false;
      seen = union(seen, own);
    }
    if (!isDecided && !this.#multiply(branches.length, isRepeated)) return false;
    return branches.every((branch) => this.visit(branch, follow, isRepeated));
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>, follow: CharacterSet, isRepeated: boolean): boolean {
    const { body, min, max } = node;
    const { set, isNullable } = beginOf(body);
    if (isNullable) return false;
    const isDecided = min === max || !meet(set, follow);
    if (body.kind === 'set') {
      if (isDecided) return true;
      if (max !== Number.POSITIVE_INFINITY) return this.#multiply(max - min + 1, isRepeated);
      this.power++;
      return !isRepeated;
    }
    if (max <= 1) {
      return (isDecided || this.#multiply(2, isRepeated)) && this.visit(body, follow, isRepeated);
    }
    return isDecided && this.visit(body, union(set, follow), true);
  }

  #multiply(ways: number, isRepeated: boolean): boolean {
    this.factor *= ways;
    return !isRepeated;
  }
}

function beginOf(node: Node): Begin {
  switch (node.kind) {
    case 'set':
      return { set: node.set, isNullable: false };
    case 'anchor':
      return { set: NOTHING, isNullable: true };
    case 'group':
      return beginOf(node.body);
    case 'choice': {
      const begins = node.branches.map(beginOf);
      return {
        set: begins.reduce((all, { set }) => union(all, set), NOTHING),
        isNullable: begins.some(({ isNullable }) => isNullable),
      };
    }
    case 'sequence': {
      let all = NOTHING;
      for (const item of node.items) {
        const { set, isNullable } = beginOf(item);
        all = union(all, set);
        if (!isNullable) return { set: all, isNullable: false };
      }
      return { set: all, isNullable: true };
    }
    case 'repeat': {
      const { set, isNullable } = beginOf(node.body);
      return { set, isNullable: isNullable || node.min === 0 };
    }
  }
}

function union(a: CharacterSet, b: CharacterSet): CharacterSet {
  return a.map((flag, i) => flag | b[i]!);
}

function meet(a: CharacterSet, b: CharacterSet): boolean {
  return a.some((flag, i) => (flag & b[i]!) === 1);
}
