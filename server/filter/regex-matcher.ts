/**
 * Tells whether a text contains a match, in time proportional to its length, whatever the pattern: no backtracking.
 *
 * The pattern becomes a small program of character sets, forks and assertions (Thompson's construction). Running it
 * means following all its paths at once; the sets of places met are remembered as the states of an automaton that is
 * built as texts need it, so that a character costs one table look-up after a while. An assertion is decided when the
 * next character is known, so a state holds the places *before* forks are followed, and the kind of the last character.
 * The table is thrown away when it grows too big: memory is bounded, and the worst case stays text × program.
 */
import { type Assertion, parseRegex, type Ranges, type RegexNode, RegexSyntaxError, WORD } from './regex-syntax.ts';

const MAX_PROGRAM = 2000;
const MAX_WORK = 20_000;
const MAX_CELLS = 1 << 18;

const SET = 0;
const FORK = 1;
const ASSERT = 2;
const MATCH = 3;

const UNKNOWN = 0;
const REJECT = -1;
const ACCEPT = -2;

/** What stands before the current place. */
const AT_START = 0;
const AFTER_WORD = 1;
const AFTER_OTHER = 2;

interface Instruction {
  readonly op: number;
  /** FORK: both targets. Others go on with the next instruction. */
  one: number;
  two: number;
  readonly ranges?: Ranges;
  readonly what?: Assertion;
}

export class RegexMatcher {
  readonly #program: readonly Instruction[];
  readonly #classes: CharacterClasses;
  /** accepts[instruction][class] = 1 where a SET takes the class. */
  readonly #accepts: readonly (Uint8Array | undefined)[];
  readonly #usesWords: boolean;
  /** Columns of the table: one a class, and the end of the text. */
  readonly #width: number;
  readonly #stateLimit: number;
  readonly #seen: Uint32Array;
  #generation = 0;

  // The automaton. State 0 is unused, so that 0 in the table can mean "not known yet"; state 1 is the start.
  #ids = new Map<string, number>();
  #places: number[][] = [];
  #before: number[] = [];
  #table = new Int32Array(0);
  #epoch = 0;

  constructor(pattern: string) {
    this.#program = assemble(parseRegex(pattern));
    this.#usesWords = this.#program.some((i) => i.what === 'boundary' || i.what === 'noBoundary');
    this.#classes = new CharacterClasses(this.#program.flatMap((i) => (i.ranges ? [i.ranges] : [])));
    this.#accepts = this.#program.map((i) => i.ranges && this.#classes.within(i.ranges));
    this.#width = this.#classes.count + 1;
    this.#stateLimit = Math.max(16, Math.floor(MAX_CELLS / this.#width));
    this.#seen = new Uint32Array(this.#program.length);
    this.#forget();
  }

  test(text: string): boolean {
    const width = this.#width;
    let state = 1;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if (code >= 0xd800 && code < 0xdc00) {
        code = text.codePointAt(i)!;
        if (code > 0xffff) i++;
      }
      const symbol = this.#classes.of(code);
      const known = this.#table[state * width + symbol]!;
      state = known === UNKNOWN ? this.#step(state, symbol) : known;
      if (state === ACCEPT) return true;
    }
    const known = this.#table[state * width + width - 1]!;
    return (known === UNKNOWN ? this.#step(state, width - 1) : known) === ACCEPT;
  }

