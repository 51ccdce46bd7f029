/**
 * The file `metadata`: text in TSDL (CTF 1.8) or JSON (CTF 2), plain or cut into packets with a binary header each, as
 * tracers write it.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { FormatError } from '../reader.ts';

const MAGIC = 0x75d11d57;
/** magic, uuid, checksum, content size, packet size, compression, encryption, checksum scheme, major, minor */
const HEADER = 37;
/** CTF2-PMETA-1.0 adds three zeros and the header's size in bits; LTTng writes CTF 2 without them. */
const LONG_HEADER = 44;
const LARGEST = 64 * 1024 * 1024;

export interface MetadataText {
  readonly text: string;
  readonly language: 'tsdl' | 'json';
  /** That of the packets' headers; the machine's own for plain text. */
  readonly order: 'le' | 'be';
}

/** What kind of metadata `start`, the first bytes of a file, begins. */
export function metadataKind(start: Buffer): 'packets' | 'tsdl' | 'json' | undefined {
  if (start.length >= 4 && (start.readUInt32LE(0) === MAGIC || start.readUInt32BE(0) === MAGIC)) return 'packets';
  if (isJson(start.toString('latin1', 0, 65_536))) return 'json';
  const text = start.toString('latin1');
  if (/^\s*\/\*\s*CTF\s+1\.\d/.test(text)) return 'tsdl';
  const code = text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g, ' ');
  return /(?:^|[;}\s])(?:typealias\s|typedef\s|(?:trace|env|clock|stream|event)\s*\{|(?:struct|enum|variant)\s+\w+\s*[{:<])/.test(
    code,
  ) && !code.includes('\0')
    ? 'tsdl'
    : undefined;
}

/** The first 64 KiB at most; nothing for what is no readable file. */
export function fileStart(path: string, length = 65_536): Buffer {
  let file: number;
  try {
    // A pipe of that name must not make us wait for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return Buffer.alloc(0);
  }
  try {
    if (!fstatSync(file).isFile()) return Buffer.alloc(0);
    const start = Buffer.alloc(length);
    return start.subarray(0, readSync(file, start, 0, length, 0));
  } catch {
    return Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

/** Throws a `FormatError` if `path` is no CTF metadata. */
export function readMetadata(path: string): MetadataText {
  const start = fileStart(path);
  const kind = metadataKind(start);
  if (kind === undefined)
    throw new FormatError(start.length === 0 ? 'the metadata is empty' : 'this is no CTF metadata', path);
  const { size } = statSync(path);
  if (size > LARGEST) throw new FormatError(`metadata of ${size} bytes is too large`, path);
  const bytes = readFileSync(path);
  if (kind !== 'packets') return { text: bytes.toString('utf8'), language: kind, order: 'le' };
  const big = bytes.readUInt32BE(0) === MAGIC;
  const texts = [...packets(bytes, big, path)];
  const text = Buffer.concat(texts).toString('utf8');
  return { text, language: isJson(text.slice(0, 65_536)) ? 'json' : 'tsdl', order: big ? 'be' : 'le' };
}

/** Begins with the record separator, or with a preamble. */
function isJson(start: string): boolean {
  return start.trimStart().startsWith('\x1e') || /^\s*\{[^{}]*"type"\s*:\s*"preamble"/.test(start);
}

function* packets(bytes: Buffer, big: boolean, path: string): Generator<Buffer> {
  const word = (at: number) => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < HEADER) throw new FormatError('a metadata packet is cut off', path, at);
    if (word(at) !== MAGIC) throw new FormatError('a metadata packet has a wrong magic number', path, at);
    const content = word(at + 24) >>> 3;
    const packet = word(at + 28) >>> 3;
    if (bytes[at + 32] !== 0 || bytes[at + 33] !== 0) {
      throw new FormatError('this metadata packet is compressed or encrypted, which is not supported', path, at);
    }
    if (content < HEADER || packet < content) {
      throw new FormatError(`a metadata packet of ${packet} bytes has ${content} bytes of content`, path, at);
    }
    if (at + content > bytes.length) throw new FormatError('a metadata packet is cut off', path, at);
    const long = content >= LONG_HEADER && bytes[at + 37] === 0 && word(at + 40) === LONG_HEADER * 8;
    yield bytes.subarray(at + (long ? LONG_HEADER : HEADER), at + content);
    at += packet;
  }
}
