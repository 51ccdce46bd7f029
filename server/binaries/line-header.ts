/**
 * The head of one unit of `.debug_line` (DWARF 2 to 5): how its program is to be read, and the source files by number.
 */
import { posix } from 'node:path';
import { BinaryError } from './byte-file.ts';
import { type Cursor, textAt } from './cursor.ts';

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

/**
 * The path of a unit's source file by number; undefined if there is none. A folder that is told relative to where the
 * compiler ran, which older versions don't tell, stays so. `texts` are those of `.debug_line_str`. Cost: the lists.
 */
export function filePath(header: LineHeader, cursor: Cursor, texts: Buffer, file: number): string | undefined {
  cursor.at = header.listsAt;
  cursor.end = header.programAt;
  const textOf = ({ at, isApart }: Entry): string => textAt(isApart ? texts : cursor.bytes, at);
  const folders = few(header.version < 5 ? olderFolders(cursor) : entries(cursor, header));
  const files = header.version < 5 ? olderFiles(cursor) : entries(cursor, header);
  const folder = (number: number): string => (folders[number] === undefined ? '' : textOf(folders[number]));
  let number = 0;
  for (const entry of files) {
    if (number++ !== file) continue;
    const own = within(folder(entry.folder), textOf(entry));
    if (own === '') return undefined;
    // Folders are relative to the first one, where the compiler ran.
    return entry.folder === 0 ? own : within(folder(0), own);
  }
  return undefined;
}

function within(folder: string, path: string): string {
  return folder === '' || path === '' || posix.isAbsolute(path) ? path : posix.join(folder, path);
}

/** A file or folder: where its name lies, and in which folder it is. */
interface Entry {
  readonly at: number;
  /** Its name lies in the section for texts. */
  readonly isApart: boolean;
  readonly folder: number;
}

/** The first one, where the compiler ran, isn't told. */
function* olderFolders(cursor: Cursor): Iterable<Entry> {
  yield { at: -1, isApart: false, folder: 0 };
  for (let at = cursor.passText(); cursor.at > at + 1; at = cursor.passText()) yield { at, isApart: false, folder: 0 };
}

function few(entries: Iterable<Entry>): Entry[] {
  const found: Entry[] = [];
  for (const entry of entries) {
    if (found.push(entry) > MOST_FOLDERS) throw new BinaryError('a line table names too many folders');
  }
  return found;
}

function* olderFiles(cursor: Cursor): Iterable<Entry> {
  // Files count from 1.
  yield { at: -1, isApart: false, folder: 0 };
  for (let at = cursor.passText(); cursor.at > at + 1; at = cursor.passText()) {
    const folder = cursor.uleb();
    cursor.uleb();
    cursor.uleb();
    yield { at, isApart: false, folder };
  }
}

const MOST_FOLDERS = 65_536;
const PATH = 1;
const FOLDER = 2;
const TEXT = 0x08;
const TEXT_APART = 0x1f;

function* entries(cursor: Cursor, header: LineHeader): Iterable<Entry> {
  const format = Array.from({ length: cursor.u8() }, () => [cursor.uleb(), cursor.uleb()] as const);
  const count = cursor.uleb();
  for (let i = 0; i < count; i++) {
    const before = cursor.at;
    const entry = { at: -1, isApart: false, folder: 0 };
    for (const [content, form] of format) {
      const value = read(cursor, form, header);
      if (content === FOLDER) entry.folder = value;
      if (content === PATH && (form === TEXT || form === TEXT_APART)) {
        entry.at = value;
        entry.isApart = form === TEXT_APART;
      }
    }
    // Nothing is told, as often as you like.
    if (cursor.at === before) throw new BinaryError('a list of source files has no end');
    yield entry;
  }
}

/** A value in one of the forms that line tables use: a number, or where it lies. */
function read(cursor: Cursor, form: number, { offsetSize }: LineHeader): number {
  switch (form) {
    case TEXT:
      return cursor.passText();
    case TEXT_APART:
    case 0x0e: // strp: in a section that is not read for this
      return cursor.unsigned(offsetSize);
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
