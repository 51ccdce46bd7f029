/**
 * Small ELF files for tests, of either word size and byte order.
 *
 *   elfFile({ functions: 'main@1000+20 leaf@1020+0', lines: '/home/loom/main.c: 1000=10 1008=12 1020=30 1028' })
 *
 * Addresses and sizes are hexadecimal, lines decimal; the last address of `lines` is where the code ends. Several pieces of
 * code are separated by semicolons, each a unit of its own.
 */
import { posix } from 'node:path';
import { deflateSync } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';

export interface ElfOptions {
  readonly wide?: boolean;
  readonly bigEndian?: boolean;
  readonly loadAddress?: number;
  readonly functions?: string;
  readonly table?: '.symtab' | '.dynsym';
  readonly lines?: string;
  /** Of DWARF. */
  readonly version?: 2 | 3 | 4 | 5;
  readonly compressed?: boolean;
  readonly buildId?: string;
  readonly debugLink?: { readonly name: string; readonly crc: number };
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly bytes: Buffer;
  readonly link?: number;
  readonly flags?: number;
}

export function elfFile(options: ElfOptions): Buffer {
  const { wide = true, bigEndian = false, loadAddress = 0, table = '.symtab' } = options;
  const make = (): ByteWriter => new ByteWriter(bigEndian);
  const sections: Section[] = [{ name: '', type: 0, bytes: Buffer.alloc(0) }];
  if (options.functions !== undefined) {
    const { symbols, texts } = symbolTable(options.functions, wide, make);
    sections.push({ name: table, type: 2, bytes: symbols, link: sections.length + 1 });
    sections.push({ name: '.strtab', type: 3, bytes: texts });
  }
  if (options.buildId !== undefined) {
    const id = Buffer.from(options.buildId, 'hex');
    const note = make().u32(4, id.length, 3).text('GNU').append(id).align(4);
    sections.push({ name: '.note.gnu.build-id', type: 7, bytes: note.bytes });
  }
  if (options.debugLink !== undefined) {
    const { name, crc } = options.debugLink;
    sections.push({ name: '.gnu_debuglink', type: 1, bytes: make().text(name).align(4).u32(crc).bytes });
  }
  if (options.lines !== undefined) {
    const texts = make();
    const units = options.lines.split(';').map((unit) => lineUnit(unit, options.version ?? 5, wide, make, texts));
    const bytes = Buffer.concat(units);
    const packed = make()
      .u32(1, ...(wide ? [0] : []))
      .number(bytes.length, wide ? 8 : 4)
      .number(1, wide ? 8 : 4);
    if (options.compressed) packed.append(deflateSync(bytes));
    const [content, flags] = options.compressed ? [packed.bytes, 0x800] : [bytes, 0];
    sections.push({ name: '.debug_line', type: 1, bytes: content, flags });
    sections.push({ name: '.debug_line_str', type: 1, bytes: texts.bytes });
  }
  return assembled(sections, { wide, loadAddress }, make);
}

function assembled(
  sections: Section[],
  { wide, loadAddress }: { wide: boolean; loadAddress: number },
  make: Make,
): Buffer {
  const word = wide ? 8 : 4;
  const names = make();
  const nameAt = sections.map(({ name }) => {
    const at = names.length;
    names.text(name);
    return at;
  });
  nameAt.push(names.length);
  sections.push({ name: '.shstrtab', type: 3, bytes: names.text('.shstrtab').bytes });
  const headerSize = wide ? 64 : 52;
  const segmentSize = wide ? 56 : 32;
  const body = make();
  const offsets = sections.map(({ bytes }) => {
    const at = headerSize + segmentSize + body.length;
    body.append(bytes).align(8);
    return at;
  });
  const file = make();
  const bigEndian = make().u16(1).bytes[0] === 0;
  file.u8(0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1, 0).append(Buffer.alloc(8));
  file
    .u16(3, 62)
    .u32(1)
    .number(0, word)
    .number(headerSize, word)
    .number(headerSize + segmentSize + body.length, word);
  file.u32(0).u16(headerSize, segmentSize, 1, wide ? 64 : 40, sections.length, sections.length - 1);
  file
    .u32(1, ...(wide ? [5] : []))
    .number(0, word)
    .number(loadAddress, word)
    .number(loadAddress, word);
  file
    .number(0x10000, word)
    .number(0x10000, word)
    .append(Buffer.alloc(segmentSize - (file.length - headerSize)));
  file.append(body.bytes);
  for (const [i, { type, flags = 0, bytes, link = 0 }] of sections.entries()) {
    file.u32(nameAt[i]!, type).number(flags, word).number(0, word).number(offsets[i]!, word).number(bytes.length, word);
    file.u32(link, 0).number(1, word).number(0, word);
  }
  return file.bytes;
}

