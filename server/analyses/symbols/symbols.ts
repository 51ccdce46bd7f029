/**
 * Names for addresses of one trace: from `nm` maps that lie beside it or that the user names, and from the binaries that
 * the trace says were mapped. A binary has to be read before it can be asked (`prepare`); until then, and where it can't
 * be, it knows nothing.
 */
import type { Binary } from '../../binaries/binary.ts';
import type { BinaryShelf } from '../debug-info/binary-shelf.ts';
import type { CodePlace } from '../debug-info/code-place.ts';
import type { MappedMemory, Mapping } from '../debug-info/mapped-memory.ts';
import type { Pace } from '../pace.ts';
import type { NmMap } from './nm-map.ts';

/** What names are looked for at a time without a pause. */
const STRIDE = 256;

export class Symbols {
  /** Where things are mapped, once the trace's events are known. */
  memory: MappedMemory | undefined;
  readonly #shelf: BinaryShelf;
  readonly #maps: NmMap[] = [];

  constructor(shelf: BinaryShelf) {
    this.#shelf = shelf;
  }

  add(map: NmMap): void {
    this.#maps.push(map);
  }

  /** The function there, without how far in. */
  nameOf(place: CodePlace): string | undefined {
    return this.#functionAt(place)?.name;
  }

  /** "name+0x1f" */
  functionText(place: CodePlace): string | undefined {
    const found = this.#functionAt(place);
    if (found === undefined) return undefined;
    return found.offset === undefined ? found.name : `${found.name}+${hex(found.offset)}`;
  }

  /** "/usr/lib/library.so+0x1f", or "/usr/bin/program@0x40001f" for code that has its own place in memory. */
  binaryText(place: CodePlace): string | undefined {
    const mapping = this.#mappingAt(place);
    if (mapping === undefined) return undefined;
    const { path, base, isMovable } = mapping;
    return isMovable ? `${path}+${hex(place.address - base)}` : `${path}@${hex(place.address)}`;
  }

  /** "/home/loom/weave.c:12" */
  sourceText(place: CodePlace): string | undefined {
    const found = this.#find(place);
    const line = found?.binary.lines?.at(found.address);
    return line && `${line.file}:${line.line}`;
  }

  /** Reads the binaries that these places lie in, with their source lines if they are wanted. */
  async prepare(places: Iterable<CodePlace>, wantsLines: boolean, pace: Pace): Promise<void> {
    const mappings = new Set<Mapping>();
    let count = 0;
    for (const place of places) {
      const mapping = this.#mappingAt(place);
      if (mapping !== undefined) mappings.add(mapping);
      if (++count % STRIDE === 0) await pace.pause();
    }
    for (const mapping of mappings) {
      await (wantsLines ? this.#shelf.readLines(mapping) : this.#shelf.read(mapping));
      await pace.pause();
    }
  }

  #mappingAt({ pid, time, address }: CodePlace): Mapping | undefined {
    return this.memory?.at(pid, time, address);
  }

  #functionAt(place: CodePlace): { readonly name: string; readonly offset?: number } | undefined {
    const { address } = place;
    const mapping = this.#maps.length > 0 ? this.#mappingAt(place) : undefined;
    // A map of code that can run anywhere tells addresses from where it was loaded.
    const name = this.#mapped(address) ?? (mapping?.isMovable ? this.#mapped(address - mapping.base) : undefined);
    if (name !== undefined) return { name };
    const found = this.#find(place);
    return found?.binary.functions?.at(found.address);
  }

  #mapped(address: number): string | undefined {
    for (const map of this.#maps) {
      const name = map.nameOf(BigInt(address));
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** The binary that has been read for the place, and what the address is in its tables. */
  #find(place: CodePlace): { readonly binary: Binary; readonly address: number } | undefined {
    const mapping = this.#mappingAt(place);
    const binary = mapping && this.#shelf.find(mapping);
    if (mapping === undefined || binary === undefined) return undefined;
    return { binary, address: place.address - mapping.base + binary.loadAddress };
  }
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
