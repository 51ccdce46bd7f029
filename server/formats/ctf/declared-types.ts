/**
 * Types as the metadata declares them: a graph, since one declaration may be used in many places. What depends on the
 * place of use (native byte order, which field a variant's tag is) is settled when `layout.ts` lays the fields out.
 */
export type ByteOrder = 'le' | 'be' | 'native';

export interface IntegerType {
  readonly kind: 'integer';
  /** In bits, 1 to 64. */
  readonly size: number;
  /** In bits, a power of two; so everywhere. */
  readonly align: number;
  readonly signed: boolean;
  /** 2, 8, 10 or 16: for display. */
  readonly base: number;
  readonly order: ByteOrder;
  /** Its arrays are texts. */
  readonly character: boolean;
  /** The name of the clock whose value it tells. */
  readonly clock: string | undefined;
}

export interface FloatType {
  readonly kind: 'float';
  /** Bits of the exponent, and of the mantissa with its sign. */
  readonly exponent: number;
  readonly mantissa: number;
  readonly align: number;
  readonly order: ByteOrder;
}

export interface StringType {
  readonly kind: 'string';
}

/** Both ends belong to it. Ranges may overlap, and a label may have several. */
export interface EnumRange {
  readonly label: string;
  readonly low: bigint;
  readonly high: bigint;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly container: IntegerType;
  readonly ranges: readonly EnumRange[];
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

export interface VariantType {
  readonly kind: 'variant';
  readonly tag: readonly string[] | undefined;
  readonly options: readonly DeclaredField[];
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: DeclaredType;
  readonly length: number;
}

export interface SequenceType {
  readonly kind: 'sequence';
  readonly element: DeclaredType;
  readonly length: readonly string[];
}

export type DeclaredType =
  | IntegerType
  | FloatType
  | StringType
  | EnumType
  | StructType
  | VariantType
  | ArrayType
  | SequenceType;

export type AttributeValue = bigint | string;

/** The statements of one block: `key = value` and `key := type`. */
export interface Block {
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** Index of its first character in the text, for errors. */
  readonly at: number;
}

export interface Metadata {
  readonly trace: Block | undefined;
  readonly environment: ReadonlyMap<string, AttributeValue>;
  readonly clocks: readonly Block[];
  readonly streams: readonly Block[];
  readonly events: readonly Block[];
}
