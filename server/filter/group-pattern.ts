/**
 * A user's pattern with named groups, matched at the begin of millions of lines.
 *
 * RE2 says what a pattern means and is linear whatever comes, but takes some eighty times as long as the built-in engine. So
 * the built-in one is used for lines for which its steps are known to be few (`pattern-cost.ts`), and RE2 for all others:
 * no line of any pattern holds the thread for more than some ms.
 */
import { RE2JS } from 're2js';
import { patternCost } from './pattern-cost.ts';
import { type Node, patternTree } from './pattern-tree.ts';
import { safeRegex } from './safe-regex.ts';

/** Of the built-in engine for one line: some 5 ms. */
const MOST_STEPS = 1 << 21;
/** Of longer lines RE2 sees the begin: some 15 ms. */
const LONGEST_FOR_RE2 = 1 << 16;
const BEYOND_ASCII = /[^\0-\x7f]/;

export class GroupPattern {
  /** Of the groups, in their order. */
  readonly names: readonly string[];
  /** Lines up to this length go to the built-in engine. */
  readonly nativeLength: number;
  readonly #re2: RE2JS;
  readonly #numbers: readonly number[];
  readonly #native: RegExp | undefined;
  readonly #ignoreCase: boolean;

  /** Throws a `RegexSyntaxError`. */
  constructor(pattern: string) {
    // Checks length and syntax; tells the place.
    safeRegex(pattern);
    this.#re2 = RE2JS.compile(pattern, RE2JS.DOTALL);
    const groups = Object.entries(this.#re2.namedGroups() as Record<string, number>).sort(([, a], [, b]) => a - b);
    this.names = groups.map(([name]) => name);
    this.#numbers = groups.map(([, number]) => number);
    const tree = patternTree(pattern);
    const cost = tree && patternCost(tree.root);
    this.#ignoreCase = tree?.ignoreCase === true;
    const length = cost === undefined ? 0 : Math.floor((MOST_STEPS / cost.factor) ** (1 / cost.power));
    this.nativeLength = length;
    if (tree !== undefined && this.nativeLength > 0) this.#native = native(tree.root, tree.ignoreCase);
  }

  /** What the groups of `names` hold, from index 1 on, for a match at the text's begin; undefined, or null, for none. */
  exec(text: string): readonly (string | undefined)[] | null | undefined {
    const native = this.#native;
    if (native !== undefined && text.length <= this.nativeLength && !(this.#ignoreCase && BEYOND_ASCII.test(text))) {
      native.lastIndex = 0;
      try {
        return native.exec(text);
      } catch {
        // Its stack of choices was full.
      }
    }
    const matcher = this.#re2.matcher(text.length > LONGEST_FOR_RE2 ? text.slice(0, LONGEST_FOR_RE2) : text);
    if (!matcher.lookingAt()) return undefined;
    return ['', ...this.#numbers.map((number) => matcher.group(number) ?? undefined)];
  }
}

/** Sticky; with numbers for names, which spares an object for each match. */
function native(root: Node, ignoreCase: boolean): RegExp | undefined {
  try {
    return new RegExp(source(root), ignoreCase ? 'yusi' : 'yus');
  } catch {
    return undefined;
  }
}

function source(node: Node): string {
  switch (node.kind) {
    case 'set':
    case 'anchor':
      return node.source;
    case 'group':
      return `(${node.name === undefined ? '?:' : ''}${source(node.body)})`;
    case 'choice':
      return node.branches.map(source).join('|');
    case 'sequence':
      return node.items.map(source).join('');
    case 'repeat': {
      const { min, max, lazy } = node;
      const times = max === Number.POSITIVE_INFINITY ? `{${min},}` : `{${min},${max}}`;
      return `${source(node.body)}${times}${lazy ? '?' : ''}`;
    }
  }
}
