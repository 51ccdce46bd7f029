/**
 * Fields decoded by walking the layout: general, exact and slow. Used for packet headers and contexts, and for the few
 * events whose texts somebody looks at; all others go through compiled decoders (`compile.ts`).
 */
import { bitsAt, CUT_OFF, integerOf, leb128At, reversedBitsAt, upper, variable } from './bits.ts';
import type { Role, TextEncoding } from './declared-types.ts';
import { MOST_IDLE } from './decoder-state.ts';
import { floatAt, wideBitsAt } from './floats.ts';
import type { ArrayNode, FieldNode, IntegerNode, SequenceNode, StructNode } from './nodes.ts';
import { decodeText, endOfText, unitOf } from './text-encoding.ts';

/** A struct's values are in the order of its fields; a text stands for its bytes, and for bits without meaning too. */
export type Value = number | bigint | string | readonly Value[] | Selected;
/** Option −1 is that of an optional field that isn't there. */
export interface Selected {
  readonly option: number;
  readonly value: Value;
}

/** The bytes end before the field does. */
export class Underflow extends Error {}
/** No field can be decoded from these bits. */
export class BadField extends Error {}

/** No more elements of an array are kept: only texts are made of them. */
export const MOST_ELEMENTS = 4096;

export class Cursor {
  readonly bytes: Uint8Array;
  /** Bits from the start of `bytes`, which lies at a multiple of every alignment from the packet's start. */
  at: number;
  readonly end: number;
  /** The latest values of the integers that others refer to. */
  readonly slots: number[];
  /** What the fields that have roles told last. */
  readonly told = new Map<Role, Value>();
  /** The clock's value, once `follow` was called. */
  clock = 0n;
  #timeFields: ReadonlySet<IntegerNode> | undefined;
  /** Elements so far that took no space. */
  #idle = 0;

  constructor(bytes: Uint8Array, at: number, end: number, slots: number[]) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length * 8);
    this.slots = slots;
  }

  /** From now on, the clock goes on to the next value that ends with the bits of each of `timeFields`. */
  follow(timeFields: ReadonlySet<IntegerNode>, clock: bigint): void {
    this.#timeFields = timeFields;
    this.clock = clock;
  }

  align(bits: number): void {
    this.at = Math.ceil(this.at / bits) * bits;
  }

  /** Steps over `bits` and returns where they begin. */
  take(bits: number): number {
    const from = this.at;
    if (from + bits > this.end) throw new Underflow('the bytes end within a field');
    this.at = from + bits;
    return from;
  }

  decode(node: FieldNode): Value {
    this.align(node.align);
    switch (node.kind) {
      case 'integer':
        return this.#integer(node);
      case 'float': {
        const from = this.take(node.size);
        return floatAt(this.bytes, from, node.size, node.exponent, node.bigEndian, node.reversed);
      }
      case 'bits': {
        const bits = wideBitsAt(this.bytes, this.take(node.size), node.size, node.bigEndian, node.reversed);
        return `0x${bits.toString(16).padStart(Math.ceil(node.size / 4), '0')}`;
      }
      case 'string': {
        const from = this.at / 8;
        const unit = unitOf(node.encoding);
        const end = endOfText(this.bytes, from, this.end >> 3, unit);
        if (end < 0) throw new Underflow('the bytes end within a string');
        this.at = (end + unit) * 8;
        return decodeText(this.bytes, from, end, node.encoding);
      }
      case 'struct':
        return node.fields.map((field) => this.decode(field));
      case 'variant': {
        const tag = this.slots[node.selector.slot]!;
        const option = node.cases.find(({ low, high }) => low <= tag && tag <= high)?.option;
        if (option !== undefined) return { option, value: this.decode(node.options[option]!) };
        if (node.optional) return { option: -1, value: '' };
        throw new BadField(`variant ${node.name} has no option for its tag ${node.selector.path} = ${tag}`);
      }
      case 'array': {
        const value = this.#elements(node, node.length);
        for (const role of node.roles) this.told.set(role, value);
        return value;
      }
      case 'sequence':
        return this.#elements(node, this.slots[node.length.slot]!);
    }
  }

  #integer(node: IntegerNode): number | bigint {
    const { signed } = node;
    let { size } = node;
    let value: number | bigint;
    if (node.variable) {
      const after = leb128At(this.bytes, this.at / 8, this.end >> 3, signed);
      if (after === CUT_OFF) throw new Underflow('the bytes end within an integer');
      if (after < 0) throw new BadField(`${node.name} has more than 10 bytes`);
      this.at = after * 8;
      size = variable.size;
      value = integerOf(variable.low, upper.bits, 64, signed);
      if (BigInt.asIntN(32, value as bigint) === value) value = Number(value);
    } else {
      const low = (node.reversed ? reversedBitsAt : bitsAt)(this.bytes, this.take(size), size, node.bigEndian);
      value = integerOf(low, upper.bits, size, signed);
    }
    if (node.shown === 'boolean') value = Number(value) === 0 ? 0 : 1;
    for (const slot of node.slots) this.slots[slot] = Number(value);
    for (const role of node.roles) this.told.set(role, value);
    if (this.#timeFields?.has(node)) {
      if (size >= 64) this.clock = BigInt(value);
      else this.clock += BigInt.asUintN(size, BigInt(value) - this.clock);
    }
    return value;
  }

  #elements(node: ArrayNode | SequenceNode, length: number): Value {
    if (length < 0) throw new BadField(`sequence ${node.name} has a length of ${length}`);
    const { element, encoding } = node;
    if (encoding) return this.#text(length, encoding, element.kind === 'integer' && element.bigEndian);
    const values: Value[] = [];
    for (let i = 0; i < length; i++) {
      const from = this.at;
      const value = this.decode(element);
      if (i < MOST_ELEMENTS) values.push(value);
      if (this.at === from && ++this.#idle > MOST_IDLE)
        throw new BadField(`too many elements of ${node.name} take no space`);
    }
    return values;
  }

  #text(length: number, encoding: TextEncoding, bigEndian: boolean): string {
    const from = this.take(length * 8);
    let bytes: Uint8Array;
    if (from % 8 === 0) bytes = this.bytes.subarray(from / 8, from / 8 + length);
    else bytes = Uint8Array.from({ length }, (_, i) => bitsAt(this.bytes, from + i * 8, 8, bigEndian));
    return decodeText(bytes, 0, length, encoding);
  }
}

/** The value of the field called `name` at the top of a decoded struct. */
export function fieldValue(node: StructNode | undefined, value: Value | undefined, name: string): Value | undefined {
  const index = node?.fields.findIndex((field) => field.name === name) ?? -1;
  return index < 0 ? undefined : (value as readonly Value[])[index];
}

/** Likewise, if it is a non-negative integer. */
export function fieldInteger(node: StructNode | undefined, value: Value | undefined, name: string): bigint | undefined {
  const found = fieldValue(node, value, name);
  return typeof found === 'bigint' || typeof found === 'number' ? BigInt.asUintN(64, BigInt(found)) : undefined;
}
