/**
 * A regular expression as a tree, where it keeps to what RE2 and the built-in engine mean the same by: characters,
 * classes, groups, alternatives, repetitions, `^ $ \b \B`, and `(?i)` at the begin. For anything else, such as `\pL`,
 * `\Q…\E` or flags for a part, there is no tree, and RE2 has the pattern to itself. RE2 has accepted it before, so
 * mistakes need no notice here.
 */
import { type CharacterSet, CLASSES, type Range, setOf, sourceOf } from './character-set.ts';

export type Node =
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly source: string }
  | { readonly kind: 'anchor'; readonly source: string }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'group'; readonly body: Node; readonly name?: string }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

export interface PatternTree {
  readonly root: Node;
  readonly ignoreCase: boolean;
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 };
const QUANTIFIER = /^(?:([*+?])|\{(\d{1,4})(?:(,)(\d{0,4}))?\})(\??)/;
const GROUP = /^\((?:\?(?::|P?<(\w+)>))?/;

/** Undefined where the pattern holds something that is left to RE2. */
export function patternTree(pattern: string): PatternTree | undefined {
  const ignoreCase = pattern.startsWith('(?i)');
  const parser = new TreeParser(ignoreCase ? pattern.slice(4) : pattern, ignoreCase);
  const root = parser.choice();
  return root === undefined || !parser.isAtEnd ? undefined : { root, ignoreCase };
}

class TreeParser {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  choice(): Node | undefined {
    const branches: Node[] = [];
    do {
      const branch = this.#sequence();
      if (branch === undefined) return undefined;
      branches.push(branch);
    } while (this.#take('|'));
    return branches.length === 1 ? branches[0] : { kind: 'choice', branches };
  }

  #sequence(): Node | undefined {
    const items: Node[] = [];
    while (!this.isAtEnd && !'|)'.includes(this.#text[this.#at]!)) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      const found = QUANTIFIER.exec(this.#text.slice(this.#at, this.#at + 16));
      if (found === null) items.push(atom);
      else {
        if (atom.kind === 'anchor') return undefined;
        this.#at += found[0].length;
        items.push(repeat(atom, found));
      }
    }
    return { kind: 'sequence', items };
  }

  #atom(): Node | undefined {
    const first = this.#text[this.#at]!;
    if (first === '(') return this.#group();
    if (first === '[') return this.#class();
    if (first === '{' || first === '*' || first === '+' || first === '?') return undefined;
    if (first === '\\') return this.#escape();
    const code = this.#text.codePointAt(this.#at)!;
    this.#at += code > 0xffff ? 2 : 1;
    if (first === '^' || first === '$') return { kind: 'anchor', source: first };
    return first === '.' ? this.#node([], true) : this.#node([[code, code]], false);
  }

  #group(): Node | undefined {
    const found = GROUP.exec(this.#text.slice(this.#at, this.#at + 256))!;
    if (found[0] === '(' && this.#text[this.#at + 1] === '?') return undefined;
    this.#at += found[0].length;
    const body = this.choice();
    if (body === undefined || !this.#take(')')) return undefined;
    return found[1] === undefined ? { kind: 'group', body } : { kind: 'group', body, name: found[1] };
  }

  #escape(): Node | undefined {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'b' || letter === 'B') {
      this.#at += 2;
      return { kind: 'anchor', source: `\\${letter}` };
    }
    const ranges = CLASSES[letter.toLowerCase()];
    if (ranges !== undefined) {
      this.#at += 2;
      return this.#node(ranges, letter !== letter.toLowerCase());
    }
    const code = this.#escaped();
    return code === undefined ? undefined : this.#node([[code, code]], false);
  }

  #class(): Node | undefined {
    this.#at++;
    const isNegated = this.#take('^');
    const ranges: Range[] = [];
    for (let isFirst = true; isFirst || this.#text[this.#at] !== ']'; isFirst = false) {
      if (this.isAtEnd || this.#text.startsWith('[:', this.#at)) return undefined;
      const named = this.#text[this.#at] === '\\' ? CLASSES[this.#text[this.#at + 1] ?? ''] : undefined;
      if (named !== undefined) {
        ranges.push(...named);
        this.#at += 2;
        continue;
      }
      const from = this.#member();
      if (from === undefined) return undefined;
      let to: number | undefined = from;
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']') {
        this.#at++;
        to = this.#member();
        if (to === undefined || to < from) return undefined;
      }
      ranges.push([from, to]);
    }
    this.#at++;
    return this.#node(ranges, isNegated);
  }

  #member(): number | undefined {
    if (this.#text[this.#at] === '\\') return this.#escaped();
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined || code === 0x5b) return undefined;
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** The character that an escape stands for. */
  #escaped(): number | undefined {
    const text = this.#text.slice(this.#at + 1, this.#at + 12);
    const hex = /^x(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/.exec(text);
    if (hex !== null) {
      this.#at += 1 + hex[0].length;
      return Number.parseInt(hex[1] ?? hex[2]!, 16);
    }
    const letter = text[0] ?? '';
    const code = /^[!-/:-@[-`{-~]/.test(letter) ? letter.charCodeAt(0) : CONTROLS[letter];
    if (code !== undefined) this.#at += 2;
    return code;
  }

  #node(ranges: readonly Range[], isNegated: boolean): Node {
    return { kind: 'set', set: setOf(ranges, isNegated, this.#ignoreCase), source: sourceOf(ranges, isNegated) };
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function repeat(body: Node, [, sign, low, comma, high, lazy]: RegExpExecArray): Node {
  const isLazy = lazy === '?';
  if (sign !== undefined) {
    return {
      kind: 'repeat',
      body,
      min: sign === '+' ? 1 : 0,
      max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      lazy: isLazy,
    };
  }
  const min = Number(low);
  const max = comma === undefined ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
  return { kind: 'repeat', body, min, max, lazy: isLazy };
}
