/**
 * Names for addresses of one trace: from `nm` maps that lie beside it or that the user names, and from the trace's own
 * word on where programs and libraries were loaded (position-independent code has other addresses than its map).
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import { NmMap } from './nm-map.ts';

const KNOWN_NAMES = new Set(['cyg-profile-mapping.txt', 'symbols.txt']);
const LARGEST_FILE = 256 * 2 ** 20;

interface Mapping {
  readonly base: bigint;
  readonly end: bigint;
}

export class Symbols {
  readonly #maps: NmMap[] = [];
  readonly #mappings: Mapping[] = [];

  add(map: NmMap): void {
    this.#maps.push(map);
  }

  /** The trace says that something was loaded at `base`. */
  addMapping(base: bigint, size: number): void {
    const end = base + BigInt(Number.isFinite(size) ? Math.max(0, Math.trunc(size)) : 0);
    if (!this.#mappings.some((mapping) => mapping.base === base && mapping.end === end))
      this.#mappings.push({ base, end });
  }

  /** Where things were loaded. Maps are looked for at every opening. */
  save(out: IndexWriter): void {
    out.facts(
      'mappings',
      this.#mappings.map(({ base, end }) => [String(base), String(end)]),
    );
  }

  load(from: IndexReader): void {
    for (const [base, end] of from.facts('mappings') as [string, string][]) {
      this.#mappings.push({ base: BigInt(base), end: BigInt(end) });
    }
  }

  nameOf(address: bigint): string | undefined {
    for (const map of this.#maps) {
      const name = map.nameOf(address);
      if (name !== undefined) return name;
    }
    for (const { base, end } of this.#mappings) {
      if (address < base || address >= end) continue;
      for (const map of this.#maps) {
        const name = map.nameOf(address - base);
        if (name !== undefined) return name;
      }
    }
    return undefined;
  }
}

/**
 * The maps beside a trace: in its folder `*.map`, `symbols.txt` and `cyg-profile-mapping.txt`, in the folder above the
 * latter two. Files that can't be read or hold no symbols are passed over: they were only guessed at.
 */
export async function mapsBeside(tracePath: string): Promise<NmMap[]> {
  const folder = (await isFolder(tracePath)) ? tracePath : dirname(tracePath);
  const above = dirname(folder);
  const candidates = [
    ...(await names(folder))
      .filter((name) => KNOWN_NAMES.has(name) || name.endsWith('.map'))
      .map((name) => join(folder, name)),
    ...(await names(above)).filter((name) => KNOWN_NAMES.has(name)).map((name) => join(above, name)),
  ];
  const maps = await Promise.all(candidates.map((path) => readMap(path).catch(() => undefined)));
  return maps.filter((map) => map !== undefined);
}

/** Throws if the file can't be read; undefined if it holds no symbols. */
export async function readMap(path: string): Promise<NmMap | undefined> {
  const found = await stat(path);
  // Reading a pipe could wait for ever.
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  const { size } = found;
  if (size > LARGEST_FILE) throw new RangeError(`${path}: ${size} bytes are too many for a symbol map`);
  return NmMap.parse(await readFile(path, 'utf8'));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
