/**
 * An index file, opened: one buffer for all sections, in shared memory, and views of it by name.
 *
 * The first sections are read at once, off the thread, by several reads at a time: about 0.3 ms a MB, and no step per
 * state. Sections behind them are read page by page when somebody looks there; the system gives memory to those pages
 * only. So opening costs what an overview needs, and holding an index open what was looked at.
 */
import { closeSync, fstatSync, open as openFile, type PathLike, read as readFile, readSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  decodeHeader,
  decodeTable,
  END,
  HEADER,
  type Section,
  type SectionType,
  sectionsAt,
  typeOf,
} from './index-layout.ts';
import { type ColumnType, IndexError, type IndexReader, type KeptColumn, type LaterColumn } from './kept.ts';

const FIRST_READ = 1 << 16;
const SLICE = 1 << 24;
const PAGE_BITS = 16;
const openAsync = promisify<PathLike, string, number>(openFile);
const readAsync = promisify(readFile);

export interface OpenIndex extends IndexReader {
  /** What was not looked at before, can't be any more. */
  close(): void;
}

/** Throws an `IndexError` if there is no whole index of this key at `path`. */
export async function openIndex(path: string, key: string): Promise<OpenIndex> {
  const fd = await openAsync(path, 'r').catch((error: Error) => {
    throw new IndexError(error.message);
  });
  try {
    const { size } = fstatSync(fd);
    const first = await read(fd, 0, Math.min(FIRST_READ, size));
    const header = decodeHeader(first, size);
    const { tableBytes } = header;
    const inFirst = HEADER + tableBytes <= first.length;
    const table = inFirst ? first.subarray(HEADER, HEADER + tableBytes) : await read(fd, HEADER, tableBytes);
    const decoded = decodeTable(header, table, await read(fd, size - END, END));
    if (decoded.key !== key) throw new IndexError('this is the index of another trace, or of an older state of it');
    const pages = new Pages(fd, sectionsAt(header), size - END - sectionsAt(header));
    await pages.fill(decoded.first);
    return new Sections(pages, new Map(decoded.sections.map((section) => [section[0], section])));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

async function read(fd: number, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fill(fd, bytes, from);
  return bytes;
}

async function fill(fd: number, target: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await readAsync(fd, target, done, target.length - done, from + done);
    if (bytesRead === 0) throw new IndexError('the index is cut off');
    done += bytesRead;
  }
}

/** The bytes of all sections, as far as they were read. */
class Pages {
  readonly bytes: SharedArrayBuffer;
  readonly #fd: number;
  /** Where the sections begin in the file. */
  readonly #from: number;
  /** By page, 1 if it is there. */
  readonly #there: Uint8Array;

  constructor(fd: number, from: number, length: number) {
    this.bytes = new SharedArrayBuffer(length);
    this.#fd = fd;
    this.#from = from;
    this.#there = new Uint8Array(Math.ceil(length / 2 ** PAGE_BITS));
  }

  /** Reads the first `length` bytes. */
  async fill(length: number): Promise<void> {
    const reads: Promise<void>[] = [];
    for (let at = 0; at < length; at += SLICE) {
      reads.push(fill(this.#fd, new Uint8Array(this.bytes, at, Math.min(SLICE, length - at)), this.#from + at));
    }
    await Promise.all(reads);
    // The last page may hold more than these.
    this.#there.fill(1, 0, length === this.bytes.byteLength ? this.#there.length : length >>> PAGE_BITS);
  }

  /** Reads what is missing of these bytes. */
  need(offset: number, length: number): void {
    const there = this.#there;
    const end = Math.ceil((offset + length) / 2 ** PAGE_BITS);
    for (let page = Math.floor(offset / 2 ** PAGE_BITS); page < end; ) {
      if (there[page] === 1) {
        page++;
        continue;
      }
      const first = page;
      while (page < end && there[page] === 0) page++;
      this.#read(first * 2 ** PAGE_BITS, Math.min(page * 2 ** PAGE_BITS, this.bytes.byteLength));
      there.fill(1, first, page);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #read(from: number, to: number): void {
    const target = new Uint8Array(this.bytes, from, to - from);
    for (let done = 0; done < target.length; ) {
      const bytesRead = readSync(this.#fd, target, done, target.length - done, this.#from + from + done);
      if (bytesRead === 0) throw new IndexError('the index is cut off');
      done += bytesRead;
    }
  }
}

class Sections implements OpenIndex {
  readonly #pages: Pages;
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #prefix: string;

  constructor(pages: Pages, sections: ReadonlyMap<string, Section>, prefix = '') {
    this.#pages = pages;
    this.#sections = sections;
    this.#prefix = prefix;
  }

  facts(name: string): unknown {
    const [offset, bytes] = this.#read(name, 'json');
    return JSON.parse(Buffer.from(this.#pages.bytes, offset, bytes).toString());
  }

  float64(name: string): Float64Array {
    const [offset, bytes] = this.#read(name, 'f64');
    return new Float64Array(this.#pages.bytes, offset, bytes / 8) as Float64Array;
  }

  uint32(name: string): Uint32Array {
    const [offset, bytes] = this.#read(name, 'u32');
    return new Uint32Array(this.#pages.bytes, offset, bytes / 4);
  }

  int32(name: string): Int32Array {
    const [offset, bytes] = this.#read(name, 'i32');
    return new Int32Array(this.#pages.bytes, offset, bytes / 4);
  }

  uint16(name: string): Uint16Array {
    const [offset, bytes] = this.#read(name, 'u16');
    return new Uint16Array(this.#pages.bytes, offset, bytes / 2);
  }

  uint8(name: string): Uint8Array {
    const [offset, bytes] = this.#read(name, 'u8');
    return new Uint8Array(this.#pages.bytes, offset, bytes);
  }

  later<T extends KeptColumn>(name: string, type: ColumnType<T>): LaterColumn<T> {
    const pages = this.#pages;
    const item = type.BYTES_PER_ELEMENT;
    const [offset, bytes] = this.#find(name, typeOf(new type(new ArrayBuffer(0), 0, 0)));
    return {
      length: bytes / item,
      part(from, to) {
        pages.need(offset + item * from, item * (to - from));
        return new type(pages.bytes, offset + item * from, to - from);
      },
    };
  }

  within(name: string): IndexReader {
    return new Sections(this.#pages, this.#sections, `${this.#prefix}${name}/`);
  }

  close(): void {
    this.#pages.close();
  }

  /** Where it lies, once it is there. */
  #read(name: string, wanted: SectionType): readonly [offset: number, bytes: number] {
    const [offset, bytes] = this.#find(name, wanted);
    this.#pages.need(offset, bytes);
    return [offset, bytes];
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
