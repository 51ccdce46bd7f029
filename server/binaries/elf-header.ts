/**
 * What stands at the head of an ELF file: word size and byte order, and the tables of what is loaded (segments) and of what
 * is in the file (sections).
 */
import { BinaryError, type ByteFile } from './byte-file.ts';
import { Cursor, textAt } from './cursor.ts';

const MOST_SECTIONS = 65_536;
const MOST_SEGMENTS = 4096;
const LOADED_SEGMENT = 1;
/** A section whose content is in another file, or is nothing. */
export const NO_BITS = 8;

export interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  /** Index of the section that belongs to it: a symbol table's texts. */
  readonly link: number;
}

export interface Header {
  readonly wide: boolean;
  readonly bigEndian: boolean;
  readonly machine: number;
  readonly segments: Table;
  readonly sections: Table;
  readonly sectionNames: number;
}

interface Table {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

export async function readHeader(file: ByteFile): Promise<Header> {
  const bytes = await file.read(0, Math.min(64, file.size));
  if (bytes.length < 52 || bytes.readUInt32BE(0) !== 0x7f454c46) throw new BinaryError('it is no ELF file');
  const wide = bytes[4] === 2;
  const cursor = new Cursor(bytes, bytes[5] === 2, 18);
  const machine = cursor.u16();
  cursor.skip(4 + (wide ? 8 : 4));
  const [segments, sections] = [address(cursor, wide), address(cursor, wide)];
  cursor.skip(6);
  const [segmentSize, segmentCount] = [cursor.u16(), cursor.u16()];
  const [sectionSize, sectionCount, sectionNames] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (segmentSize < (wide ? 56 : 32) && segmentCount > 0) throw new BinaryError(`segments have ${segmentSize} bytes`);
  if (sectionSize < (wide ? 64 : 40) && sections > 0) throw new BinaryError(`sections have ${sectionSize} bytes`);
  return {
    wide,
    bigEndian: cursor.bigEndian,
    machine,
    segments: { offset: segments, size: segmentSize, count: Math.min(segmentCount, MOST_SEGMENTS) },
    sections: { offset: sections, size: sectionSize, count: sections === 0 ? 0 : sectionCount },
    sectionNames,
  };
}

/** Of the first segment that is loaded. */
export async function readLoadAddress(file: ByteFile, { wide, bigEndian, segments }: Header): Promise<number> {
  const cursor = new Cursor(await file.read(segments.offset, segments.size * segments.count), bigEndian);
  for (let i = 0; i < segments.count; i++) {
    cursor.at = i * segments.size;
    if (cursor.u32() !== LOADED_SEGMENT) continue;
    cursor.skip(wide ? 12 : 4);
    return address(cursor, wide);
  }
  return 0;
}

export async function readSections(
  file: ByteFile,
  { wide, bigEndian, sections, sectionNames }: Header,
): Promise<Section[]> {
  const { offset, size } = sections;
  if (offset === 0) return [];
  const at = async (from: number, count: number): Promise<Raw[]> => {
    const cursor = new Cursor(await file.read(offset + from * size, size * count), bigEndian);
    return Array.from({ length: count }, (_, i) => {
      cursor.at = i * size;
      return rawSection(cursor, wide);
    });
  };
  // Where there are more than the header can tell, the first section does.
  const [first] = await at(0, 1);
  const count = sections.count === 0 ? first!.size : sections.count;
  if (count > MOST_SECTIONS) throw new BinaryError(`it has ${count} sections`);
  const raw = await at(0, count);
  const names = raw[sectionNames === 0xffff ? first!.link : sectionNames];
  const texts =
    names === undefined || names.type === NO_BITS ? Buffer.alloc(0) : await file.read(names.offset, names.size);
  return raw.map((section) => ({ ...section, name: textAt(texts, section.nameAt) }));
}

type Raw = Omit<Section, 'name'> & { readonly nameAt: number };

function rawSection(cursor: Cursor, wide: boolean): Raw {
  const [nameAt, type] = [cursor.u32(), cursor.u32()];
  const flags = address(cursor, wide);
  cursor.skip(wide ? 8 : 4);
  const [offset, size] = [address(cursor, wide), address(cursor, wide)];
  return { nameAt, type, flags, offset, size, link: cursor.u32() };
}

export function address(cursor: Cursor, wide: boolean): number {
  return wide ? cursor.u64() : cursor.u32();
}
