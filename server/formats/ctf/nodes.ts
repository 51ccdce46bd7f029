/**
 * Fields as they lie in a packet: a tree for each scope, in which every path is settled. A variant knows the field that
 * selects its option, a sequence the field that tells its length.
 *
 * A value that another field refers to has a `slot`: decoders keep the latest value there.
 */
import type { Clock } from './clock.ts';
import type { EnumRange } from './declared-types.ts';

interface NodeBase {
  /** Without the underscore that TSDL puts before names that could be keywords. */
  readonly name: string;
  readonly rawName: string;
  /** In bits; a power of two. */
  readonly align: number;
}

/** An enum is an integer with labels. */
export interface IntegerNode extends NodeBase {
  readonly kind: 'integer';
  readonly size: number;
  readonly signed: boolean;
  readonly bigEndian: boolean;
  readonly base: number;
  readonly character: boolean;
  readonly labels: readonly EnumRange[] | undefined;
  readonly clock: Clock | undefined;
  /** −1 if nothing refers to it. */
  slot: number;
}

export interface FloatNode extends NodeBase {
  readonly kind: 'float';
  readonly size: number;
  /** Neither 32 nor 64 bits of IEEE: shown as bits. */
  readonly odd: boolean;
  readonly bigEndian: boolean;
}

export interface StringNode extends NodeBase {
  readonly kind: 'string';
}

export interface StructNode extends NodeBase {
  readonly kind: 'struct';
  readonly fields: readonly FieldNode[];
}

export interface VariantNode extends NodeBase {
  readonly kind: 'variant';
  readonly tag: IntegerNode;
  readonly options: readonly FieldNode[];
  /** The first range that holds the tag's value decides. */
  readonly cases: readonly { readonly low: number; readonly high: number; readonly option: number }[];
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly element: FieldNode;
  readonly length: number;
  /** Told as one text. */
  readonly text: boolean;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly element: FieldNode;
  readonly length: IntegerNode;
  readonly text: boolean;
}

export type FieldNode = IntegerNode | FloatNode | StringNode | StructNode | VariantNode | ArrayNode | SequenceNode;

/** The field that a path of names leads to, or undefined. */
export function descend(fields: readonly FieldNode[], path: readonly string[]): FieldNode | undefined {
  const field = fieldNamed(fields, path[0] ?? '');
  if (path.length <= 1 || field === undefined) return field;
  if (field.kind === 'struct') return descend(field.fields, path.slice(1));
  if (field.kind === 'variant') return descend(field.options, path.slice(1));
  return undefined;
}

/** Every integer below `node`, those of arrays excepted, in order. */
export function integersIn(node: FieldNode): IntegerNode[] {
  if (node.kind === 'integer') return [node];
  if (node.kind === 'struct') return node.fields.flatMap(integersIn);
  return node.kind === 'variant' ? node.options.flatMap(integersIn) : [];
}

/** The field called `name` as it is written, else without the underscore. */
export function fieldNamed(fields: readonly FieldNode[], name: string): FieldNode | undefined {
  return fields.find((field) => field.rawName === name) ?? fields.find((field) => field.name === plainName(name));
}

export function plainName(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}
