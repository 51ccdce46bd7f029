/**
 * The filter language's grammar.
 *
 *   filter    = chain { chain }                     all must hold
 *   chain     = root { ( "&&" | "||" ) root }       from left to right, both of equal rank
 *   root      = { "!" } ( "(" filter ")" | condition )
 *   condition = field operator value | field "present" | value
 *
 * `a || b && c` means `(a || b) && c`, as in Trace Compass. A lone value is short for `* matches value`.
 * The words contains, matches and present are operators after a field; quoted, they are text like any other.
 */
import { type Token, type TokenKind, tokenize } from './lexer.ts';
import { meantOperator } from './meant-operator.ts';
import { isUnit, parseQuantity } from './quantity.ts';
import { FilterSyntaxError } from './syntax-error.ts';

export type Operator = '==' | '!=' | 'contains' | 'matches' | '>' | '<' | 'present';

export interface Condition {
  readonly kind: 'condition';
  /** `*` for any. */
  readonly field: string;
  readonly operator: Operator;
  /** Empty for `present`. */
  readonly value: string;
  /** Where the value's text begins. */
  readonly position: number;
}

export type FilterNode =
  | Condition
  | { readonly kind: 'not'; readonly node: FilterNode }
  | { readonly kind: 'all'; readonly nodes: readonly FilterNode[] }
  | {
      readonly kind: 'chain';
      readonly first: FilterNode;
      readonly rest: readonly { readonly separator: '&&' | '||'; readonly node: FilterNode }[];
    };

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;
const WORD_OPERATORS: readonly string[] = ['contains', 'matches', 'present'];
const SYMBOL_OPERATORS: readonly TokenKind[] = ['==', '!=', '<', '>'];

export function parse(text: string): FilterNode {
  if (text.length > MAX_LENGTH) throw new FilterSyntaxError(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  return new Parser(tokenize(text)).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  parse(): FilterNode {
    const node = this.#filter();
    if (this.#token.kind === ')') this.#fail('“)” without “(”');
    return node;
  }

  #filter(): FilterNode {
    const nodes: FilterNode[] = [];
    do nodes.push(this.#chain());
    while (this.#token.kind !== 'end' && this.#token.kind !== ')');
    return nodes.length === 1 ? nodes[0]! : { kind: 'all', nodes };
  }

  #chain(): FilterNode {
    const first = this.#root();
    const rest: { separator: '&&' | '||'; node: FilterNode }[] = [];
    while (this.#token.kind === '&&' || this.#token.kind === '||') {
      const separator = this.#token.kind;
      this.#at++;
      rest.push({ separator, node: this.#root() });
    }
    return rest.length === 0 ? first : { kind: 'chain', first, rest };
  }

  #root(): FilterNode {
    let negated = false;
    for (; this.#token.kind === '!'; this.#at++) negated = !negated;
    const node = this.#token.kind === '(' ? this.#group() : this.#condition();
    return negated ? { kind: 'not', node } : node;
  }

  #group(): FilterNode {
    const open = this.#token;
    if (++this.#depth > MAX_DEPTH) this.#fail(`more than ${MAX_DEPTH} parentheses within each other`);
    this.#at++;
    const node = this.#filter();
    if (this.#token.kind !== ')') this.#fail('the parenthesis that opens here is never closed', open);
    this.#at++;
    this.#depth--;
    return node;
  }

  #condition(): Condition {
    const subject = this.#text('a field or a value');
    const next = this.#token;
    const word = next.kind === 'word' && WORD_OPERATORS.includes(next.text);
    if (!word && !SYMBOL_OPERATORS.includes(next.kind)) {
      this.#refuseSlip(subject, next);
      return { kind: 'condition', field: '*', operator: 'matches', value: subject.text, position: start(subject) };
    }
    this.#at++;
    const operator = next.text as Operator;
    if (operator === 'present') {
      return { kind: 'condition', field: subject.text, operator, value: '', position: next.position };
    }
    const value = this.#text(`a value after “${operator}”`);
    return { kind: 'condition', field: subject.text, operator, value: this.#withUnit(value), position: start(value) };
  }

  /** `next`: a word behind `subject`. */
  #refuseSlip(subject: Token, next: Token): void {
    const value = this.#tokens[this.#at + 1];
    const isBetween = value?.kind === 'word' || value?.kind === 'quoted';
    const meant = next.kind === 'word' && subject.kind === 'word' && isBetween ? meantOperator(next.text) : undefined;
    if (meant === undefined) return;
    this.#fail(`unknown operator “${next.text}”; did you mean “${meant}”? Quoted, it is a text to look for`);
  }

  /** `10 ms` is one value: otherwise the unit would silently become a condition of its own. */
  #withUnit(value: Token): string {
    const unit = this.#token;
    const belongs =
      value.kind === 'word' && unit.kind === 'word' && isUnit(unit.text) && parseQuantity(value.text) !== undefined;
    if (!belongs || parseQuantity(value.text + unit.text) === undefined) return value.text;
    this.#at++;
    return value.text + unit.text;
  }

  #text(expected: string): Token {
    const token = this.#token;
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      this.#fail(`expected ${expected}, found ${token.kind === 'end' ? 'the end' : `“${token.text}”`}`);
    }
    this.#at++;
    return token;
  }

  #fail(message: string, token = this.#token): never {
    throw new FilterSyntaxError(message, token.position);
  }
}

function start(token: Token): number {
  return token.kind === 'quoted' ? token.position + 1 : token.position;
}
