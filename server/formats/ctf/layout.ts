/**
 * Lays declared types out as the trees of `nodes.ts`, one for each scope: packet header, packet context, event header,
 * stream's event context, event's own context, payload. Decoders, compiled or not, walk these trees only.
 *
 * Declared types are graphs, so the tree's size is limited: hostile text could make it grow exponentially.
 */
import { FormatError } from '../reader.ts';
import { oddlyOrdered } from './byte-orders.ts';
import type { Clock } from './clock.ts';
import {
  type ArrayType,
  type ByteOrder,
  type DeclaredField,
  type DeclaredOption,
  type DeclaredType,
  type FieldPath,
  type IntegerType,
  LONGEST,
  type OptionalType,
  type Range,
  type ScopeName,
  type SequenceType,
  type StructType,
  type VariantType,
} from './declared-types.ts';
import { integersAt, type OpenStruct, type Scopes, type Standpoint } from './field-paths.ts';
import { exponentOf } from './floats.ts';
import {
  type FieldNode,
  type IntegerNode,
  plainName,
  type Reference,
  type StructNode,
  type VariantNode,
} from './nodes.ts';
import { reservedRoles } from './tsdl-trace.ts';

const MAX_NODES = 200_000;
const MAX_DEPTH = 64;
/** Of one struct: paths are looked up among them one by one. */
const MAX_FIELDS = 10_000;

interface LayoutContext {
  readonly version: 1 | 2;
  readonly order: 'le' | 'be';
  readonly environment: ReadonlyMap<string, bigint | string>;
  readonly clocks: ReadonlyMap<string, Clock>;
  readonly file: string;
}

/** Lays scopes out; numbers slots over all scopes of a trace. */
export class Layout {
  readonly #context: LayoutContext;
  #nodes = 0;
  #slots = 0;
  #depth = 0;
  /** By the numbers of the integers that they lead to. */
  readonly #references = new Map<string, Reference>();
  readonly #numbers = new Map<IntegerNode, number>();

  constructor(context: LayoutContext) {
    this.#context = context;
  }

  get slots(): number {
    return this.#slots;
  }

  /** `outer` holds the scopes before this one. Throws a `FormatError` where a path leads nowhere. */
  scope(scope: ScopeName, type: DeclaredType, outer: Scopes): StructNode {
    if (type.kind !== 'struct') throw this.#error(`${scope} must be a struct`);
    return this.#struct({ name: '', type }, type, { scope, open: [], outer });
  }

  #error(message: string): FormatError {
    return new FormatError(message, this.#context.file);
  }

  #named(name: string): { name: string; rawName: string } {
    return { name: this.#context.version === 1 ? plainName(name) : name, rawName: name };
  }

  #isBig(order: ByteOrder): boolean {
    return (order === 'native' ? this.#context.order : order) === 'be';
  }

