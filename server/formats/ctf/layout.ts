/**
 * Lays declared types out as the trees of `nodes.ts`, one for each scope: packet header, packet context, event header,
 * stream's event context, event's own context, payload. Decoders, compiled or not, walk these trees only.
 *
 * Declared types are graphs, so the tree's size is limited: hostile text could make it grow exponentially.
 */
import { FormatError } from '../reader.ts';
import type { Clock } from './clock.ts';
import type {
  AttributeValue,
  ByteOrder,
  DeclaredField,
  DeclaredType,
  EnumRange,
  StructType,
} from './declared-types.ts';

import {
  descend,
  type FieldNode,
  fieldNamed,
  type IntegerNode,
  plainName,
  type StructNode,
  type VariantNode,
} from './nodes.ts';

const MAX_NODES = 200_000;
const MAX_DEPTH = 64;

/** The scopes that a path can begin with, in the order in which a packet holds them. */
const SCOPES = [
  'trace.packet.header',
  'stream.packet.context',
  'stream.event.header',
  'stream.event.context',
  'event.context',
  'event.fields',
] as const;
export type ScopeName = (typeof SCOPES)[number];
export type Scopes = Partial<Record<ScopeName, StructNode>>;

export interface LayoutContext {
  readonly order: 'le' | 'be';
  readonly environment: ReadonlyMap<string, AttributeValue>;
  readonly clocks: ReadonlyMap<string, Clock>;
  readonly file: string;
}

/** What the fields laid out so far of a compound look like, to find paths in. */
interface Open {
  readonly fields: FieldNode[];
}

/** Lays scopes out; numbers slots over all scopes of a trace. */
export class Layout {
  readonly #context: LayoutContext;
  #nodes = 0;
  #slots = 0;
  #depth = 0;

  constructor(context: LayoutContext) {
    this.#context = context;
  }

  get slots(): number {
    return this.#slots;
  }

  /** `outer` holds the scopes before this one. Throws a `FormatError` where a path leads nowhere. */
  scope(name: ScopeName, type: DeclaredType, outer: Scopes): StructNode {
    if (type.kind !== 'struct') throw this.#error(`${name} must be a struct`);
    return this.#struct(name, type, [], name, outer);
  }

  #error(message: string): FormatError {
    return new FormatError(message, this.#context.file);
  }

  #struct(name: string, type: StructType, open: readonly Open[], scope: ScopeName, outer: Scopes): StructNode {
    const fields: FieldNode[] = [];
    const inner = [...open, { fields }];
    for (const field of type.fields) fields.push(this.#field(field, inner, scope, outer));
    const align = fields.reduce((most, field) => Math.max(most, field.align), type.align);
    return { kind: 'struct', ...named(name), align, fields };
  }

