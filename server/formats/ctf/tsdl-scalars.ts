/** The attributes of `integer { … }` and `floating_point { … }`, read into types, with their defaults. */
import {
  type ByteOrder,
  type DeclaredType,
  type FloatType,
  type IntegerType,
  isAlignment,
  PLAIN_INTEGER,
} from './declared-types.ts';

export type AttributeValue = bigint | string;

type Attributes = ReadonlyMap<string, AttributeValue>;
type Reason = (message: string) => Error;

const BASES: Readonly<Record<string, number>> = {
  decimal: 10,
  dec: 10,
  d: 10,
  i: 10,
  u: 10,
  hexadecimal: 16,
  hex: 16,
  x: 16,
  X: 16,
  p: 16,
  octal: 8,
  oct: 8,
  o: 8,
  binary: 2,
  b: 2,
};

export function integerOf(attributes: Attributes, reason: Reason): IntegerType {
  const size = numberOf(attributes, 'size', reason);
  if (size === undefined) throw reason('an integer needs a size');
  if (size < 1 || size > 64) throw reason(`an integer of ${size} bits: 1 to 64 are possible`);
  const map = attributes.get('map');
  return {
    ...PLAIN_INTEGER,
    size,
    align: alignOf(attributes, size, reason),
    signed: booleanOf(attributes.get('signed') ?? 'false', reason),
    base: baseOf(attributes.get('base') ?? 10n, reason),
    order: orderOf(attributes.get('byte_order') ?? 'native', reason),
    character: /^(utf-?8|ascii)$/i.test(String(attributes.get('encoding') ?? 'none')),
    clock: map === undefined ? undefined : (/^clock\.(.+?)(?:\.value)?$/.exec(String(map))?.[1] ?? String(map)),
  };
}

export function floatOf(attributes: Attributes, reason: Reason): FloatType {
  const exponent = numberOf(attributes, 'exp_dig', reason);
  const mantissa = numberOf(attributes, 'mant_dig', reason);
  if (exponent === undefined || mantissa === undefined)
    throw reason('a floating point number needs exp_dig and mant_dig');
  const size = exponent + mantissa;
  if (exponent < 1 || mantissa < 1 || size > 1024) throw reason(`a floating point number of ${size} bits`);
  return {
    kind: 'float',
    exponent,
    mantissa,
    align: alignOf(attributes, size, reason),
    order: orderOf(attributes.get('byte_order') ?? 'native', reason),
    reversed: false,
  };
}

/** A C bit-field `type name : size`: as many bits of the type, right after those of the field before. */
export function bitFieldOf(type: DeclaredType, size: number, reason: Reason): IntegerType {
  if (type.kind !== 'integer') throw reason('only an integer can be a bit-field');
  if (!(size >= 1 && size <= type.size)) throw reason(`a bit-field of ${size} bits: 1 to ${type.size} are possible`);
  return { ...type, size, align: 1 };
}

export function orderOf(value: AttributeValue, reason: Reason): ByteOrder {
  if (value === 'le' || value === 'be' || value === 'native') return value;
  if (value === 'network') return 'be';
  throw reason(`${value} is not a byte order`);
}

function numberOf(attributes: Attributes, key: string, reason: Reason): number | undefined {
  const value = attributes.get(key);
  if (value === undefined) return undefined;
  if (typeof value !== 'bigint') throw reason(`${key} must be a number, not ${value}`);
  return Number(value);
}

function alignOf(attributes: Attributes, size: number, reason: Reason): number {
  const align = numberOf(attributes, 'align', reason) ?? (size % 8 === 0 ? 8 : 1);
  if (!isAlignment(align)) throw reason(`${align} is not an alignment: a power of two up to 65536 is needed`);
  return align;
}

function booleanOf(value: AttributeValue, reason: Reason): boolean {
  const text = String(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw reason(`signed must be true or false, not ${value}`);
}

function baseOf(value: AttributeValue, reason: Reason): number {
  const base = typeof value === 'bigint' ? Number(value) : BASES[value];
  if (base === 2 || base === 8 || base === 10 || base === 16) return base;
  throw reason(`${value} is not a base`);
}
