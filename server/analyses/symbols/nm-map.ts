/**
 * The symbols of a program, as `nm` prints them: an address, a letter for the kind, a name (mangled or demangled) a line.
 * Sizes (`nm -S`) and a missing kind are taken too; lines that are something else are passed over.
 *
 * An address belongs to the nearest symbol at or below it. Where that is data, the address is no function. Cost: two
 * columns of numbers and the names; O(log n) a question.
 */
import { partitionPoint } from '../../index/partition-point.ts';

const LINE = /^([0-9a-fA-F]{1,16})\s+(?:[0-9a-fA-F]{1,16}\s+(?=[A-Za-z?]\s))?(?:([A-Za-z?])\s+)?(\S.*)$/;
/** Kinds of code; without a kind, the symbol is taken for code. Weak symbols can be either. */
const CODE = new Set(['T', 't', 'W', 'w', 'i', 'u', '']);
/** The last function's size isn't known; an address further away than this is not in it. */
const LAST_SIZE = 1n << 20n;

export class NmMap {
  readonly #addresses: BigUint64Array;
  /** Empty where the symbol is data. */
  readonly #names: readonly string[];

  private constructor(addresses: BigUint64Array, names: readonly string[]) {
    this.#addresses = addresses;
    this.#names = names;
  }

  /** Undefined if the text holds no symbol. */
  static parse(text: string): NmMap | undefined {
    const symbols: { address: bigint; name: string }[] = [];
    for (const line of text.split('\n')) {
      const match = LINE.exec(line.trimEnd());
      if (match === null) continue;
      const [, address, kind = '', name] = match;
      symbols.push({ address: BigInt(`0x${address}`), name: CODE.has(kind) ? name! : '' });
    }
    if (symbols.length === 0) return undefined;
    // Where code and data share an address, code comes last and so is found.
    symbols.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : a.name < b.name ? -1 : 1));
    return new NmMap(
      BigUint64Array.from(symbols, ({ address }) => address),
      symbols.map(({ name }) => name),
    );
  }

  nameOf(address: bigint): string | undefined {
    const low = partitionPoint(this.#addresses.length, (i) => this.#addresses[i]! <= address);
    if (low === 0) return undefined;
    if (low === this.#addresses.length && address - this.#addresses[low - 1]! > LAST_SIZE) return undefined;
    return this.#names[low - 1] || undefined;
  }
}
