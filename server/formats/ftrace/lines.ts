/**
 * The lines of a file by their place in it: read through a window that follows the one who asks, so going through the
 * file, or jumping to single lines of it, reads each part once. Lines longer than 64 KiB are cut.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const WINDOW = 1 << 20;
const LONGEST = 1 << 16;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

export class Lines {
  readonly size: number;
  readonly bytes: Buffer;
  /** Of the line last asked for, in `bytes`. */
  start = 0;
  end = 0;
  /** Where the line after it begins, in the file. */
  next = 0;
  readonly #fd: number;
  #origin = 0;
  #length = 0;
  #closed = false;

  /** `window`: bytes read at a time. */
  constructor(path: string, window = WINDOW) {
    this.bytes = Buffer.allocUnsafeSlow(window);
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  /** Looks at the line that begins at `offset`; false at the end of the file. */
  at(offset: number): boolean {
    if (offset >= this.size || this.#closed) return false;
    const held = offset - this.#origin;
    if (held < 0 || held >= this.#length) this.#read(offset);
    let start = offset - this.#origin;
    let end = this.bytes.subarray(0, this.#length).indexOf(NEWLINE, start);
    if (end < 0 && start > 0 && this.#origin + this.#length < this.size) {
      this.#read(offset);
      start = 0;
      end = this.bytes.subarray(0, this.#length).indexOf(NEWLINE);
    }
    if (this.#length === 0) return false;
    const cut = end < 0 ? this.#length : end;
    this.next = this.#origin + cut + (end < 0 ? 0 : 1);
    this.start = start;
    this.end = Math.min(cut, start + LONGEST);
    if (this.end > start && this.bytes[this.end - 1] === RETURN) this.end--;
    return true;
  }

  text(from: number, to: number): string {
    return this.bytes.toString('utf8', from, to);
  }

  close(): void {
    if (!this.#closed) closeSync(this.#fd);
    this.#closed = true;
  }

  #read(offset: number): void {
    this.#origin = offset;
    this.#length = readSync(this.#fd, this.bytes, 0, this.bytes.length, offset);
  }
}