  #field(field: DeclaredField, open: readonly Open[], scope: ScopeName, outer: Scopes): FieldNode {
    if (++this.#nodes > MAX_NODES) throw this.#error('the types of this trace have more than 200,000 fields');
    if (++this.#depth > MAX_DEPTH) throw this.#error(`types are nested more than ${MAX_DEPTH} deep`);
    const node = this.#node(field, open, scope, outer);
    this.#depth--;
    return node;
  }

  #node(field: DeclaredField, open: readonly Open[], scope: ScopeName, outer: Scopes): FieldNode {
    const { type } = field;
    const base = named(field.name);
    const bigEndian = (order: ByteOrder) => (order === 'native' ? this.#context.order : order) === 'be';
    switch (type.kind) {
      case 'enum':
      case 'integer': {
        const {
          size,
          align,
          signed,
          base: radix,
          order,
          character,
          clock,
        } = type.kind === 'enum' ? type.container : type;
        return {
          kind: 'integer',
          ...base,
          align,
          size,
          signed,
          bigEndian: bigEndian(order),
          base: radix,
          character,
          labels: type.kind === 'enum' ? type.ranges : undefined,
          clock: clock === undefined ? undefined : this.#clock(clock),
          slot: -1,
        };
      }
      case 'float': {
        const size = type.exponent + type.mantissa;
        const odd = !((size === 32 && type.exponent === 8) || (size === 64 && type.exponent === 11));
        return { kind: 'float', ...base, align: type.align, size, odd, bigEndian: bigEndian(type.order) };
      }
      case 'string':
        return { kind: 'string', ...base, align: 8 };
      case 'struct':
        return this.#struct(field.name, type, open, scope, outer);
      case 'variant': {
        if (type.tag === undefined) throw this.#error(`variant ${field.name} has no tag`);
        const tag = this.#refer(type.tag, open, scope, outer, `the tag of ${field.name}`);
        if (tag.labels === undefined) throw this.#error(`the tag of ${field.name}, ${type.tag.join('.')}, is no enum`);
        const options = type.options.map((option) => this.#field(option, [...open, { fields: [] }], scope, outer));
        return { kind: 'variant', ...base, align: 1, tag, options, cases: casesOf(tag.labels, options) };
      }
      case 'array':
        return this.#array(field.name, type.element, type.length, open, scope, outer);
      case 'sequence': {
        const [first, key] = type.length;
        if (first === 'env') {
          const length = Number(this.#context.environment.get(key ?? '') ?? Number.NaN);
          if (!(Number.isInteger(length) && length >= 0 && length <= 0x7fffffff))
            throw this.#error(`${type.length.join('.')} is no length`);
          return this.#array(field.name, type.element, length, open, scope, outer);
        }
        const length = this.#refer(type.length, open, scope, outer, `the length of ${field.name}`);
        const element = this.#field({ name: '', type: type.element }, open, scope, outer);
        return { kind: 'sequence', ...base, align: element.align, element, length, text: isCharacter(element) };
      }
    }
  }

  #array(
    name: string,
    type: DeclaredType,
    length: number,
    open: readonly Open[],
    scope: ScopeName,
    outer: Scopes,
  ): FieldNode {
    const element = this.#field({ name: '', type }, open, scope, outer);
    return { kind: 'array', ...named(name), align: element.align, element, length, text: isCharacter(element) };
  }

  #clock(name: string): Clock {
    const clock = this.#context.clocks.get(name);
    if (clock === undefined) throw this.#error(`no clock is called ${name}`);
    return clock;
  }

  /** The integer that `path` names: absolute, or relative to the enclosing compounds, inner first, then to outer scopes. */
  #refer(path: readonly string[], open: readonly Open[], scope: ScopeName, outer: Scopes, what: string): IntegerNode {
    const found = this.#find(path, open, scope, outer);
    if (found === undefined) throw this.#error(`${what}, ${path.join('.')}, is not a field before it`);
    if (found.kind !== 'integer') throw this.#error(`${what}, ${path.join('.')}, is no integer`);
    if (found.slot < 0) found.slot = this.#slots++;
    return found;
  }

  #find(path: readonly string[], open: readonly Open[], scope: ScopeName, outer: Scopes): FieldNode | undefined {
    const written = path.join('.');
    for (const name of SCOPES) {
      if (!written.startsWith(`${name}.`)) continue;
      const rest = path.slice(name.split('.').length);
      const fields = name === scope ? open[0]?.fields : outer[name]?.fields;
      const found = fields && descend(fields, rest);
      if (found !== undefined) return found;
    }
    for (let i = open.length - 1; i >= 0; i--) {
      const found = descend(open[i]!.fields, path);
      if (found !== undefined) return found;
    }
    for (let i = SCOPES.length - 1; i >= 0; i--) {
      const found = descend(outer[SCOPES[i]!]?.fields ?? [], path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function named(name: string): { name: string; rawName: string } {
  return { name: plainName(name), rawName: name };
}

function isCharacter(node: FieldNode): boolean {
  return node.kind === 'integer' && node.character && node.size === 8 && node.align <= 8;
}

function casesOf(labels: readonly EnumRange[], options: readonly FieldNode[]): VariantNode['cases'] {
  return labels.flatMap(({ label, low, high }) => {
    const option = fieldNamed(options, label);
    return option === undefined ? [] : [{ low: Number(low), high: Number(high), option: options.indexOf(option) }];
  });
}
