/**
 * An ELF file, of either word size and byte order: its sections by name, unpacked where they are compressed; where its
 * code means to be loaded; its build id; the debug file that it names. Tables are read when somebody asks for them.
 */
import * as zlib from 'node:zlib';
import { BinaryError, ByteFile } from './byte-file.ts';
import { Cursor, textAt } from './cursor.ts';
import {
  address,
  type Header,
  NO_BITS,
  readHeader,
  readLoadAddress,
  readSections,
  type Section,
} from './elf-header.ts';

const LARGEST_UNPACKED = 128 * 2 ** 20;
const BUILD_ID_NOTE = 3;
const COMPRESSED = 0x800;
const ARM = 40;

export interface DebugLink {
  readonly name: string;
  /** CRC-32 of that file. */
  readonly crc: number;
}

export class ElfFile {
  readonly path: string;
  readonly wide: boolean;
  readonly bigEndian: boolean;
  readonly isArm: boolean;
  /** The address that the first loaded byte of the file has in its own tables. */
  readonly loadAddress: number;
  readonly #file: ByteFile;
  readonly #sections: readonly Section[];

  private constructor(file: ByteFile, header: Header, loadAddress: number, sections: readonly Section[]) {
    this.path = file.path;
    this.wide = header.wide;
    this.bigEndian = header.bigEndian;
    this.isArm = header.machine === ARM;
    this.loadAddress = loadAddress;
    this.#file = file;
    this.#sections = sections;
  }

  /** Throws what the system says, or a `BinaryError`. Has to be closed. */
  static async open(path: string): Promise<ElfFile> {
    const file = await ByteFile.open(path);
    try {
      const header = await readHeader(file);
      return new ElfFile(file, header, await readLoadAddress(file, header), await readSections(file, header));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get file(): ByteFile {
    return this.#file;
  }

  has(name: string): boolean {
    return this.#sections.some((section) => section.name === name && section.type !== NO_BITS && section.size > 0);
  }

  /** Undefined if there is none, or if another file holds what belongs there. */
  async section(name: string): Promise<Buffer | undefined> {
    return this.has(name) ? this.#read(this.#sections.find((section) => section.name === name)!) : undefined;
  }

  /** A table and the texts that belong to it. */
  async linked(name: string): Promise<{ readonly table: Buffer; readonly texts: Buffer } | undefined> {
    const table = await this.section(name);
    const texts = this.#sections[this.#sections.find((section) => section.name === name)?.link ?? -1];
    return table && texts && { table, texts: await this.#read(texts) };
  }

  cursor(bytes: Buffer): Cursor {
    return new Cursor(bytes, this.bigEndian);
  }

  /** In hexadecimal digits. */
  async buildId(): Promise<string | undefined> {
    const notes = await this.section('.note.gnu.build-id');
    if (notes === undefined) return undefined;
    const cursor = this.cursor(notes);
    while (cursor.at + 12 <= cursor.end) {
      const [nameSize, size, type] = [cursor.u32(), cursor.u32(), cursor.u32()];
      cursor.skip(Math.ceil(nameSize / 4) * 4);
      const from = cursor.skip(size);
      if (type === BUILD_ID_NOTE) return notes.toString('hex', from, from + size);
      cursor.at = Math.min(cursor.end, Math.ceil(cursor.at / 4) * 4);
    }
    return undefined;
  }

  async debugLink(): Promise<DebugLink | undefined> {
    const bytes = await this.section('.gnu_debuglink');
    if (bytes === undefined) return undefined;
    const cursor = this.cursor(bytes);
    const name = textAt(bytes, cursor.passText());
    cursor.at = Math.ceil(cursor.at / 4) * 4;
    return { name, crc: cursor.u32() };
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #read({ name, flags, offset, size }: Section): Promise<Buffer> {
    const bytes = await this.#file.read(offset, size);
    return flags & COMPRESSED ? unpacked(name, this.cursor(bytes), this.wide) : bytes;
  }
}

async function unpacked(name: string, cursor: Cursor, wide: boolean): Promise<Buffer> {
  const type = cursor.u32();
  if (wide) cursor.skip(4);
  const size = address(cursor, wide);
  cursor.skip(wide ? 8 : 4);
  if (size > LARGEST_UNPACKED) throw new BinaryError(`${name} would have ${size} bytes`);
  // Older runtimes can't unpack the second kind.
  const unpack: Unpack | undefined = type === 1 ? zlib.inflate : type === 2 ? zlib.zstdDecompress : undefined;
  if (unpack === undefined) throw new BinaryError(`${name} is compressed in an unknown way`);
  const packed = cursor.bytes.subarray(cursor.at);
  return new Promise((resolve, reject) => {
    unpack(packed, { maxOutputLength: Math.max(1, size) }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(new BinaryError(`${name} can't be unpacked: ${error.message}`));
    });
  });
}

type Unpack = (
  packed: Buffer,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;
