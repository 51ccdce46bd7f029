/**
 * The engine's side of the threads that read a trace: one that puts the events in order, batch after batch, in the ring's
 * own memory, and where there are more, those that decode for it. Nothing is copied on the way to the analyses; only the
 * ids of texts are translated. If one of the threads dies, reading fails; `stop` ends them all at once.
 */
import { MessageChannel, type Worker } from 'node:worker_threads';
import type { StringTable } from '../../../index/string-table.ts';
import { type EventBatch, type FieldRequest, FormatError } from '../../reader.ts';
import type { OpenTrace } from '../open-trace.ts';
import { chunkOf } from '../pass.ts';
import { exchangeFor } from './exchange.ts';
import type { Decoding, Delivered, Failed, FromThread, ThreadInput } from './messages.ts';
import { TextIds, textsFrom } from './new-texts.ts';
import { giveBack, type Ring, ringFor, slotsOf } from './ring.ts';
import { share } from './share.ts';
import { startThread } from './thread.ts';

export class Reading {
  readonly #open: OpenTrace;
  readonly #ring: Ring;
  readonly #texts: TextIds;
  readonly #threads: Worker[] = [];
  readonly #arrived: Delivered[] = [];
  #wake: (() => void) | undefined;
  #error: Error | undefined;
  #stopped = false;
  bytesDone = 0;

  /** With `threads` in all, one at least. */
  constructor(
    open: OpenTrace,
    requests: readonly FieldRequest[],
    strings: StringTable,
    threads: number,
    start: (input: ThreadInput) => Worker = startThread,
  ) {
    this.#open = open;
    this.#ring = ringFor(requests.length);
    this.#texts = new TextIds(strings, requests);
    const { recipe } = open;
    const texts = textsFrom(strings, 0);
    this.#texts.learn(texts);
    const decoding = threads > 1 ? this.#decodeIn(threads - 1, requests, start) : undefined;
    this.#watch(start({ task: 'read', recipe, requests, ring: this.#ring, texts, ...(decoding ? { decoding } : {}) }));
  }

  /** All batches; ends early once stopped. `checkpoint` is told before a batch that begins with one. */
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

  /** Ends the threads at once, whatever they are doing. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    for (const thread of this.#threads) void thread.terminate();
  }

  #decodeIn(threads: number, requests: readonly FieldRequest[], start: (input: ThreadInput) => Worker): Decoding {
    const { recipe, lanes } = this.#open;
    const shares = share(lanes, threads);
    const exchange = exchangeFor(shares, threads, chunkOf(this.#open), requests.length);
    const texts = Array.from({ length: threads }, (_, thread) => {
      const { port1, port2 } = new MessageChannel();
      this.#watch(start({ task: 'decode', recipe, requests, shares, exchange, thread, texts: port2 }));
      return port1;
    });
    return { shares, exchange, texts };
  }

  #watch(thread: Worker): void {
    this.#threads.push(thread);
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'notice') this.#open.note(message.notice);
      else if (message.kind === 'batch') this.#arrived.push(message);
      else this.#error ??= errorOf(message);
      this.#wake?.();
    });
    thread.on('error', (error: Error) => this.#fail(reasonOf(error)));
    thread.on('exit', (code) => {
      if (code !== 0) this.#fail(`it ended with code ${code}`);
    });
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
    this.#error ??= new Error(`a thread that reads the trace has stopped: ${reason}`);
    this.#wake?.();
  }
}

function errorOf({ message, place }: Failed): Error {
  return place ? new FormatError(message, place.file, place.offset) : new Error(message);
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory';
  return error instanceof Error ? error.message : String(error);
}
