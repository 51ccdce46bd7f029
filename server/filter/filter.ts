/**
 * A filter: tells whether something that has named values (a state, a row, an event) is wanted.
 *
 *   const filter = parseFilter('Duration > 10ms && label matches ^parse');
 *   filter.matches({ keys: ['label', 'Duration'], values: (key) => (key === 'label' ? 'parseAll' : 12_000_000) });
 *
 * The language and its meaning are Trace Compass's (see `parser.ts`); a condition holds if *any* value under the field
 * satisfies it, so `x != 1` is false where x is missing. Where this differs, it is to do what the user meant:
 * - a field that no key equals is looked up again without regard to case, so `tid == 1` and `cpu matches [0-1]` work;
 * - `*`, and so a lone value, leaves out the keys that the subject declares as `namedOnly` (times: digits in them would
 *   match nearly anything);
 * - what can't be parsed is an error with a position, never ignored.
 *
 * Cost: a condition on one field reads that field only; nothing is allocated per subject.
 */
import { type Condition, type FilterNode, parse } from './parser.ts';
import { parseQuantity, type Quantity } from './quantity.ts';
import { RegexSyntaxError, type SafeRegex, safeRegex } from './safe-regex.ts';
import { FilterSyntaxError } from './syntax-error.ts';

export { FilterSyntaxError } from './syntax-error.ts';

export type FilterValue = string | Quantity;

export interface FilterShape {
  /** Hand in the same array for subjects of one shape: which keys a condition reads is worked out once an array. */
  readonly keys: readonly string[];
  /** Keys besides `keys`, which count only where a condition names them. */
  readonly namedOnly?: readonly string[];
}

export interface FilterSubject extends FilterShape {
  /** The value or values under one of the keys; undefined or none where it is absent. */
  values(key: string): FilterValue | readonly FilterValue[] | undefined;
}

export interface Filter {
  readonly text: string;
  /** The keys whose values can matter to subjects of this shape: no others need be worked out. */
  reads(shape: FilterShape): ReadonlySet<string>;
  matches(subject: FilterSubject): boolean;
}

export interface ParsedFilter extends Filter {
  /** What its conditions name, without `*`. */
  readonly fields: readonly string[];
}

const REMEMBERED = 4096;

type Predicate = (subject: FilterSubject) => boolean;
type Test = (value: FilterValue) => boolean;

/** Throws a `FilterSyntaxError`. */
export function parseFilter(text: string): ParsedFilter {
  const tree = parse(text);
  const fields = [...new Set(conditions(tree).map((condition) => condition.field))];
  return {
    text,
    fields: fields.filter((field) => field !== '*'),
    reads: (shape) => new Set(fields.flatMap((field) => keysOf(field, shape))),
    matches: compile(tree),
  };
}

function conditions(node: FilterNode): readonly Condition[] {
  switch (node.kind) {
    case 'condition':
      return [node];
    case 'not':
      return conditions(node.node);
    case 'all':
      return node.nodes.flatMap(conditions);
    case 'chain':
      return [node.first, ...node.rest.map((link) => link.node)].flatMap(conditions);
  }
}

function compile(node: FilterNode): Predicate {
  switch (node.kind) {
    case 'condition':
      return anyValue(node.field, test(node));
    case 'not': {
      const inner = compile(node.node);
      return (subject) => !inner(subject);
    }
    case 'all': {
      const parts = node.nodes.map(compile);
      return (subject) => parts.every((part) => part(subject));
    }
    case 'chain': {
      const first = compile(node.first);
      const links = node.rest.map((link) => ({ and: link.separator === '&&', holds: compile(link.node) }));
      return (subject) => {
        let result = first(subject);
        for (const { and, holds } of links) {
          if (result === and) result = holds(subject);
        }
        return result;
      };
    }
  }
}

function anyValue(field: string, accepts: Test): Predicate {
  const read = new WeakMap<readonly string[], readonly string[]>();
  let known: readonly string[] | undefined;
  let keys: readonly string[] = [];
  return (subject) => {
    if (subject.keys !== known) {
      known = subject.keys;
      keys = read.get(known) ?? keysOf(field, subject);
      read.set(known, keys);
    }
    for (let i = 0; i < keys.length; i++) {
      const value = subject.values(keys[i]!);
      if (value === undefined) continue;
      if (typeof value === 'object' ? value.some(accepts) : accepts(value)) return true;
    }
    return false;
  };
}

function keysOf(field: string, { keys, namedOnly = [] }: FilterShape): readonly string[] {
  return field === '*' ? keys : keysNamed(field, [...keys, ...namedOnly]);
}

/** Those that equal the field; if none does, those that do but for case. Trace Compass puts "> " before keys that a tooltip indents. */
export function keysNamed(field: string, keys: readonly string[]): readonly string[] {
  const exact = keys.filter((key) => key === field || key === `> ${field}`);
  if (exact.length > 0) return exact;
  const lower = field.toLowerCase();
  return keys.filter((key) => key.toLowerCase() === lower || key.toLowerCase() === `> ${lower}`);
}

function test(condition: Condition): Test {
  const { operator, value } = condition;
  const number = parseQuantity(value);
  switch (operator) {
    case 'present':
      return () => true;
    case '==':
      return (actual) => equal(actual, value, number);
    case '!=':
      return (actual) => !equal(actual, value, number);
    case 'contains':
      return (actual) => String(actual).includes(value);
    case 'matches': {
      const found = remembering(compileRegex(condition));
      return (actual) => found(String(actual)) || equalNumber(actual, number);
    }
    case '<':
      return (actual) => order(actual, value, number) < 0;
    case '>':
      return (actual) => order(actual, value, number) > 0;
  }
}

function compileRegex(condition: Condition): SafeRegex {
  try {
    return safeRegex(condition.value);
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    throw new FilterSyntaxError(`regular expression: ${error.message}`, condition.position + error.position);
  }
}

/** The same few texts are asked about again and again; matching takes microseconds, looking up a fraction of one. */
export function remembering(regex: SafeRegex): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      found = regex.test(text);
      known.set(text, found);
    }
    return found;
  };
}

function equal(actual: FilterValue, value: string, number: Quantity | undefined): boolean {
  return String(actual) === value || equalNumber(actual, number);
}

function equalNumber(actual: FilterValue, number: Quantity | undefined): boolean {
  if (number === undefined) return false;
  const left = typeof actual === 'string' ? parseQuantity(actual) : actual;
  return left !== undefined && compare(left, number) === 0;
}

/** Numbers as numbers; if either side is not one, as texts. */
function order(actual: FilterValue, value: string, number: Quantity | undefined): number {
  const left = typeof actual === 'string' ? parseQuantity(actual) : actual;
  if (left !== undefined && number !== undefined) return compare(left, number);
  return compare(String(actual), value);
}

/** number and bigint compare exactly in any mixture; NaN is above all. */
function compare<T extends string | Quantity>(left: T, right: T): number {
  return left < right ? -1 : left <= right ? 0 : 1;
}
