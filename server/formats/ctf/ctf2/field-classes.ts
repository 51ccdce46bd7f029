/**
 * CTF 2's field classes as declared types. Beside those of the specification, the spellings of its drafts are read:
 * enumerations with a type of their own, and locations as one array.
 */
import {
  type DeclaredOption,
  type DeclaredType,
  type FieldPath,
  type IntegerType,
  isAlignment,
  type LabelledRange,
  LONGEST,
  PLAIN_INTEGER,
  type Range,
  ROLES,
  type Role,
  SCOPES,
  type ScopeName,
  type TextEncoding,
} from '../declared-types.ts';
import { exponentOf } from '../floats.ts';
import type { JsonObject } from './json-object.ts';

const ENCODINGS: readonly TextEncoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];
const LONGEST_BITS = 65_536;

const BYTE: IntegerType = { ...PLAIN_INTEGER, size: 8, align: 8, base: 16, order: 'le' };

export class FieldClasses {
  readonly #aliases = new Map<string, DeclaredType>();

  declare(name: string, type: DeclaredType): boolean {
    if (this.#aliases.has(name)) return false;
    this.#aliases.set(name, type);
    return true;
  }

  /** The class at `key`, or the alias that is named there; undefined if there is none. */
  optional(parent: JsonObject, key: string): DeclaredType | undefined {
    if (typeof parent.raw(key) !== 'string') {
      const object = parent.object(key);
      return object && this.#read(object);
    }
    const name = parent.text(key);
    const type = this.#aliases.get(name);
    if (type === undefined) throw parent.error(`is ${name}, but no field class is called so before`, key);
    return type;
  }

  at(parent: JsonObject, key: string): DeclaredType {
    const type = this.optional(parent, key);
    if (type === undefined) throw parent.error(`has no ${key}`);
    return type;
  }

  #read(json: JsonObject): DeclaredType {
    const type = json.text('type');
    switch (type) {
      case 'fixed-length-bit-array':
        return bitArray(json);
      case 'fixed-length-bit-map':
        return { ...fixed(json, 64), base: 16, shown: 'flags', labels: labels(json, 'flags') };
      case 'fixed-length-boolean':
        return { ...fixed(json, 64), shown: 'boolean' };
      case 'fixed-length-unsigned-integer':
      case 'fixed-length-signed-integer':
      case 'fixed-length-unsigned-enumeration':
      case 'fixed-length-signed-enumeration':
        return integer(json, fixed(json, 64), type.includes('-signed-'));
      case 'variable-length-unsigned-integer':
      case 'variable-length-signed-integer':
      case 'variable-length-unsigned-enumeration':
      case 'variable-length-signed-enumeration': {
        const variable = { ...PLAIN_INTEGER, size: 64, align: 8, order: 'le', variable: true } as const;
        return integer(json, variable, type.includes('-signed-'));
      }
      case 'fixed-length-floating-point-number': {
        const { size, align, order, reversed } = fixed(json, LONGEST_BITS);
        const exponent = exponentOf(size);
        if (exponent === undefined) throw json.error(`is ${size}, which no floating-point number has`, 'length');
        return { kind: 'float', exponent, mantissa: size - exponent, align, order, reversed };
      }
      case 'null-terminated-string':
        return { kind: 'string', encoding: encoding(json) };
      case 'static-length-string':
        return { ...array(json, { ...BYTE }), encoding: encoding(json) };
      case 'static-length-blob':
        return { ...array(json, BYTE), roles: roles(json) };
      case 'dynamic-length-string':
        return { ...sequence(json, BYTE), encoding: encoding(json) };
      case 'dynamic-length-blob':
        return sequence(json, BYTE);
      case 'structure':
        return this.#structure(json);
      case 'static-length-array':
        return { ...array(json, this.at(json, 'element-field-class')), align: align(json, 'minimum-alignment') };
      case 'dynamic-length-array':
        return { ...sequence(json, this.at(json, 'element-field-class')), align: align(json, 'minimum-alignment') };
      case 'optional': {
        const ranges = json.has('selector-field-ranges') ? rangesAt(json, 'selector-field-ranges') : undefined;
        const selector = location(json, 'selector-field-location');
        return { kind: 'optional', selector, ranges, content: this.at(json, 'field-class') };
      }
      case 'variant':
        return this.#variant(json);
      default:
        throw json.error(`is ${JSON.stringify(type)}, which is no type of a field class`, 'type');
    }
  }

