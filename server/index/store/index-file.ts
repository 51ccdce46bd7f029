/**
 * An index file, read: one buffer with all sections, in shared memory, and views of it by name.
 *
 * Memory that is shared is not cleared by hand when it is taken, and several reads fill it at once, off the thread. So
 * opening costs what the disk's cache gives, about 0.3 ms a MB, and no step per state.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { decodeHeader, decodeTable, END, HEADER, type Section, type SectionType, sectionsAt } from './index-layout.ts';
import { IndexError, type IndexReader } from './kept.ts';

const FIRST_READ = 1 << 16;
const SLICE = 1 << 24;

/** Throws an `IndexError` if there is no whole index of this key at `path`. */
export async function readIndex(path: string, key: string): Promise<IndexReader> {
  const file = await open(path, 'r').catch((error: Error) => {
    throw new IndexError(error.message);
  });
  try {
    const { size } = await file.stat();
    const first = await read(file, 0, Math.min(FIRST_READ, size));
    const header = decodeHeader(first, size);
    const { tableBytes } = header;
    const inFirst = HEADER + tableBytes <= first.length;
    const table = inFirst ? first.subarray(HEADER, HEADER + tableBytes) : await read(file, HEADER, tableBytes);
    const decoded = decodeTable(header, table, await read(file, size - END, END));
    if (decoded.key !== key) throw new IndexError('this is the index of another trace, or of an older state of it');
    const from = sectionsAt(header);
    const bytes = new SharedArrayBuffer(size - END - from);
    await fill(file, new Uint8Array(bytes), from);
    return new Sections(bytes, new Map(decoded.sections.map((section) => [section[0], section])));
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fill(file, bytes, from);
  return bytes;
}

async function fill(file: FileHandle, target: Uint8Array, from: number): Promise<void> {
  const reads: Promise<void>[] = [];
  for (let at = 0; at < target.length; at += SLICE)
    reads.push(fillSlice(file, target.subarray(at, at + SLICE), from + at));
  await Promise.all(reads);
}

async function fillSlice(file: FileHandle, target: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, from + done);
    if (bytesRead === 0) throw new IndexError('the index is cut off');
    done += bytesRead;
  }
}

class Sections implements IndexReader {
  readonly #bytes: SharedArrayBuffer;
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #prefix: string;

  constructor(bytes: SharedArrayBuffer, sections: ReadonlyMap<string, Section>, prefix = '') {
    this.#bytes = bytes;
    this.#sections = sections;
    this.#prefix = prefix;
  }

  facts(name: string): unknown {
    const [offset, bytes] = this.#find(name, 'json');
    return JSON.parse(Buffer.from(this.#bytes, offset, bytes).toString());
  }

  float64(name: string): Float64Array {
    const [offset, bytes] = this.#find(name, 'f64');
    return new Float64Array(this.#bytes, offset, bytes / 8) as Float64Array;
  }

  uint32(name: string): Uint32Array {
    const [offset, bytes] = this.#find(name, 'u32');
    return new Uint32Array(this.#bytes, offset, bytes / 4);
  }

  int32(name: string): Int32Array {
    const [offset, bytes] = this.#find(name, 'i32');
    return new Int32Array(this.#bytes, offset, bytes / 4);
  }

  uint16(name: string): Uint16Array {
    const [offset, bytes] = this.#find(name, 'u16');
    return new Uint16Array(this.#bytes, offset, bytes / 2);
  }

  uint8(name: string): Uint8Array {
    const [offset, bytes] = this.#find(name, 'u8');
    return new Uint8Array(this.#bytes, offset, bytes);
  }

  within(name: string): IndexReader {
    return new Sections(this.#bytes, this.#sections, `${this.#prefix}${name}/`);
  }

  #find(name: string, wanted: SectionType): readonly [offset: number, bytes: number] {
    const section = this.#sections.get(this.#prefix + name);
    if (section === undefined) throw new IndexError(`the index has no "${this.#prefix}${name}"`);
    const [, type, offset, bytes] = section;
    // A column without parts has no type.
    if (type !== wanted && bytes > 0) throw new IndexError(`"${this.#prefix}${name}" is ${type}, not ${wanted}`);
    return [offset, bytes];
  }
}
