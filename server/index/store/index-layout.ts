/**
 * How an index lies in its file, in the byte order of the machine:
 *
 *     header   64 bytes: magic, version, byte order, size of the file, length and checksum of the table
 *     table    JSON: the key of what was indexed; name, type, place and length of each section
 *     sections columns and facts (JSON), each at a multiple of 8
 *     end      16 bytes: the checksum of the table again, and the magic
 *
 * The end is written last. A file whose size, table or end is not as its header tells was not written to its end, or has
 * been cut off since; it is not looked at any further. Columns have no checksum: reading every byte twice would cost more
 * than the rest of opening.
 */
import { crc32 } from 'node:zlib';
import { IndexError, type KeptColumn } from './kept.ts';

const VERSION = 1;
export const HEADER = 64;
export const END = 16;
const MAGIC = 'Heddle\x1a\n';
const BYTE_ORDER = 0x01020304;

/** `json` sections are facts. */
export type SectionType = 'f64' | 'u32' | 'i32' | 'u16' | 'u8' | 'json';

/** A column without parts counts as `u8`. */
export function typeOf(column: KeptColumn | undefined): SectionType {
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof Uint32Array) return 'u32';
  if (column instanceof Int32Array) return 'i32';
  if (column instanceof Uint16Array) return 'u16';
  return 'u8';
}

/** Name, machine type, bytes from where the first section begins, length in bytes. */
export type Section = readonly [name: string, type: SectionType, offset: number, bytes: number];

export interface Table {
  readonly key: string;
  /** Bytes of sections that are needed at once; those behind are read later. */
  readonly first: number;
  readonly sections: readonly Section[];
}

export interface Header {
  readonly fileSize: number;
  readonly tableBytes: number;
  readonly checksum: number;
}

export const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Where the first section begins. */
export const sectionsAt = ({ tableBytes }: Pick<Header, 'tableBytes'>): number => aligned(HEADER + tableBytes);

/** Header and table, and the end mark. The sections lie end to end, each padded. */
export function encodeFrame(contents: Table): { head: Uint8Array; end: Uint8Array } {
  const table = Buffer.from(JSON.stringify(contents));
  const [, , offset, bytes] = contents.sections.at(-1) ?? ['', 'u8', 0, 0];
  const checksum = crc32(table);
  const head = Buffer.alloc(HEADER + table.length);
  head.write(MAGIC, 0, 'latin1');
  head.set(machineBytes(new Uint32Array([VERSION, BYTE_ORDER])), 8);
  head.set(machineBytes(new Float64Array([aligned(head.length) + offset + aligned(bytes) + END])), 16);
  head.set(machineBytes(new Uint32Array([table.length, checksum])), 24);
  head.set(table, HEADER);
  return { head, end: endOf(checksum) };
}

/** Throws an `IndexError` unless a whole file of this version and this size begins with these bytes. */
export function decodeHeader(bytes: Uint8Array, fileSize: number): Header {
  if (bytes.length < HEADER || !Buffer.from(MAGIC, 'latin1').equals(bytes.subarray(0, 8)))
    throw new IndexError('this is no index');
  const [version, order] = new Uint32Array(bytes.slice(8, 16).buffer);
  if (version !== VERSION || order !== BYTE_ORDER) throw new IndexError('the index is of another version or machine');
  const [told] = new Float64Array(bytes.slice(16, 24).buffer);
  const [tableBytes, checksum] = new Uint32Array(bytes.slice(24, 32).buffer);
  if (told !== fileSize || sectionsAt({ tableBytes: tableBytes! }) + END > fileSize)
    throw new IndexError('the index is cut off');
  return { fileSize, tableBytes: tableBytes!, checksum: checksum! };
}

/** Throws an `IndexError` if the table or the end is not what was written. */
export function decodeTable(header: Header, table: Uint8Array, end: Uint8Array): Table {
  const { fileSize, checksum } = header;
  if (crc32(table) !== checksum || !Buffer.from(endOf(checksum)).equals(end))
    throw new IndexError('the index was not written to its end');
  const decoded = JSON.parse(Buffer.from(table).toString()) as Table;
  for (const [name, , offset, bytes] of decoded.sections) {
    if (offset % 8 !== 0 || sectionsAt(header) + offset + bytes + END > fileSize)
      throw new IndexError(`"${name}" lies beyond the file's end`);
  }
  return decoded;
}

function endOf(checksum: number): Uint8Array {
  const end = Buffer.alloc(END);
  end.set(machineBytes(new Uint32Array([checksum])), 0);
  end.write(MAGIC, 8, 'latin1');
  return end;
}

function machineBytes(numbers: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer);
}
