/**
 * What the metadata declares, in one shape for TSDL (CTF 1.8) and for JSON (CTF 2). Types are a graph, since one
 * declaration may be used in many places. What depends on the place of use (native byte order, which field a variant's
 * selector is) is settled when `layout.ts` lays the fields out.
 */
export type ByteOrder = 'le' | 'be' | 'native';
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** What a field of a packet's or of an event's head tells; CTF 2's words. */
export const ROLES = [
  'packet-magic-number',
  'metadata-stream-uuid',
  'data-stream-class-id',
  'data-stream-id',
  'packet-total-length',
  'packet-content-length',
  'default-clock-timestamp',
  'packet-end-default-clock-timestamp',
  'discarded-event-record-counter-snapshot',
  'packet-sequence-number',
  'event-record-class-id',
] as const;
export type Role = (typeof ROLES)[number];

/** The parts of a packet that consist of fields, in the order in which it holds them. */
export const SCOPES = [
  'packet-header',
  'packet-context',
  'event-record-header',
  'event-record-common-context',
  'event-record-specific-context',
  'event-record-payload',
] as const;
export type ScopeName = (typeof SCOPES)[number];

/** Both ends belong to it. */
export interface Range {
  readonly low: bigint;
  readonly high: bigint;
}

/** Ranges may overlap, and a label may have several. */
export interface LabelledRange extends Range {
  readonly label: string;
}

export interface IntegerType {
  readonly kind: 'integer';
  /** In bits, 1 to 64; 64 if it is `variable`. */
  readonly size: number;
  /** It tells its length itself: groups of 7 bits, the least significant first (LEB128). */
  readonly variable: boolean;
  /** In bits, a power of two; so everywhere. */
  readonly align: number;
  readonly signed: boolean;
  readonly order: ByteOrder;
  /** Its bits come in the order that is unusual for its byte order. */
  readonly reversed: boolean;
  /** 2, 8, 10 or 16: for display. */
  readonly base: number;
  readonly shown: 'number' | 'boolean' | 'flags';
  /** Of its values; of its bits if it is shown as flags. */
  readonly labels: readonly LabelledRange[] | undefined;
  /** Its arrays are texts. */
  readonly character: boolean;
  /** The key of the clock whose value it tells. */
  readonly clock: string | undefined;
  readonly roles: readonly Role[];
}

/** An integer as both languages have it unless they say more. */
export const PLAIN_INTEGER = {
  kind: 'integer',
  variable: false,
  signed: false,
  order: 'native',
  reversed: false,
  base: 10,
  shown: 'number',
  labels: undefined,
  character: false,
  clock: undefined,
  roles: [],
} as const;

export interface FloatType {
  readonly kind: 'float';
  /** Bits of the exponent, and of the mantissa with its sign. */
  readonly exponent: number;
  readonly mantissa: number;
  readonly align: number;
  readonly order: ByteOrder;
  readonly reversed: boolean;
}

/** Bits without meaning, more than an integer has. */
export interface BitsType {
  readonly kind: 'bits';
  readonly size: number;
  readonly align: number;
  readonly order: ByteOrder;
  readonly reversed: boolean;
}

/** Ends with a character 0. */
export interface StringType {
  readonly kind: 'string';
  readonly encoding: TextEncoding;
}

export interface DeclaredField {
  readonly name: string;
  readonly type: DeclaredType;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly DeclaredField[];
  /** The least alignment, beyond that of the fields. */
  readonly align: number;
}

/** Where a field is that another one depends on. */
export type FieldPath =
  /** TSDL: from a named scope, else from any enclosing struct, inner first, else from any scope before. */
  | { readonly from: 'anywhere'; readonly path: readonly string[] }
  /** CTF 2: from a scope, or from the struct around the field; null leads to the struct around a struct. */
  | { readonly from: ScopeName | 'here'; readonly path: readonly (string | null)[] };

export interface DeclaredOption extends DeclaredField {
  /** Values of the selector that select it; undefined: those with its name as their label. */
  readonly ranges: readonly Range[] | undefined;
}

export interface VariantType {
  readonly kind: 'variant';
  readonly selector: FieldPath | undefined;
  readonly options: readonly DeclaredOption[];
}

export interface OptionalType {
  readonly kind: 'optional';
  readonly selector: FieldPath;
  /** Values of the selector with which it is there; undefined for a boolean. */
  readonly ranges: readonly Range[] | undefined;
  readonly content: DeclaredType;
}

interface ElementsType {
  readonly element: DeclaredType;
  /** The least alignment, beyond that of the elements. */
  readonly align: number;
  /** Its elements, which are bytes, are a text. */
  readonly encoding: TextEncoding | undefined;
}

export interface ArrayType extends ElementsType {
  readonly kind: 'array';
  readonly length: number;
  readonly roles: readonly Role[];
}

export interface SequenceType extends ElementsType {
  readonly kind: 'sequence';
  readonly length: FieldPath;
}

export type DeclaredType =
  | IntegerType
  | FloatType
  | BitsType
  | StringType
  | StructType
  | VariantType
  | OptionalType
  | ArrayType
  | SequenceType;

/** The most elements of an array, and the most bytes of a text. */
export const LONGEST = 0x7fffffff;

export function isAlignment(value: number): boolean {
  return value >= 1 && value <= 65_536 && Number.isInteger(Math.log2(value));
}