type Make = () => ByteWriter;

function symbolTable(functions: string, wide: boolean, make: Make): { symbols: Buffer; texts: Buffer } {
  const texts = make().text('');
  const symbols = make().append(Buffer.alloc(wide ? 24 : 16));
  for (const word of functions.split(' ')) {
    // A name in brackets is one of data.
    const [, bracket, name, address, size] = /^(\[?)([^@\]]+)\]?@([0-9a-f]+)\+([0-9a-f]+)$/.exec(word)!;
    const at = texts.length;
    texts.text(name!);
    const info = 16 + (bracket === '[' ? 1 : 2);
    const [value, length] = [Number.parseInt(address!, 16), Number.parseInt(size!, 16)];
    if (wide) symbols.u32(at).u8(info, 0).u16(1).number(value, 8).number(length, 8);
    else symbols.u32(at, value, length).u8(info, 0).u16(1);
  }
  return { symbols: symbols.bytes, texts: texts.bytes };
}

const LINE_BASE = -5;
const LINE_RANGE = 14;
const FIRST_SPECIAL = 13;

function lineUnit(text: string, version: number, wide: boolean, make: Make, texts: ByteWriter): Buffer {
  const [file, rest] = text.trim().split(': ') as [string, string];
  const lists = make();
  const folder = posix.dirname(file);
  if (version >= 5) {
    const inTexts = (name: string): number => {
      const at = texts.length;
      texts.text(name);
      return at;
    };
    lists.u8(1).uleb(1).uleb(0x1f).uleb(2).u32(inTexts('/build'), inTexts(folder));
    lists.u8(2).uleb(1).uleb(0x08).uleb(2).uleb(0x0b).uleb(2);
    for (let i = 0; i < 2; i++) lists.text(posix.basename(file)).u8(1);
  } else lists.text(folder).u8(0).text(posix.basename(file)).uleb(1).uleb(0).uleb(0).u8(0);
  const head = make().u8(1);
  if (version >= 4) head.u8(1);
  head.u8(1).number(LINE_BASE, 1).u8(LINE_RANGE, FIRST_SPECIAL, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1).append(lists.bytes);
  const unit = make().u16(version);
  if (version >= 5) unit.u8(wide ? 8 : 4, 0);
  unit
    .u32(head.length)
    .append(head.bytes)
    .append(program(rest, wide, make));
  return make().u32(unit.length).append(unit.bytes).bytes;
}

function program(text: string, wide: boolean, make: Make): Buffer {
  const code = make();
  const word = wide ? 8 : 4;
  let before: { address: number; line: number } | undefined;
  for (const row of text.split(' ')) {
    const [address, line] = [Number.parseInt(row.split('=')[0]!, 16), Number(row.split('=')[1] ?? Number.NaN)];
    if (before === undefined) {
      code
        .u8(0)
        .uleb(word + 1)
        .u8(2)
        .number(address, word)
        .u8(3)
        .sleb(line - 1)
        .u8(1);
    } else if (Number.isNaN(line)) {
      code
        .u8(2)
        .uleb(address - before.address)
        .u8(0)
        .uleb(1)
        .u8(1);
    } else {
      const [steps, lines] = [address - before.address, line - before.line];
      const special = lines - LINE_BASE + LINE_RANGE * steps + FIRST_SPECIAL;
      if (lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE && special <= 255) code.u8(special);
      else code.u8(2).uleb(steps).u8(3).sleb(lines).u8(1);
    }
    before = { address, line };
  }
  return code.bytes;
}
