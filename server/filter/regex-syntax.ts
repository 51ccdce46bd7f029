/**
 * The regular expressions that users may write, as a tree: the common core of Java's and JavaScript's syntax, less what
 * can't be matched in linear time.
 *
 * Characters, `.`, classes, `\d \w \s \b` and their opposites, `^ $`, groups, `|`, `* + ? {n,m}` (a lazy `?` after them
 * changes nothing, as only *whether* a text matches is asked), a leading `(?i)`. Look-around, back-references and
 * possessive quantifiers are refused by name. `.` matches line ends too. Everything is in code points.
 */
export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number };

export type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary';
/** [low, high, low, high, …], inclusive, ascending, apart. */
export type Ranges = readonly number[];

export class RegexSyntaxError extends Error {
  /** Character in the pattern. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.name = 'RegexSyntaxError';
    this.position = position;
  }
}

const MAX_LENGTH = 1000;
const MAX_REPEAT = 1000;
const LAST_CODE_POINT = 0x10ffff;
const DIGITS: Ranges = [48, 57];
export const WORD: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
const BLANKS: Ranges = [
  9, 13, 32, 32, 160, 160, 5760, 5760, 8192, 8202, 8232, 8233, 8239, 8239, 8287, 8287, 12288, 12288,
];
const CLASSES: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  D: invert(DIGITS),
  w: WORD,
  W: invert(WORD),
  s: BLANKS,
  S: invert(BLANKS),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

export function parseRegex(pattern: string): RegexNode {
  if (pattern.length > MAX_LENGTH) throw new RegexSyntaxError(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  return new Parser(pattern).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #ignoreCase = false;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): RegexNode {
    this.#ignoreCase = this.#take('(?i)');
    const node = this.#either();
    if (this.#at < this.#text.length) this.#fail('“)” without “(”');
    return node;
  }

  #either(): RegexNode {
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    return items.length === 1 ? items[0]! : { kind: 'either', items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.#text.length && this.#peek() !== '|' && this.#peek() !== ')') {
      items.push(this.#quantified(this.#atom()));
    }
    return { kind: 'sequence', items };
  }

  #quantified(item: RegexNode): RegexNode {
    const start = this.#at;
    const counts = this.#counts();
    if (counts === undefined) return item;
    if (item.kind === 'assert') this.#fail('nothing to repeat', start);
    const [min, max] = counts;
    if (max < min) this.#fail('the counts are out of order', start);
    if (Math.max(min, max === Infinity ? 0 : max) > MAX_REPEAT)
      this.#fail(`more than ${MAX_REPEAT} repetitions`, start);
    const end = this.#at;
    this.#take('?');
    if (this.#peek() === '+' && end === this.#at) this.#fail('possessive quantifiers are not supported');
    const next = this.#at;
    if (this.#counts() !== undefined) this.#fail('nothing to repeat', next);
    return { kind: 'repeat', item, min, max };
  }

  #counts(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const braces = this.#match(/\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/y);
    if (braces === undefined) return undefined;
    const min = Number(braces[1]);
    if (braces[2] === undefined) return [min, min];
    return [min, braces[3] === undefined ? Infinity : Number(braces[3])];
  }

  #atom(): RegexNode {
    const start = this.#at;
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#group(start);
      case '[':
        return { kind: 'set', ranges: this.#class(start) };
      case '.':
        return { kind: 'set', ranges: [0, LAST_CODE_POINT] };
      case '^':
        return { kind: 'assert', what: 'start' };
      case '$':
        return { kind: 'assert', what: 'end' };
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing to repeat', start);
      case '\\':
        if (this.#take('b')) return { kind: 'assert', what: 'boundary' };
        if (this.#take('B')) return { kind: 'assert', what: 'noBoundary' };
        return { kind: 'set', ranges: this.#anyCase(this.#escape(start)) };
      default:
        return { kind: 'set', ranges: this.#anyCase(single(char.codePointAt(0)!)) };
    }
  }

  #group(start: number): RegexNode {
    if (this.#match(/\?<?[=!]/y)) this.#fail('look-ahead and look-behind are not supported', start);
    if (!this.#take('?:') && !this.#match(/\?<[A-Za-z_]\w*>/y) && this.#peek() === '?') {
      this.#fail('this kind of group is not supported', start);
    }
    const node = this.#either();
    if (!this.#take(')')) this.#fail('“(” without “)”', start);
    return node;
  }

  #class(start: number): Ranges {
    const negated = this.#take('^');
    const ranges: number[] = [];
    while (this.#peek() !== ']') {
      if (this.#at >= this.#text.length) this.#fail('“[” without “]”', start);
      const at = this.#at;
      const low = this.#member();
      if (this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== '') {
        this.#next();
        const high = this.#member();
        if (low.length !== 2 || low[0] !== low[1] || high.length !== 2 || high[0] !== high[1]) {
          this.#fail('a range needs a character at both ends', at);
        }
        if (high[0]! < low[0]!) this.#fail('the range is out of order', at);
        ranges.push(low[0]!, high[0]!);
      } else {
        ranges.push(...low);
      }
    }
    this.#next();
    const set = this.#anyCase(union(ranges));
    return negated ? invert(set) : set;
  }

  #member(): Ranges {
    const start = this.#at;
    const char = this.#next();
    return char === '\\' ? this.#escape(start) : single(char.codePointAt(0)!);
  }

  #escape(start: number): Ranges {
    if (this.#at >= this.#text.length) this.#fail('nothing after the last “\\”', start);
    const hex = this.#match(/x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}/y);
    if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16);
      return code <= LAST_CODE_POINT ? single(code) : this.#fail('no such character', start);
    }
    const char = this.#next();
    const set = Object.hasOwn(CLASSES, char) ? CLASSES[char] : undefined;
    if (set) return set;
    if (Object.hasOwn(CONTROLS, char)) return single(CONTROLS[char]!);
    if (/[1-9k]/.test(char)) this.#fail('back-references are not supported', start);
    if (/[A-Za-z]/.test(char)) this.#fail(`“\\${char}” is not supported`, start);
    return single(char.codePointAt(0)!);
  }

  /** With `(?i)`: each letter in both cases. */
  #anyCase(ranges: Ranges): Ranges {
    if (!this.#ignoreCase) return ranges;
    const both = [...ranges];
    for (let i = 0; i < ranges.length; i += 2) {
      const [low, high] = [ranges[i]!, ranges[i + 1]!];
      shift(both, Math.max(low, 65), Math.min(high, 90), 32);
      shift(both, Math.max(low, 97), Math.min(high, 122), -32);
      if (low === high && low > 127) {
        const char = String.fromCodePoint(low);
        for (const other of [char.toLowerCase(), char.toUpperCase()]) {
          if (other.length === char.length) both.push(...single(other.codePointAt(0)!));
        }
      }
    }
    return union(both);
  }

  #peek(ahead = 0): string {
    return this.#text.charAt(this.#at + ahead);
  }

  /** The next character, as a whole code point. */
  #next(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #fail(message: string, at = this.#at): never {
    throw new RegexSyntaxError(message, at);
  }
}

function single(code: number): Ranges {
  return [code, code];
}

function shift(into: number[], low: number, high: number, by: number): void {
  if (low <= high) into.push(low + by, high + by);
}

function union(ranges: readonly number[]): Ranges {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [low, high] of pairs) {
    const last = merged.length - 1;
    if (last > 0 && low <= merged[last]! + 1) merged[last] = Math.max(merged[last]!, high);
    else merged.push(low, high);
  }
  return merged;
}

function invert(ranges: Ranges): Ranges {
  const inverse: number[] = [];
  let low = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! > low) inverse.push(low, ranges[i]! - 1);
    low = ranges[i + 1]! + 1;
  }
  if (low <= LAST_CODE_POINT) inverse.push(low, LAST_CODE_POINT);
  return inverse;
}
