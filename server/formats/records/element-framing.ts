/**
 * XML elements of one name as records, wherever they stand; what lies around them is passed over. Only as much of XML is
 * looked at as it takes to know where an element ends: tags with quoted values, comments, CDATA and instructions. A
 * document type is refused, and so are all entities with it.
 *
 * Cost: each byte is looked at once, besides those of an element that is not yet there as a whole.
 */
import type { Framing } from './record-layout.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

const DECLARED = 'it has a document type (DOCTYPE); such files are not read';

interface Tag {
  /** After its end. */
  after: number;
  kind: 'open' | 'close' | 'empty' | 'other';
  isRecord: boolean;
}

export class ElementFraming implements Framing {
  start = 0;
  end = 0;
  after = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #to = 0;
  readonly #name: Buffer;
  readonly #tag: Tag = { after: 0, kind: 'other', isRecord: false };

  constructor(name: string) {
    this.#name = Buffer.from(name);
  }

  begin(bytes: Buffer, from: number, to: number): void {
    this.#bytes = bytes;
    this.#to = to;
    this.after = from;
  }

  next(): boolean {
    const tag = this.#tag;
    let depth = 0;
    for (let at = this.after; ; at = tag.after) {
      const open = this.#find(LESS, at);
      if (open < 0) {
        if (depth === 0) this.after = this.#to;
        return false;
      }
      if (depth === 0) this.after = open;
      if (!this.#readTag(open)) return false;
      if (!tag.isRecord || tag.kind === 'other') {
        if (depth === 0) this.after = tag.after;
        continue;
      }
      if (tag.kind === 'open') {
        if (depth++ === 0) this.start = open;
        continue;
      }
      if (tag.kind === 'empty' && depth > 0) continue;
      if (tag.kind === 'empty') this.start = open;
      else if (depth === 0) {
        this.after = tag.after;
        continue;
      } else if (--depth > 0) continue;
      this.end = tag.after;
      this.after = tag.after;
      return true;
    }
  }

  cut(): boolean {
    this.after = this.#readTag(this.after) ? this.#tag.after : this.#to;
    return false;
  }

  text(): string {
    return this.#bytes.toString('utf8', this.start, this.end);
  }

  /** What begins with the "<" at `open`. False if its end is not there yet. */
  #readTag(open: number): boolean {
    const bytes = this.#bytes;
    const tag = this.#tag;
    tag.kind = 'other';
    tag.isRecord = false;
    // The longest of what tells: <![CDATA[
    if (this.#to - open < 9 && this.#find(GREATER, open) < 0) return false;
    if (this.#begins('<!--', open)) return this.#skip('-->', open + 4);
    if (this.#begins('<![CDATA[', open)) return this.#skip(']]>', open + 9);
    if (this.#begins('<?', open)) return this.#skip('?>', open + 2);
    if (this.#begins('<!', open)) throw new Error(DECLARED);
    const isClosing = bytes[open + 1] === SLASH;
    const name = open + (isClosing ? 2 : 1);
    let quote = 0;
    let at = name;
    for (; at < this.#to; at++) {
      const byte = bytes[at]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === GREATER) break;
      else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
    }
    if (at >= this.#to) return false;
    tag.kind = isClosing ? 'close' : bytes[at - 1] === SLASH ? 'empty' : 'open';
    tag.isRecord = this.#isRecordName(name);
    tag.after = at + 1;
    return true;
  }

  #isRecordName(at: number): boolean {
    const { length } = this.#name;
    if (this.#bytes.compare(this.#name, 0, length, at, Math.min(this.#to, at + length)) !== 0) return false;
    const next = this.#bytes[at + length]!;
    return next === GREATER || next === SLASH || next <= 0x20;
  }

  #skip(text: string, from: number): boolean {
    const at = this.#bytes.indexOf(text, from, 'latin1');
    if (at < 0 || at + text.length > this.#to) return false;
    this.#tag.after = at + text.length;
    return true;
  }

  #begins(text: string, at: number): boolean {
    return this.#to - at >= text.length && this.#bytes.toString('latin1', at, at + text.length) === text;
  }

  #find(byte: number, from: number): number {
    const found = this.#bytes.indexOf(byte, from);
    return found < this.#to ? found : -1;
  }
}
