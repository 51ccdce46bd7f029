/**
 * Writes a stream of calls as text, in chunks, and no more of them than the other side takes: it waits for credit, and
 * ends the query when nobody wants the rest. An answer that fits in one chunk is sent as a whole.
 */
import type { Call } from '../trace-server.ts';
import { stringify } from '../values/json-text.ts';
import { type FromWorker, WINDOW } from './protocol.ts';

/** What stands before the calls, between them, behind each, and at the end. */
export interface Frame {
  readonly type: string;
  readonly open: string;
  readonly between: string;
  readonly behind: string;
  readonly close: string;
}

const CHUNK_CHARACTERS = 64 * 1024;
/** What is ready is sent after this long, however little it is; looked at with each call that comes. */
const PATIENCE_MS = 20;

export class StreamWriter {
  readonly #id: number;
  readonly #frame: Frame;
  readonly #post: (message: FromWorker, transfer: ArrayBuffer[]) => void;
  #credit = WINDOW;
  #cancelled = false;
  #wake: (() => void) | undefined;
  #begun = false;

  constructor(id: number, frame: Frame, post: (message: FromWorker, transfer: ArrayBuffer[]) => void) {
    this.#id = id;
    this.#frame = frame;
    this.#post = post;
  }

  get begun(): boolean {
    return this.#begun;
  }

  give(bytes: number): void {
    this.#credit += bytes;
    this.#wake?.();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake?.();
  }

  async write(calls: AsyncIterable<Call>): Promise<void> {
    const { open, between, behind, close, type } = this.#frame;
    const id = this.#id;
    let text = open;
    let first = true;
    let sent = performance.now();
    for await (const call of calls) {
      if (this.#cancelled) return;
      text += first ? stringify(call) + behind : between + stringify(call) + behind;
      first = false;
      if (text.length < CHUNK_CHARACTERS && performance.now() - sent < PATIENCE_MS) continue;
      await this.#send(text);
      text = '';
      sent = performance.now();
    }
    text += close;
    if (!this.#begun) {
      const body = encoded(text);
      this.#post({ kind: 'answer', id, status: 200, type, body }, [body.buffer]);
      return;
    }
    if (text !== '') await this.#send(text);
    if (!this.#cancelled) this.#post({ kind: 'end', id }, []);
  }

  async #send(text: string): Promise<void> {
    // Others who ask this thread, and news about this stream, get their turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#credit <= 0 && !this.#cancelled) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#cancelled) return;
    const chunk = encoded(text);
    this.#credit -= chunk.byteLength;
    const { type } = this.#frame;
    this.#post(this.#begun ? { kind: 'chunk', id: this.#id, chunk } : { kind: 'begin', id: this.#id, type, chunk }, [
      chunk.buffer,
    ]);
    this.#begun = true;
  }
}

/** Where clients end a line that read text by Python's or Unicode's rules. Outside of strings, JSON has none. */
const LINE_ENDS = ['\u0085', '\u2028', '\u2029'];

function encoded(text: string): Uint8Array<ArrayBuffer> {
  let escaped = text;
  for (const end of LINE_ENDS) {
    if (text.includes(end)) escaped = escaped.replaceAll(end, `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return new TextEncoder().encode(escaped);
}
