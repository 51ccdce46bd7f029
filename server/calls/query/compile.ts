/**
 * From the wire's query language to the plan's expressions: names are resolved, kinds are checked as ClickHouse checks
 * them, nulls get their meaning. What can't be compared is refused; nothing is converted in silence.
 */
import { InvalidRequest } from '../errors.ts';
import { shown } from '../refs/ref.ts';
import type { Operand, Query } from '../trace-server.ts';
import type { JsonText } from '../values/json-text.ts';
import { readTime } from '../values/time.ts';
import type { Names } from './fields.ts';
import type { Expression } from './plan.ts';

/** Operations, fields, literals and conversions of one query. */
const MAX_NODES = 2_000;
/** Of conditions in conditions: databases stop at a depth of 1,000 of their own. */
const MAX_DEPTH = 100;

type Kind = 'text' | 'number' | 'bool' | 'time' | 'null';
type Comparison = '=' | '>' | '>=' | '<' | '<=';

interface Typed {
  readonly kind: Kind;
  readonly of: Expression;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = { $eq: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };
const NULL: Expression = { is: 'literal', value: null };
const KINDS: Readonly<Record<Kind, string>> = {
  text: 'a text',
  number: 'a number',
  bool: 'true or false',
  time: 'a time',
  null: 'null',
};

/** Throws `InvalidRequest` and `InvalidFieldError`. */
export function compileQuery(query: Query, names: Names): Expression {
  const compiler = new Compiler(names);
  return compiler.condition(query.$expr, 'the query');
}

class Compiler {
  readonly #names: Names;
  #nodes = 0;
  #depth = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  condition(operand: Operand, whose: string): Expression {
    const { kind, of } = this.#compile(operand);
    if (kind !== 'bool' && kind !== 'null') {
      throw new InvalidRequest(`${whose} needs conditions, and ${described(operand)} is ${KINDS[kind]}`);
    }
    return of;
  }

  #compile(operand: Operand): Typed {
    if (++this.#nodes > MAX_NODES) throw new InvalidRequest(`the query has more than ${MAX_NODES} operands`);
    if (++this.#depth > MAX_DEPTH) throw new InvalidRequest(`the query is deeper than ${MAX_DEPTH} levels`);
    const typed = this.#typed(operand);
    this.#depth--;
    return typed;
  }

  #typed(operand: Operand): Typed {
    if ('$literal' in operand) return literal(operand.$literal);
    if ('$getField' in operand) return this.#field(operand.$getField);
    if ('$convert' in operand) return this.#convert(operand.$convert.input, operand.$convert.to);
    if ('$and' in operand) return this.#every('and', operand.$and);
    if ('$or' in operand) return this.#every('or', operand.$or);
    if ('$not' in operand) return condition({ is: 'not', of: this.condition(operand.$not[0], '$not') });
    if ('$in' in operand) return this.#in(operand.$in[0], operand.$in[1]);
    if ('$contains' in operand) return this.#contains(operand.$contains);
    const [name, operands] = Object.entries(operand)[0] as [string, readonly [Operand, Operand]];
    return this.#compare(name, operands);
  }