  #structure(json: JsonObject): DeclaredType {
    const names = new Set<string>();
    const fields = json.objects('member-classes').map((member) => {
      const name = member.text('name');
      if (names.has(name)) throw member.error(`is the second one that is called ${name}`);
      names.add(name);
      return { name, type: this.at(member, 'field-class') };
    });
    return { kind: 'struct', fields, align: align(json, 'minimum-alignment') };
  }

  #variant(json: JsonObject): DeclaredType {
    const options = json.objects('options').map((option): DeclaredOption => {
      const ranges = rangesAt(option, 'selector-field-ranges');
      return { name: option.optionalText('name') ?? '', type: this.at(option, 'field-class'), ranges };
    });
    if (options.length === 0) throw json.error('has no options');
    return { kind: 'variant', selector: location(json, 'selector-field-location'), options };
  }
}

function fixed(json: JsonObject, longest: number): IntegerType {
  const bigEndian = json.oneOf('byte-order', ['little-endian', 'big-endian']) === 'big-endian';
  const usual = bigEndian ? 'last-to-first' : 'first-to-last';
  return {
    ...PLAIN_INTEGER,
    size: json.integer('length', 1, longest),
    align: align(json, 'alignment'),
    order: bigEndian ? 'be' : 'le',
    reversed: json.oneOf('bit-order', ['first-to-last', 'last-to-first'], usual) !== usual,
  };
}

function bitArray(json: JsonObject): DeclaredType {
  const bits = fixed(json, LONGEST_BITS);
  const { size, align: own, order, reversed } = bits;
  return size <= 64 ? { ...bits, base: 16 } : { kind: 'bits', size, align: own, order, reversed };
}

function integer(json: JsonObject, type: IntegerType, signed: boolean): IntegerType {
  const base = json.integer('preferred-display-base', 2, 16, 10);
  if (![2, 8, 10, 16].includes(base))
    throw json.error(`is ${base}, but must be 2, 8, 10 or 16`, 'preferred-display-base');
  const named = labels(json, 'mappings');
  return { ...type, signed, base, labels: named.length > 0 ? named : undefined, roles: roles(json) };
}

function labels(json: JsonObject, key: string): LabelledRange[] {
  return json
    .entries(key)
    .flatMap(([label, set]) => ranges(json, `${key}.${label}`, set).map((range) => ({ label, ...range })));
}

function rangesAt(json: JsonObject, key: string): Range[] {
  return ranges(json, key, json.list(key));
}

function ranges(json: JsonObject, key: string, set: unknown): Range[] {
  if (!Array.isArray(set)) throw json.error('must be an array of ranges', key);
  return set.map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw json.error('must consist of pairs of integers', key);
    const [low, high] = [json.big(pair[0], key), json.big(pair[1], key)];
    if (high < low) throw json.error(`has the range ${low} to ${high}, which is upside down`, key);
    return { low, high };
  });
}

function roles(json: JsonObject): Role[] {
  return json.list('roles').filter((role): role is Role => ROLES.includes(role as Role));
}

function encoding(json: JsonObject): TextEncoding {
  return json.oneOf('encoding', ENCODINGS, 'utf-8');
}

function align(json: JsonObject, key: string): number {
  // Some tracers write 0 for none.
  const value = json.integer(key, 0, 65_536, 1) || 1;
  if (!isAlignment(value)) throw json.error(`is ${value}, but must be a power of two`, key);
  return value;
}

function array(json: JsonObject, element: DeclaredType) {
  const length = json.integer('length', 0, LONGEST);
  return { kind: 'array', element, length, align: 1, encoding: undefined, roles: [] } as const;
}

function sequence(json: JsonObject, element: DeclaredType) {
  const length = location(json, 'length-field-location');
  return { kind: 'sequence', element, length, align: 1, encoding: undefined } as const;
}

function location(json: JsonObject, key: string): FieldPath {
  const draft = Array.isArray(json.raw(key)) ? json.list(key) : undefined;
  const known = draft !== undefined && SCOPES.includes(draft[0] as ScopeName);
  const object = draft ? undefined : json.object(key);
  if (draft === undefined && object === undefined) throw json.error(`has no ${key}`);
  const from = object ? (object.has('origin') ? object.oneOf('origin', SCOPES) : 'here') : known ? draft![0] : 'here';
  const path = object ? object.list('path') : draft!.slice(known ? 1 : 0);
  if (!path.every((name) => typeof name === 'string' || name === null) || typeof path.at(-1) !== 'string')
    throw json.error('must lead to a field by names, and by null to what encloses it', key);
  return { from: from as ScopeName | 'here', path: path as (string | null)[] };
}
