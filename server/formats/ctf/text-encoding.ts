/** Texts in the encodings that CTF 2 knows; CTF 1.8 has UTF-8 only. A text ends before its first character 0. */
import type { TextEncoding } from './declared-types.ts';

/** Bytes of the smallest unit of an encoding. */
export function unitOf(encoding: TextEncoding): 1 | 2 | 4 {
  return encoding === 'utf-8' ? 1 : encoding.startsWith('utf-16') ? 2 : 4;
}

const UTF8 = new TextDecoder();
const UTF16 = new TextDecoder('utf-16le');

/** The byte at which the text in [from, end) of `bytes` is ended by a unit of zeros; −1 if it is not. */
export function endOfText(bytes: Uint8Array, from: number, end: number, unit: 1 | 2 | 4): number {
  if (unit === 1) {
    const zero = bytes.indexOf(0, from);
    return zero >= 0 && zero < end ? zero : -1;
  }
  for (let at = from; at + unit <= end; at += unit) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && (unit === 2 || (bytes[at + 2] === 0 && bytes[at + 3] === 0)))
      return at;
  }
  return -1;
}

/** What can't be decoded becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, from: number, end: number, encoding: TextEncoding): string {
  const unit = unitOf(encoding);
  const zero = endOfText(bytes, from, end, unit);
  const text = bytes.subarray(from, zero < 0 ? end : zero);
  if (unit === 1) return UTF8.decode(text);
  if (encoding === 'utf-16le') return UTF16.decode(text);
  if (encoding === 'utf-16be') return UTF16.decode(swapped(text));
  const view = new DataView(text.buffer, text.byteOffset, text.length);
  let decoded = '';
  for (let at = 0; at + 4 <= text.length; at += 4) {
    const point = view.getUint32(at, encoding === 'utf-32le');
    const valid = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    decoded += valid ? String.fromCodePoint(point) : '\ufffd';
  }
  return decoded;
}

function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, i) => bytes[i ^ 1] ?? 0);
}
