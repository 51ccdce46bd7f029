/**
 * The head of one unit of `.debug_line` (DWARF 2 to 5): how its program is to be read, and the source files by number.
 */
import { posix } from 'node:path';
import { BinaryError } from './byte-file.ts';
import { type Cursor, textAt } from './cursor.ts';

/** What a unit's texts may lie in besides itself. */
export interface LineTexts {
  readonly lineTexts: Buffer | undefined;
  readonly texts: Buffer | undefined;
}

export interface LineHeader {
  readonly version: number;
  readonly leastInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  /** By operation from 1: how many arguments it has. */
  readonly arguments: Uint8Array;
  /** Where the lists of folders and files begin, and the program. */
  readonly listsAt: number;
  readonly programAt: number;
  readonly end: number;
  readonly offsetSize: 4 | 8;
}

/** The next unit; the cursor stands at its end then, also if it throws a `BinaryError` for what the unit says of itself. */
export function nextHeader(cursor: Cursor): LineHeader {
  let length = cursor.u32();
  const offsetSize = length === 0xffffffff ? 8 : 4;
  if (offsetSize === 8) length = cursor.u64();
  const begin = cursor.at;
  // A length that makes no sense leaves nothing behind it to go on with.
  const end = Math.min(begin + length, cursor.end);
  try {
    return unitHeader(cursor, offsetSize, end);
  } finally {
    cursor.at = end;
  }
}

function unitHeader(cursor: Cursor, offsetSize: 4 | 8, end: number): LineHeader {
  const version = cursor.u16();
  if (version < 2 || version > 5) throw new BinaryError(`line tables of version ${version} are not known`);
  if (version >= 5) cursor.skip(2);
  const headerLength = cursor.unsigned(offsetSize);
  const programAt = cursor.at + headerLength;
  const leastInstruction = cursor.u8();
  if (version >= 4) cursor.skip(1);
  cursor.skip(1);
  const [lineBase, lineRange, operations] = [cursor.i8(), cursor.u8(), cursor.u8()];
  if (lineRange === 0 || operations === 0 || programAt > end || programAt < cursor.at)
    throw new BinaryError('a line table has no sense');
  const from = cursor.skip(operations - 1);
  const counts = Uint8Array.from([0, ...cursor.bytes.subarray(from, from + operations - 1)]);
  const listsAt = cursor.at;
  return { version, leastInstruction, lineBase, lineRange, arguments: counts, listsAt, programAt, end, offsetSize };
}

/** The paths of a unit's source files, by number. Folders that are told relative to where the compiler ran stay so. */
export function filesOf(header: LineHeader, cursor: Cursor, texts: LineTexts): readonly string[] {
  cursor.at = header.listsAt;
  cursor.end = header.programAt;
  if (header.version < 5) return olderFiles(cursor);
  const folders = entries(cursor, header, texts).map(({ path }) => path);
  return entries(cursor, header, texts).map(({ path, folder }) => joined(folders, folder, path));
}

function olderFiles(cursor: Cursor): readonly string[] {
  const folders = [''];
  for (let name = cursor.text(); name !== ''; name = cursor.text()) folders.push(name);
  // Files count from 1.
  const files = [''];
  for (let name = cursor.text(); name !== ''; name = cursor.text()) {
    const folder = cursor.uleb();
    cursor.uleb();
    cursor.uleb();
    files.push(joined(folders, folder, name));
  }
  return files;
}

/** Folders are relative to the first one, where the compiler ran. */
function joined(folders: readonly string[], folder: number, path: string): string {
  const own = within(folders[folder] ?? '', path);
  return folder === 0 ? own : within(folders[0] ?? '', own);
}

function within(folder: string, path: string): string {
  return folder === '' || posix.isAbsolute(path) ? path : posix.join(folder, path);
}

const PATH = 1;
const FOLDER = 2;

function entries(cursor: Cursor, header: LineHeader, texts: LineTexts): { path: string; folder: number }[] {
  const format = Array.from({ length: cursor.u8() }, () => [cursor.uleb(), cursor.uleb()] as const);
  const count = cursor.uleb();
  const found: { path: string; folder: number }[] = [];
  while (found.length < count) {
    const before = cursor.at;
    const entry = { path: '', folder: 0 };
    for (const [content, form] of format) {
      const value = read(cursor, form, header, texts);
      if (content === PATH && typeof value === 'string') entry.path = value;
      if (content === FOLDER && typeof value === 'number') entry.folder = value;
    }
    // Nothing is told, as often as you like.
    if (cursor.at === before) throw new BinaryError('a list of source files has no end');
    found.push(entry);
  }
  return found;
}

/** A value in one of the forms that line tables use. */
function read(cursor: Cursor, form: number, { offsetSize }: LineHeader, texts: LineTexts): string | number {
  switch (form) {
    case 0x08: // string
      return cursor.text();
    case 0x1f: // line_strp
      return textIn(texts.lineTexts, cursor.unsigned(offsetSize));
    case 0x0e: // strp
      return textIn(texts.texts, cursor.unsigned(offsetSize));
    case 0x0b: // data1
      return cursor.u8();
    case 0x05: // data2
      return cursor.u16();
    case 0x06: // data4
      return cursor.u32();
    case 0x07: // data8
      return cursor.u64();
    case 0x0f: // udata
      return cursor.uleb();
    case 0x1e: // data16
      return cursor.skip(16);
    case 0x09: // block
      return cursor.skip(cursor.uleb());
    default:
      throw new BinaryError(`a list of source files has values of the unknown form ${form}`);
  }
}

function textIn(table: Buffer | undefined, offset: number): string {
  return table === undefined ? '' : textAt(table, offset);
}