  /** Of none, `$and` is true and `$or` is false. */
  #every(is: 'and' | 'or', operands: readonly Operand[]): Typed {
    return condition({ is, of: operands.map((operand) => this.condition(operand, `$${is}`)) });
  }

  #field(name: string): Typed {
    const named = this.#names(name);
    if (named === null) return { kind: 'null', of: NULL };
    if ('is' in named) return { kind: named.name === 'latency_ms' ? 'number' : 'text', of: named };
    const as = named.type === 'json' ? 'text' : named.type;
    return { kind: as === 'text' || as === 'time' ? as : 'number', of: { is: 'field', field: named, as } };
  }

  #convert(input: Operand, to: 'double' | 'string' | 'int' | 'bool' | 'exists'): Typed {
    const typed = this.#compile(input);
    const { kind, of } = typed;
    if (to === 'exists') return condition({ is: 'not', of: missing(typed) });
    if (kind === 'null') return typed;
    if (to === 'string' && kind === 'text') return typed;
    if (to === 'bool' && kind === 'bool') return typed;
    if (
      to === 'bool' ? kind === 'text' : to !== 'string' && (kind === 'text' || kind === 'number' || kind === 'time')
    ) {
      return { kind: to === 'bool' ? 'bool' : 'number', of: converted(of, to) };
    }
    throw new InvalidRequest(`${described(input)} is ${KINDS[kind]}, which can't be converted to ${to}`);
  }

  #in(operand: Operand, among: readonly Operand[]): Typed {
    const left = this.#compile(operand);
    const literals: (string | number)[] = [];
    const others: Expression[] = [];
    for (const one of among) {
      const equal = this.#equal('$in', operand, left, one, this.#compile(one));
      if (equal.is === '=' && equal.left === left.of && equal.right.is === 'literal' && isPlain(equal.right.value)) {
        literals.push(equal.right.value);
      } else {
        others.push(equal);
      }
    }
    if (literals.length > 0) others.unshift({ is: 'in', left: left.of, among: literals });
    return condition(others.length === 1 ? others[0]! : { is: 'or', of: others });
  }

  #contains({ input, substr, case_insensitive: ignoreCase }: ContainsOperands): Typed {
    const [whole, part] = [this.#compile(input), this.#compile(substr)];
    for (const [operand, { kind }] of [
      [input, whole],
      [substr, part],
    ] as const) {
      if (kind !== 'text' && kind !== 'null') {
        throw new InvalidRequest(`$contains looks for texts in texts, and ${described(operand)} is ${KINDS[kind]}`);
      }
    }
    return condition({ is: 'contains', input: whole.of, part: part.of, ignoreCase: ignoreCase === true });
  }

  #compare(name: string, [left, right]: readonly [Operand, Operand]): Typed {
    const [a, b] = [this.#compile(left), this.#compile(right)];
    return condition(this.#equal(name, left, a, right, b));
  }

  /** `name` tells which comparison; `$in` is one with each. */
  #equal(name: string, left: Operand, a: Typed, right: Operand, b: Typed): Expression {
    const is = COMPARISONS[name] ?? '=';
    if (b.of === NULL) return is === '=' ? missing(a) : NULL;
    if (a.of === NULL) return is === '=' ? missing(b) : NULL;
    if (a.kind === b.kind) return { is, left: a.of, right: b.of };
    const [x, y] = [asTime(a, b), asTime(b, a)];
    if (x !== undefined && y !== undefined) return { is, left: x, right: y };
    throw new InvalidRequest(
      `${name} compares ${described(left)}, which is ${KINDS[a.kind]}, with ${described(right)}, which is ${KINDS[b.kind]}: use $convert`,
    );
  }
}

interface ContainsOperands {
  readonly input: Operand;
  readonly substr: Operand;
  readonly case_insensitive?: boolean | null | undefined;
}

function condition(of: Expression): Typed {
  return { kind: 'bool', of };
}

/** A list or an object stands for its JSON, which is the text of a field that has it. */
function literal({ text }: JsonText): Typed {
  if (text === 'null') return { kind: 'null', of: NULL };
  if (text === 'true' || text === 'false') return { kind: 'bool', of: { is: 'literal', value: text === 'true' } };
  if (text.startsWith('"')) {
    return { kind: 'text', of: { is: 'literal', value: (JSON.parse(text) as string).toWellFormed() } };
  }
  if (text.startsWith('{') || text.startsWith('[')) return { kind: 'text', of: { is: 'literal', value: text } };
  const value = Number(text);
  if (!Number.isFinite(value)) throw new InvalidRequest(`$literal ${text.slice(0, 50)} is too large for a number`);
  // Not the negative zero.
  return { kind: 'number', of: { is: 'literal', value: value + 0 } };
}

function missing({ of }: Typed): Expression {
  if (of.is === 'field' && of.as === 'text' && of.field.type === 'json') {
    return { is: 'not', of: { is: 'exists', field: of.field } };
  }
  return { is: 'missing', of };
}

function converted(of: Expression, to: 'double' | 'int' | 'bool' | 'string'): Expression {
  if (to === 'string') return of;
  if (of.is === 'field') return of.as === 'int' && to === 'double' ? of : { ...of, as: to };
  return { is: 'convert', input: of, to };
}

/** One side of a comparison with a time, as it is compared; undefined if it can't be. */
function asTime({ kind, of }: Typed, other: Typed): Expression | undefined {
  if (kind === 'time') {
    // With a number that isn't known, both are seconds.
    return other.kind === 'number' && other.of.is !== 'literal' ? converted(of, 'double') : of;
  }
  if (other.kind !== 'time') return undefined;
  if (kind === 'number' && of.is !== 'literal') return of;
  if (of.is !== 'literal') return undefined;
  if (kind === 'number') return { is: 'literal', value: clamped(Math.round((of.value as number) * 1e6)) };
  if (kind !== 'text') return undefined;
  const time = readTime(of.value as string);
  if (time === undefined) {
    throw new InvalidRequest(`${shown(of.value as string)} is no time: ISO 8601, or seconds since 1970, are`);
  }
  return { is: 'literal', value: time };
}

/** No time is beyond. */
function clamped(us: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(us, Number.MAX_SAFE_INTEGER)) + 0;
}

function isPlain(value: string | number | boolean | null): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function described(operand: Operand): string {
  if ('$getField' in operand) return `the field ${shown(operand.$getField)}`;
  if ('$literal' in operand) return `the literal ${shown(operand.$literal.text)}`;
  return `a ${Object.keys(operand)[0]}`;
}
