/**
 * Fields as they lie in a packet: a tree for each scope, in which every path is settled. A variant knows the field that
 * selects its option, a sequence the field that tells its length.
 *
 * A value that another field refers to has a slot: decoders keep the latest value there.
 */
import type { Clock } from './clock.ts';
import type { LabelledRange, Role, TextEncoding } from './declared-types.ts';

interface NodeBase {
  /** Without the underscore that TSDL puts before names that could be keywords. */
  readonly name: string;
  readonly rawName: string;
  /** In bits; a power of two. */
  readonly align: number;
}

/** See `IntegerType`. */
export interface IntegerNode extends NodeBase {
  readonly kind: 'integer';
  readonly size: number;
  readonly variable: boolean;
  readonly signed: boolean;
  readonly bigEndian: boolean;
  readonly reversed: boolean;
  readonly base: number;
  readonly shown: 'number' | 'boolean' | 'flags';
  readonly labels: readonly LabelledRange[] | undefined;
  readonly character: boolean;
  readonly clock: Clock | undefined;
  readonly roles: readonly Role[];
  /** Those of the references that lead to it. */
  readonly slots: number[];
}

/** Of IEEE 754's interchange formats. */
export interface FloatNode extends NodeBase {
  readonly kind: 'float';
  readonly size: number;
  /** Bits of the exponent. */
  readonly exponent: number;
  readonly bigEndian: boolean;
  readonly reversed: boolean;
}

/** Shown as hexadecimal digits. */
export interface BitsNode extends NodeBase {
  readonly kind: 'bits';
  readonly size: number;
  readonly bigEndian: boolean;
  readonly reversed: boolean;
}

export interface StringNode extends NodeBase {
  readonly kind: 'string';
  readonly encoding: TextEncoding;
}

export interface StructNode extends NodeBase {
  readonly kind: 'struct';
  readonly fields: readonly FieldNode[];
}

/** To the integer that was decoded last of those that it leads to: options of one variant can have one each. */
export interface Reference {
  readonly slot: number;
  readonly signed: boolean;
  /** As the metadata writes it. */
  readonly path: string;
}

export interface VariantNode extends NodeBase {
  readonly kind: 'variant';
  readonly selector: Reference;
  readonly options: readonly FieldNode[];
  /** The first range that holds the selector's value decides. */
  readonly cases: readonly { readonly low: number; readonly high: number; readonly option: number }[];
  /** It has one option, and takes no space where that is not selected. */
  readonly optional: boolean;
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly element: FieldNode;
  readonly length: number;
  /** Its elements are the bytes of a text. */
  readonly encoding: TextEncoding | undefined;
  readonly roles: readonly Role[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly element: FieldNode;
  readonly length: Reference;
  readonly encoding: TextEncoding | undefined;
}

export type FieldNode =
  | IntegerNode
  | FloatNode
  | BitsNode
  | StringNode
  | StructNode
  | VariantNode
  | ArrayNode
  | SequenceNode;

/** Places in the field of `node`, reached by a name: of a struct the fields, of a variant the options. */
export function membersOf(node: FieldNode): readonly FieldNode[] {
  if (node.kind === 'struct') return node.fields;
  if (node.kind === 'variant') return node.optional ? membersOf(node.options[0]!) : node.options;
  return [];
}

/** The field that a path of names leads to, or undefined. */
export function descend(fields: readonly FieldNode[], path: readonly string[]): FieldNode | undefined {
  const field = fieldNamed(fields, path[0] ?? '');
  if (path.length <= 1 || field === undefined) return field;
  return descend(membersOf(field), path.slice(1));
}

/** Every integer below `node`, those of arrays excepted, in order. */
export function integersIn(node: FieldNode): IntegerNode[] {
  if (node.kind === 'integer') return [node];
  if (node.kind === 'struct') return node.fields.flatMap(integersIn);
  return node.kind === 'variant' ? node.options.flatMap(integersIn) : [];
}

/** The field called `name` as it is written, else without the underscore. */
function fieldNamed(fields: readonly FieldNode[], name: string): FieldNode | undefined {
  return fields.find((field) => field.rawName === name) ?? fields.find((field) => field.name === plainName(name));
}

export function plainName(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}