  #step(state: number, symbol: number): number {
    const atEnd = symbol === this.#width - 1;
    const word = !atEnd && this.#classes.isWord(symbol);
    const before = this.#before[state]!;
    const reached: number[] = [];
    const pending = [...this.#places[state]!];
    this.#generation++;
    let result = REJECT;
    while (pending.length > 0) {
      const at = pending.pop()!;
      if (this.#seen[at] === this.#generation) continue;
      this.#seen[at] = this.#generation;
      const { op, one, two, what } = this.#program[at]!;
      if (op === MATCH) {
        result = ACCEPT;
        break;
      }
      if (op === FORK) pending.push(two, one);
      else if (op === ASSERT) {
        if (holds(what!, before, word, atEnd)) pending.push(at + 1);
      } else if (!atEnd && this.#accepts[at]![symbol] === 1) reached.push(at + 1);
    }
    const cell = state * this.#width + symbol;
    if (result !== ACCEPT && !atEnd) {
      reached.push(0); // a match may begin anywhere
      const epoch = this.#epoch;
      result = this.#intern(reached, this.#usesWords && word ? AFTER_WORD : AFTER_OTHER);
      if (epoch !== this.#epoch) return result; // the table began afresh: `cell` is no more
    }
    this.#table[cell] = result;
    return result;
  }

  #intern(places: number[], before: number): number {
    places.sort((a, b) => a - b);
    const key = `${before}:${places.join()}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#places.length >= this.#stateLimit) this.#forget();
    const id = this.#places.length;
    this.#ids.set(key, id);
    this.#places.push(places);
    this.#before.push(before);
    if ((id + 1) * this.#width > this.#table.length) {
      const grown = new Int32Array(Math.max(64 * this.#width, this.#table.length * 2));
      grown.set(this.#table);
      this.#table = grown;
    }
    return id;
  }

  #forget(): void {
    this.#ids.clear();
    this.#places = [[]];
    this.#before = [AT_START];
    this.#table = new Int32Array(0);
    this.#epoch++;
    this.#intern([0], AT_START);
  }
}

function holds(what: Assertion, before: number, word: boolean, atEnd: boolean): boolean {
  if (what === 'start') return before === AT_START;
  if (what === 'end') return atEnd;
  return ((before === AFTER_WORD) !== word) === (what === 'boundary');
}

function assemble(tree: RegexNode): Instruction[] {
  const program: Instruction[] = [];
  let work = 0;

  const add = (instruction: Instruction): number => {
    if (program.length >= MAX_PROGRAM) throw new RegexSyntaxError('too big once its repetitions are written out', 0);
    return program.push(instruction) - 1;
  };
  const fork = () => add({ op: FORK, one: program.length + 1, two: program.length + 1 });

  const emit = (node: RegexNode): void => {
    if (++work > MAX_WORK) throw new RegexSyntaxError('too big once its repetitions are written out', 0);
    switch (node.kind) {
      case 'set':
        add({ op: SET, one: 0, two: 0, ranges: node.ranges });
        break;
      case 'assert':
        add({ op: ASSERT, one: 0, two: 0, what: node.what });
        break;
      case 'sequence':
        for (const item of node.items) emit(item);
        break;
      case 'either': {
        const ends: number[] = [];
        for (const [i, item] of node.items.entries()) {
          if (i === node.items.length - 1) {
            emit(item);
            break;
          }
          const choice = fork();
          emit(item);
          ends.push(fork());
          program[choice]!.two = program.length;
        }
        for (const end of ends) program[end]!.one = program[end]!.two = program.length;
        break;
      }
      case 'repeat': {
        for (let i = 0; i < node.min; i++) emit(node.item);
        if (node.max === Infinity) {
          const again = fork();
          emit(node.item);
          const back = fork();
          program[back]!.one = program[back]!.two = again;
          program[again]!.two = program.length;
        } else {
          const exits: number[] = [];
          for (let i = node.min; i < node.max; i++) {
            exits.push(fork());
            emit(node.item);
          }
          for (const exit of exits) program[exit]!.two = program.length;
        }
        break;
      }
    }
  };
  emit(tree);
  add({ op: MATCH, one: 0, two: 0 });
  return program;
}

/** Code points that no set of the pattern tells apart are one class. */
class CharacterClasses {
  /** Ascending first code points of the classes; class i ends where class i + 1 begins. */
  readonly #starts: readonly number[];
  readonly #ascii = new Uint16Array(128);
  readonly #words: Uint8Array;

  constructor(sets: readonly Ranges[]) {
    const starts = new Set([0]);
    for (const ranges of [...sets, WORD]) {
      for (let i = 0; i < ranges.length; i += 2) starts.add(ranges[i]!).add(ranges[i + 1]! + 1);
    }
    this.#starts = [...starts].sort((a, b) => a - b);
    for (let code = 0; code < 128; code++) this.#ascii[code] = this.#search(code);
    this.#words = this.within(WORD);
  }

  get count(): number {
    return this.#starts.length;
  }
  of(code: number): number {
    return code < 128 ? this.#ascii[code]! : this.#search(code);
  }
  isWord(symbol: number): boolean {
    return this.#words[symbol] === 1;
  }
  within(ranges: Ranges): Uint8Array {
    const inside = new Uint8Array(this.#starts.length);
    for (let i = 0; i < ranges.length; i += 2) {
      inside.fill(1, this.#search(ranges[i]!), this.#search(ranges[i + 1]!) + 1);
    }
    return inside;
  }

  #search(code: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= code) low = middle;
      else high = middle;
    }
    return low;
  }
}
