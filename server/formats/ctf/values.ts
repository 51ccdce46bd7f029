/**
 * Fields decoded by walking the layout: general, exact and slow. Used for packet headers and contexts, and for the few
 * events whose texts somebody looks at; all others go through compiled decoders (`compile.ts`).
 */
import { bitsAt, integerAt } from './bits.ts';
import type { FieldNode, IntegerNode, StructNode } from './nodes.ts';

/** A struct's values are in the order of its fields; a text stands for arrays of characters and for odd floats too. */
export type Value = number | bigint | string | readonly Value[] | Selected;
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

const UTF8 = new TextDecoder();
const float = new DataView(new ArrayBuffer(8));

export class Cursor {
  readonly bytes: Uint8Array;
  /** Bits from the start of `bytes`, which lies at a multiple of every alignment from the packet's start. */
  at: number;
  readonly end: number;
  /** The latest values of the integers that others refer to. */
  readonly slots: number[];
  /** The clock's value, once `follow` was called. */
  clock = 0n;
  #timeFields: ReadonlySet<IntegerNode> | undefined;

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
      case 'integer': {
        const value = integerAt(this.bytes, this.take(node.size), node.size, node.bigEndian, node.signed);
        if (node.slot >= 0) this.slots[node.slot] = Number(value);
        if (this.#timeFields?.has(node)) this.clock += BigInt.asUintN(node.size, BigInt(value) - this.clock);
        return value;
      }
      case 'float':
        return this.#float(node.size, node.odd, node.bigEndian);
      case 'string': {
        const from = this.at / 8;
        const end = this.bytes.subarray(0, this.end >> 3).indexOf(0, from);
        if (end < 0) throw new Underflow('the bytes end within a string');
        this.at = (end + 1) * 8;
        return UTF8.decode(this.bytes.subarray(from, end));
      }
      case 'struct':
        return node.fields.map((field) => this.decode(field));
      case 'variant': {
        const tag = this.slots[node.tag.slot]!;
        const option = node.cases.find(({ low, high }) => low <= tag && tag <= high)?.option;
        if (option === undefined)
          throw new BadField(`variant ${node.name} has no option for its tag ${node.tag.name} = ${tag}`);
        return { option, value: this.decode(node.options[option]!) };
      }
      case 'array':
        return this.#elements(node, node.length);
      case 'sequence':
        return this.#elements(node, this.slots[node.length.slot]!);
    }
  }

  #float(size: number, odd: boolean, bigEndian: boolean): Value {
    const from = this.take(size);
    if (odd) {
      let bits = 0n;
      for (let done = 0; done < size; done += 8) {
        const part = Math.min(8, size - done);
        const value = BigInt(bitsAt(this.bytes, from + done, part, bigEndian));
        bits = bigEndian ? (bits << BigInt(part)) | value : bits | (value << BigInt(done));
      }
      return `0x${bits.toString(16).padStart(Math.ceil(size / 4), '0')}`;
    }
    const bits = integerAt(this.bytes, from, size, bigEndian, false);
    float.setBigUint64(0, BigInt(bits));
    return size === 32 ? float.getFloat32(4) : float.getFloat64(0);
  }

  #elements(node: FieldNode & { kind: 'array' | 'sequence' }, length: number): Value {
    if (length < 0) throw new BadField(`sequence ${node.name} has a length of ${length}`);
    if (node.text) return this.#text(length, node.element.kind === 'integer' && node.element.bigEndian);
    const values: Value[] = [];
    for (let i = 0; i < length; i++) {
      const from = this.at;
      const value = this.decode(node.element);
      if (i < MOST_ELEMENTS) values.push(value);
      if (this.at === from) throw new BadField(`the elements of ${node.name} take no space`);
    }
    return values;
  }

  #text(length: number, bigEndian: boolean): string {
    const from = this.take(length * 8);
    let bytes: Uint8Array;
    if (from % 8 === 0) bytes = this.bytes.subarray(from / 8, from / 8 + length);
    else bytes = Uint8Array.from({ length }, (_, i) => bitsAt(this.bytes, from + i * 8, 8, bigEndian));
    const end = bytes.indexOf(0);
    return UTF8.decode(end < 0 ? bytes : bytes.subarray(0, end));
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
