/**
 * Lines as records. Where all bytes are ASCII they become one text, of which lines are parts; else each line is decoded on
 * its own, and what is no UTF-8 becomes U+FFFD.
 */
import { isAscii } from 'node:buffer';
import type { Framing } from './record-layout.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BYTE_ORDER_MARK = 0xfeff;

export class LineFraming implements Framing {
  start = 0;
  end = 0;
  after = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  /** All of the bytes, if they are ASCII. */
  #ascii: string | undefined;
  /** The rest of a line that was cut. */
  #isSkipping = false;

  begin(bytes: Buffer, from: number, to: number): void {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
    this.after = from;
    const part = bytes.subarray(from, to);
    this.#ascii = isAscii(part) ? part.toString('latin1') : undefined;
  }

  next(isLast: boolean): boolean {
    let newline = this.#newline(this.after);
    if (this.#isSkipping) {
      this.after = newline < 0 ? this.#to : newline + 1;
      if (newline < 0) return false;
      this.#isSkipping = false;
      newline = this.#newline(this.after);
    }
    if (newline < 0) {
      if (!isLast || this.after >= this.#to) return false;
      newline = this.#to;
    }
    this.start = this.after;
    this.end = newline > this.start && this.#bytes[newline - 1] === RETURN ? newline - 1 : newline;
    this.after = newline + 1;
    return true;
  }

  cut(): boolean {
    this.start = this.after;
    this.end = this.#to;
    this.after = this.#to;
    this.#isSkipping = true;
    return true;
  }

  text(): string {
    if (this.#ascii !== undefined) return this.#ascii.slice(this.start - this.#from, this.end - this.#from);
    const text = this.#bytes.toString('utf8', this.start, this.end);
    return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  }

  #newline(at: number): number {
    if (this.#ascii === undefined) {
      const found = this.#bytes.indexOf(NEWLINE, at);
      return found < this.#to ? found : -1;
    }
    const found = this.#ascii.indexOf('\n', at - this.#from);
    return found < 0 ? -1 : found + this.#from;
  }
}
