/**
 * An index file, read: one buffer for all sections, in shared memory, and views of it by name.
 *
 * Memory that is shared is not cleared by hand when it is taken, and several reads fill it at once, off the thread. So
 * opening costs what the disk's cache gives, about 0.3 ms a MB, and no step per state. What is needed later comes later,
 * or at once if it is asked for.
 */
import { readSync } from 'node:fs';
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
    const memory = new Memory(file, sectionsAt(header), decoded.first, size - END - sectionsAt(header));
    await memory.first();
    void memory.rest();
    return new Sections(memory, new Map(decoded.sections.map((section) => [section[0], section])));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The bytes of all sections. Those up to `first` are there before anybody asks. */
class Memory {
  readonly bytes: SharedArrayBuffer;
  readonly #file: FileHandle;
  readonly #from: number;
  readonly #first: number;
  /** Up to where all bytes are there. */
  #there = 0;

  constructor(file: FileHandle, from: number, first: number, length: number) {
    this.bytes = new SharedArrayBuffer(length);
    this.#file = file;
    this.#from = from;
    this.#first = first;
  }

  async first(): Promise<void> {
    await fill(this.#file, new Uint8Array(this.bytes, 0, this.#first), this.#from);
    this.#there = this.#first;
  }

  /** What can't be read is told when it is asked for. */
  async rest(): Promise<void> {
    try {
      await fill(this.#file, new Uint8Array(this.bytes, this.#first), this.#from + this.#first);
      this.#there = this.bytes.byteLength;
      await this.#file.close();
    } catch {
      // The file stays open for `need`.
    }
  }

  /** Reads these bytes now, if they are not there yet. */
  need(offset: number, length: number): void {
    if (offset + length <= this.#there) return;
    const target = new Uint8Array(this.bytes, offset, length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file.fd, target, done, length - done, this.#from + offset + done);
      if (read === 0) throw new IndexError('the index is cut off');
      done += read;
    }
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
  readonly #memory: Memory;
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #prefix: string;

  constructor(memory: Memory, sections: ReadonlyMap<string, Section>, prefix = '') {
    this.#memory = memory;
    this.#sections = sections;
    this.#prefix = prefix;
  }

  facts(name: string): unknown {
    const [offset, bytes] = this.#find(name, 'json');
    return JSON.parse(Buffer.from(this.#memory.bytes, offset, bytes).toString());
  }

  float64(name: string): Float64Array {
    const [offset, bytes] = this.#find(name, 'f64');
    return new Float64Array(this.#memory.bytes, offset, bytes / 8) as Float64Array;
  }

  uint32(name: string): Uint32Array {
    const [offset, bytes] = this.#find(name, 'u32');
    return new Uint32Array(this.#memory.bytes, offset, bytes / 4);
  }

  int32(name: string): Int32Array {
    const [offset, bytes] = this.#find(name, 'i32');
    return new Int32Array(this.#memory.bytes, offset, bytes / 4);
  }

  uint16(name: string): Uint16Array {
    const [offset, bytes] = this.#find(name, 'u16');
    return new Uint16Array(this.#memory.bytes, offset, bytes / 2);
  }

  uint8(name: string): Uint8Array {
    const [offset, bytes] = this.#find(name, 'u8');
    return new Uint8Array(this.#memory.bytes, offset, bytes);
  }

  within(name: string): IndexReader {
    return new Sections(this.#memory, this.#sections, `${this.#prefix}${name}/`);
  }

  #find(name: string, wanted: SectionType): readonly [offset: number, bytes: number] {
    const section = this.#sections.get(this.#prefix + name);
    if (section === undefined) throw new IndexError(`the index has no "${this.#prefix}${name}"`);
    const [, type, offset, bytes] = section;
    // A column without parts has no type.
    if (type !== wanted && bytes > 0) throw new IndexError(`"${this.#prefix}${name}" is ${type}, not ${wanted}`);
    this.#memory.need(offset, bytes);
    return [offset, bytes];
  }
}
