/**
 * What is to be written to an index file: gathers the columns and facts that indexes save, then writes them in slices.
 *
 * Nothing is copied but a slice at a time. Every slice waits for the disk, and texts are made one fact at a time, so the
 * thread goes on answering meanwhile.
 */
import { open } from 'node:fs/promises';
import { aligned, encodeFrame, type Section, type SectionType, typeOf } from './index-layout.ts';
import type { IndexWriter, KeptColumn } from './kept.ts';

const SLICE = 1 << 20;

interface Gathered {
  readonly facts: { readonly name: string; readonly value: unknown }[];
  readonly columns: { readonly name: string; readonly parts: readonly KeptColumn[]; readonly later: boolean }[];
}

export class IndexDraft implements IndexWriter {
  readonly #prefix: string;
  readonly #gathered: Gathered;

  constructor(prefix = '', gathered: Gathered = { facts: [], columns: [] }) {
    this.#prefix = prefix;
    this.#gathered = gathered;
  }

  facts(name: string, value: unknown): void {
    this.#gathered.facts.push({ name: this.#prefix + name, value });
  }

  column(name: string, parts: readonly KeptColumn[], when?: 'later'): void {
    this.#gathered.columns.push({ name: this.#prefix + name, parts, later: when === 'later' });
  }

  within(name: string): IndexDraft {
    return new IndexDraft(`${this.#prefix}${name}/`, this.#gathered);
  }

  /** About as many bytes as the file will have. */
  get size(): number {
    return this.#gathered.columns.reduce((sum, { parts }) => sum + bytesOf(parts), 0);
  }

  /**
   * Writes the file at `path`, which must not exist, and has it on the disk when it resolves. `pause` is awaited between
   * slices of work; where it throws, or the disk is full, a part of the file may be left.
   */
  async write(path: string, key: string, pause: () => Promise<void>): Promise<void> {
    const sections: Section[] = [];
    const contents: (readonly KeptColumn[])[] = [];
    let offset = 0;
    const names = new Set<string>();
    const add = (name: string, type: SectionType, parts: readonly KeptColumn[]): void => {
      if (names.has(name)) throw new Error(`two things are kept as "${name}"`);
      names.add(name);
      const bytes = bytesOf(parts);
      sections.push([name, type, offset, bytes]);
      contents.push(parts);
      offset += aligned(bytes);
    };
    for (const { name, value } of this.#gathered.facts) {
      add(name, 'json', [Buffer.from(JSON.stringify(value))]);
      await pause();
    }
    for (const { name, parts, later } of this.#gathered.columns) if (!later) add(name, typeOf(parts[0]), parts);
    const first = offset;
    for (const { name, parts, later } of this.#gathered.columns) if (later) add(name, typeOf(parts[0]), parts);
    const { head, end } = encodeFrame({ key, first, sections });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(slices([[head], ...contents, [end]]));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** The parts one after the other, each list of them padded, a slice at a time; a slice is valid until the next. */
async function* slices(lists: readonly (readonly KeptColumn[])[]): AsyncGenerator<Uint8Array> {
  const slice = new Uint8Array(SLICE);
  let used = 0;
  for (const parts of lists) {
    for (const { buffer, byteOffset, byteLength } of parts) {
      const part = new Uint8Array(buffer, byteOffset, byteLength);
      for (let done = 0; done < part.length; ) {
        const taken = part.subarray(done, done + SLICE - used);
        slice.set(taken, used);
        used += taken.length;
        done += taken.length;
        if (used < SLICE) continue;
        yield slice;
        used = 0;
      }
    }
    // SLICE is a multiple of 8, so padding fits.
    const padded = aligned(used);
    slice.fill(0, used, padded);
    used = padded;
    if (used < SLICE) continue;
    yield slice;
    used = 0;
  }
  yield slice.subarray(0, used);
}

function bytesOf(parts: readonly KeptColumn[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
