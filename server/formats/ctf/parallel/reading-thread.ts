/**
 * The engine's side of the thread that reads a trace: its batches, as they come, in the ring's own memory. Nothing is
 * copied on the way; only the ids of texts are translated.
 */
import type { Worker } from 'node:worker_threads';
import type { StringTable } from '../../../index/string-table.ts';
import { type EventBatch, type FieldRequest, FormatError } from '../../reader.ts';
import type { OpenTrace } from '../open-trace.ts';
import type { Delivered, Failed } from './messages.ts';
import { TextIds } from './new-texts.ts';
import { giveBack, ringFor, slotsOf } from './ring.ts';
import { startThread } from './thread.ts';

export class ReadingThread {
  readonly #open: OpenTrace;
  readonly #thread: Worker;
  readonly #arrived: Delivered[] = [];
  #wake: (() => void) | undefined;
  #error: Error | undefined;
  #stopped = false;
  readonly #ring;
  readonly #texts: TextIds;
  bytesDone = 0;

  constructor(open: OpenTrace, requests: readonly FieldRequest[], strings: StringTable) {
    this.#open = open;
    this.#ring = ringFor(requests.length);
    this.#texts = new TextIds(strings, requests);
    this.#thread = startThread({ task: 'read', recipe: open.recipe, requests, ring: this.#ring });
    this.#thread.on('message', (message: Delivered | Failed) => {
      if (message.kind === 'batch') this.#arrived.push(message);
      else this.#error ??= message.file ? new FormatError(message.message, message.file) : new Error(message.message);
      this.#wake?.();
    });
    this.#thread.on('error', (error: Error) => this.#fail(reasonOf(error)));
    this.#thread.on('exit', (code) => this.#fail(`it ended with code ${code}`));
  }

  /** All batches; ends early once the thread is stopped. `checkpoint` is told before a batch that begins with one. */
  async *batches(checkpoint: (snapshot: Float64Array) => void): AsyncGenerator<EventBatch, void, undefined> {
    const slots = slotsOf(this.#ring);
    try {
      for (let number = 0; ; number++) {
        const message = await this.#next();
        if (message === undefined) return;
        for (const notice of message.notices) this.#open.note(notice);
        this.bytesDone = message.bytesDone;
        this.#texts.learn(message.texts);
        if (message.checkpoint) checkpoint(message.checkpoint);
        if (message.length === 0) return;
        const batch = { ...slots[number % slots.length]!, length: message.length };
        this.#texts.translate(batch);
        yield batch;
        giveBack(this.#ring);
      }
    } finally {
      this.stop();
    }
  }

  /** Ends the thread at once, whatever it is doing. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    void this.#thread.terminate();
  }

  /** Undefined once stopped. What arrived before a failure is delivered before it is thrown. */
  async #next(): Promise<Delivered | undefined> {
    for (;;) {
      if (this.#stopped) return undefined;
      const message = this.#arrived.shift();
      if (message) return message;
      if (this.#error) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #fail(reason: string): void {
    this.#error ??= new Error(`the thread that reads the trace has stopped: ${reason}`);
    this.#wake?.();
  }
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory';
  return error instanceof Error ? error.message : String(error);
}