  #struct({ name }: DeclaredField, type: StructType, at: Standpoint): StructNode {
    if (type.fields.length > MAX_FIELDS) throw this.#error(`struct ${name} has more than ${MAX_FIELDS} fields`);
    const open: OpenStruct = { fields: [], member: '' };
    const inside = { ...at, open: [...at.open, open] };
    for (const field of type.fields) {
      open.member = field.name;
      open.fields.push(this.#field(field, inside));
    }
    const odd = this.#context.version === 2 ? oddlyOrdered(open.fields, type.align) : undefined;
    if (odd !== undefined)
      throw this.#error(`${odd.name} has another byte order than the field before it in the same byte`);
    const align = open.fields.reduce((most, field) => Math.max(most, field.align), type.align);
    return { kind: 'struct', ...this.#named(name), align, fields: open.fields };
  }

  #field(field: DeclaredField, at: Standpoint): FieldNode {
    if (++this.#nodes > MAX_NODES) throw this.#error('the types of this trace have more than 200,000 fields');
    if (++this.#depth > MAX_DEPTH) throw this.#error(`types are nested more than ${MAX_DEPTH} deep`);
    const node = this.#node(field, at);
    this.#depth--;
    return node;
  }

  #node(field: DeclaredField, at: Standpoint): FieldNode {
    const { type } = field;
    const base = this.#named(field.name);
    switch (type.kind) {
      case 'integer':
        return this.#integer(field, type, at);
      case 'float': {
        const { align, reversed, exponent } = type;
        const common = { ...base, align, size: exponent + type.mantissa, bigEndian: this.#isBig(type.order), reversed };
        return exponent === exponentOf(common.size)
          ? { kind: 'float', ...common, exponent }
          : { kind: 'bits', ...common };
      }
      case 'bits': {
        const { size, align, reversed } = type;
        return { kind: 'bits', ...base, align, size, bigEndian: this.#isBig(type.order), reversed };
      }
      case 'string':
        return { kind: 'string', ...base, align: 8, encoding: type.encoding };
      case 'struct':
        return this.#struct(field, type, at);
      case 'variant':
        return this.#variant(field, type, at);
      case 'optional':
        return this.#optional(field, type, at);
      case 'array':
        return this.#array(field, type, type.length, at);
      case 'sequence':
        return this.#sequence(field, type, at);
    }
  }

  #integer({ name }: DeclaredField, type: IntegerType, at: Standpoint): IntegerNode {
    const { order, clock, roles, ...rest } = type;
    const named = this.#named(name);
    return {
      ...rest,
      ...named,
      bigEndian: this.#isBig(order),
      clock: clock === undefined ? undefined : this.#clock(clock),
      roles: this.#context.version === 1 ? reservedRoles(at.scope, named.name, at.open.length === 1) : roles,
      slots: [],
    };
  }

  #variant({ name }: DeclaredField, type: VariantType, at: Standpoint): VariantNode {
    if (type.selector === undefined) throw this.#error(`variant ${name} has no tag`);
    const { reference, integers } = this.#refer(type.selector, at, `the tag of ${name}`);
    const options = type.options.map((option, i) => this.#field({ ...option, name: option.name || String(i) }, at));
    const labels = type.options.some(({ ranges }) => ranges === undefined) ? integers[0]!.labels : [];
    if (labels === undefined) throw this.#error(`the tag of ${name}, ${reference.path}, is no enum`);
    const cases = [
      ...type.options.flatMap(({ ranges }, option) => casesOf(ranges ?? [], option)),
      ...labels.flatMap((range) => casesOf([range], optionNamed(type.options, range.label))),
    ];
    return { kind: 'variant', ...this.#named(name), align: 1, selector: reference, options, cases, optional: false };
  }

  #optional({ name }: DeclaredField, type: OptionalType, at: Standpoint): VariantNode {
    const { reference, integers } = this.#refer(type.selector, at, `the selector of ${name}`);
    const boolean = integers.every(({ shown }) => shown === 'boolean');
    const ranges = boolean ? [{ low: 1n, high: 1n }] : type.ranges;
    if (ranges === undefined) throw this.#error(`${name} has no ranges for its selector ${reference.path}`);
    const options = [this.#field({ name, type: type.content }, at)];
    const base = { kind: 'variant', ...this.#named(name), align: 1 } as const;
    return { ...base, selector: reference, options, cases: casesOf(ranges, 0), optional: true };
  }

  #array({ name }: DeclaredField, type: ArrayType | SequenceType, length: number, at: Standpoint): FieldNode {
    const element = this.#field({ name: '', type: type.element }, at);
    const { encoding } = type;
    const named = this.#named(name);
    const roles = type.kind === 'array' ? type.roles : [];
    return {
      kind: 'array',
      ...named,
      align: Math.max(type.align, element.align),
      element,
      length,
      encoding,
      roles: this.#context.version === 1 ? reservedRoles(at.scope, named.name, at.open.length === 1) : roles,
    };
  }

  #sequence(field: DeclaredField, type: SequenceType, at: Standpoint): FieldNode {
    const { path } = type.length;
    if (type.length.from === 'anywhere' && path[0] === 'env') {
      const length = Number(this.#context.environment.get(path[1] ?? '') ?? Number.NaN);
      if (!(Number.isInteger(length) && length >= 0 && length <= LONGEST))
        throw this.#error(`${path.join('.')} is no length`);
      return this.#array(field, type, length, at);
    }
    const { reference } = this.#refer(type.length, at, `the length of ${field.name}`);
    const element = this.#field({ name: '', type: type.element }, at);
    const align = Math.max(type.align, element.align);
    const { encoding } = type;
    return { kind: 'sequence', ...this.#named(field.name), align, element, length: reference, encoding };
  }

  #clock(key: string): Clock {
    const clock = this.#context.clocks.get(key);
    if (clock === undefined) throw this.#error(`no clock is called ${key}`);
    return clock;
  }

  /** Gives the integers that `path` leads to a slot. Those that several paths lead to together share theirs. */
  #refer(path: FieldPath, at: Standpoint, what: string): { reference: Reference; integers: readonly IntegerNode[] } {
    const written = path.path.map((name) => name ?? 'parent').join('.');
    const integers = integersAt(path, at);
    if (integers === undefined) throw this.#error(`${what}, ${written}, is not a field before it`);
    if (integers.length === 0) throw this.#error(`${what}, ${written}, is no integer`);
    const key = integers.map((integer) => this.#numberOf(integer)).join();
    let reference = this.#references.get(key);
    if (reference === undefined) {
      reference = { slot: this.#slots++, signed: integers.some(({ signed }) => signed), path: written };
      this.#references.set(key, reference);
      for (const { slots } of integers) slots.push(reference.slot);
    }
    return { reference, integers };
  }

  #numberOf(integer: IntegerNode): number {
    const number = this.#numbers.get(integer) ?? this.#numbers.size;
    this.#numbers.set(integer, number);
    return number;
  }
}

function optionNamed(options: readonly DeclaredOption[], label: string): number {
  const exact = options.findIndex(({ name }) => name === label);
  return exact >= 0 ? exact : options.findIndex(({ name }) => plainName(name) === plainName(label));
}

function casesOf(ranges: readonly Range[], option: number): VariantNode['cases'] {
  return option < 0 ? [] : ranges.map(({ low, high }) => ({ low: Number(low), high: Number(high), option }));
}
