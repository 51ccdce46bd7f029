/**
 * The functions of a binary by address, from its symbol table. Columns, not objects: 20 B a function and the texts as
 * they lie in the file. Made with pauses; O(log n) a question.
 *
 * A function holds the addresses from its begin to its end; one of unknown size up to the next. Of several names of one
 * function that with the fewest leading underscores is told: the others are for internal use.
 */
import { partitionPoint } from '../index/partition-point.ts';
import { type Pausing, sortedBy } from '../index/row-order.ts';
import { textAt } from './cursor.ts';
import type { ElfFile } from './elf-file.ts';

const FUNCTION = 2;
const INDIRECT_FUNCTION = 10;
const STRIDE = 1 << 13;
/** The most that a function of unknown size is taken to have, bytes. */
const UNKNOWN_SIZE = 4096;
/** Functions that begin before an address and may still hold it. */
const MOST_AROUND = 32;

export interface FunctionAt {
  readonly name: string;
  /** How far into the function. */
  readonly offset: number;
}

export class FunctionTable {
  /** Addresses, in order. */
  readonly #starts: Float64Array;
  readonly #sizes: Float64Array;
  readonly #names: Uint32Array;
  readonly #texts: Buffer;

  private constructor(starts: Float64Array, sizes: Float64Array, names: Uint32Array, texts: Buffer) {
    this.#starts = starts;
    this.#sizes = sizes;
    this.#names = names;
    this.#texts = texts;
  }

  /** From `.symtab` or `.dynsym`; undefined if there is no such table. Throws a `BinaryError`. */
  static async of(elf: ElfFile, name: '.symtab' | '.dynsym', pace: Pausing): Promise<FunctionTable | undefined> {
    const found = await elf.linked(name);
    if (found === undefined) return undefined;
    const { table, texts } = found;
    const { wide, isArm } = elf;
    const size = wide ? 24 : 16;
    const count = Math.floor(table.length / size);
    const starts = new Float64Array(count);
    const sizes = new Float64Array(count);
    const names = new Uint32Array(count);
    const cursor = elf.cursor(table);
    let functions = 0;
    for (let i = 0; i < count; i++) {
      if (i % STRIDE === 0) await pace.pause();
      cursor.at = i * size;
      const text = cursor.u32();
      const [info, section, value, length] = wide ? wideSymbol(cursor) : narrowSymbol(cursor);
      const type = info & 15;
      if ((type !== FUNCTION && type !== INDIRECT_FUNCTION) || section === 0) continue;
      // The lowest bit tells the instruction set.
      starts[functions] = isArm ? value - (value % 2) : value;
      sizes[functions] = length;
      names[functions] = text;
      if (value < 2 ** 53 && text < texts.length) functions++;
    }
    if (functions === 0) return undefined;
    const inOrder = new Uint32Array(functions);
    for (let i = 0; i < functions; i++) inOrder[i] = i;
    const order = await sortedBy(inOrder, starts.slice(0, functions), pace);
    const picked = <T extends Float64Array | Uint32Array>(from: T, to: T): T => {
      for (let i = 0; i < functions; i++) to[i] = from[order[i]!]!;
      return to;
    };
    return new FunctionTable(
      picked(starts, new Float64Array(functions)),
      picked(sizes, new Float64Array(functions)),
      picked(names, new Uint32Array(functions)),
      texts,
    );
  }

  get count(): number {
    return this.#starts.length;
  }
  /** Of memory. */
  get bytes(): number {
    return this.#starts.length * 20 + this.#texts.length;
  }

  /** The function that holds the address. */
  at(address: number): FunctionAt | undefined {
    const starts = this.#starts;
    const low = partitionPoint(starts.length, (i) => starts[i]! <= address);
    for (let i = low - 1; i >= Math.max(0, low - MOST_AROUND); i--) {
      const size = this.#sizes[i]!;
      const isLast = starts[i] === starts[low - 1];
      if (address < starts[i]! + (size === 0 && isLast ? UNKNOWN_SIZE : size))
        return { name: this.#nameAt(i), offset: address - starts[i]! };
    }
    return undefined;
  }

  /** The best of the names at the address of symbol `i`, the last one there. */
  #nameAt(i: number): string {
    let best = textAt(this.#texts, this.#names[i]!);
    for (let k = i - 1; k >= Math.max(0, i - MOST_AROUND) && this.#starts[k] === this.#starts[i]; k--) {
      const name = textAt(this.#texts, this.#names[k]!);
      if (leading(name) < leading(best) || (leading(name) === leading(best) && name < best)) best = name;
    }
    return best;
  }
}

/** Underscores: the more, the less is the name meant for others. */
function leading(name: string): number {
  if (name.startsWith('_Z')) return 0;
  let count = 0;
  while (name[count] === '_') count++;
  return name === '' ? Number.POSITIVE_INFINITY : count;
}

type Symbol = readonly [info: number, section: number, value: number, size: number];

function wideSymbol(cursor: { u8(): number; u16(): number; u64(): number }): Symbol {
  const info = cursor.u8();
  cursor.u8();
  return [info, cursor.u16(), cursor.u64(), cursor.u64()];
}

function narrowSymbol(cursor: { u8(): number; u16(): number; u32(): number }): Symbol {
  const [value, size, info] = [cursor.u32(), cursor.u32(), cursor.u8()];
  cursor.u8();
  return [info, cursor.u16(), value, size];
}
