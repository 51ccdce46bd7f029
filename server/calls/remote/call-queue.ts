/**
 * Starts and ends on their way to a trace server, in batches of bounded count and size, one batch at a time. A batch that
 * is too large or refused is halved until what is to blame stands alone. What can't be handed over is told to who waits
 * for it; where nobody does, it goes to the dead letters, and `onGivenUp` is told.
 *
 * Bounded in count and bytes: what comes when it is full is given up at once.
 */
import { BackendError, RequestTooLarge, TraceServerError } from '../errors.ts';
import type { DeadLetters } from './dead-letters.ts';

export interface QueueLimits {
  readonly items: number;
  readonly bytes: number;
  /** A batch is sent when so many wait, or when one has waited so long. */
  readonly flushItems: number;
  readonly flushAfterMs: number;
  readonly batchItems: number;
  readonly batchBytes: number;
}

export const LIMITS: QueueLimits = {
  items: 10_000,
  bytes: 256 * 1024 * 1024,
  flushItems: 100,
  flushAfterMs: 200,
  batchItems: 1_000,
  /** Servers take 32 MiB. */
  batchBytes: 31 * 1024 * 1024,
};

interface Waiting {
  /** `{"mode":…,"req":…}` */
  readonly text: string;
  readonly bytes: number;
  readonly settle: ((error?: unknown) => void) | undefined;
}

/** What all items of a batch share, so that halving it helps nobody. */
const NOT_OF_THE_ITEM = new Set([401, 403, 404, 405]);

export class CallQueue {
  readonly #send: (items: readonly string[]) => Promise<unknown>;
  readonly #deadLetters: DeadLetters | undefined;
  readonly #onGivenUp: (error: Error, items: number) => void;
  readonly #limits: QueueLimits;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #sending = false;
  /** On its way, and when it will have arrived or be given up. */
  #inFlight: readonly Waiting[] = [];
  #batch: Promise<void> | undefined;
  /** How many were taken in, and how many of these are stored or given up; they go in the order in which they came. */
  #given = 0;
  #settled = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `send` gets the texts of a batch, and throws what they are refused for. */
  constructor(
    send: (items: readonly string[]) => Promise<unknown>,
    deadLetters: DeadLetters | undefined,
    onGivenUp: (error: Error, items: number) => void,
    limits: QueueLimits = LIMITS,
  ) {
    this.#send = send;
    this.#deadLetters = deadLetters;
    this.#onGivenUp = onGivenUp;
    this.#limits = limits;
  }

  /** Nobody waits for it; sent before long. */
  add(text: string): void {
    this.#push(text, undefined);
  }

  /** Sent as soon as nothing else is on its way. Resolves once it is stored. */
  hand(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#push(text, (error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  /** Resolves when all that was there is stored or given up. Does not wait for what comes meanwhile: there may be no end to it. */
  async flush(): Promise<void> {
    const given = this.#given;
    while (this.#settled < given) {
      this.#begin();
      await this.#batch;
    }
  }

  /** At the end of the process, synchronously: what was not sent becomes dead letters. */
  abandon(): void {
    const left = [...this.#inFlight, ...this.#waiting].map((item) => ({ ...item, settle: undefined }));
    this.#settled += this.#waiting.length;
    this.#waiting = [];
    this.#inFlight = [];
    this.#giveUp(left, new BackendError('The process ended before this was sent.'));
  }

  #push(text: string, settle: Waiting['settle']): void {
    const item: Waiting = { text, bytes: Buffer.byteLength(text), settle };
    const { items, bytes, flushItems, flushAfterMs } = this.#limits;
    if (this.#waiting.length >= items || this.#bytes + item.bytes > bytes) {
      this.#giveUp([item], new BackendError('The queue of calls is full: the trace server does not keep up.'));
      return;
    }
    this.#waiting.push(item);
    this.#bytes += item.bytes;
    this.#given++;
    if (this.#sending) return;
    const soon = settle !== undefined || this.#waiting.length >= flushItems;
    if (soon && this.#timer !== undefined) this.#stopTimer();
    this.#timer ??= setTimeout(() => this.#begin(), soon ? 0 : flushAfterMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends what waits, until nothing does. */
  #begin(): void {
    this.#stopTimer();
    if (!this.#sending && this.#waiting.length > 0) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#take();
        this.#inFlight = batch;
        this.#batch = this.#deliver(batch).finally(() => {
          this.#settled += batch.length;
        });
        await this.#batch;
      }
    } finally {
      this.#inFlight = [];
      this.#batch = undefined;
      this.#sending = false;
    }
  }

  #take(): Waiting[] {
    const { batchItems, batchBytes } = this.#limits;
    let count = 0;
    let bytes = 0;
    for (const item of this.#waiting) {
      if (count === batchItems || (count > 0 && bytes + item.bytes + 1 > batchBytes)) break;
      bytes += item.bytes + 1;
      count++;
    }
    const batch = this.#waiting.splice(0, count);
    for (const item of batch) this.#bytes -= item.bytes;
    return batch;
  }

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#send(batch.map((item) => item.text));
      for (const { settle } of batch) settle?.();
    } catch (error) {
      if (batch.length > 1 && isOfOneItem(error)) {
        const middle = batch.length >> 1;
        await this.#deliver(batch.slice(0, middle));
        await this.#deliver(batch.slice(middle));
      } else this.#giveUp(batch, error as Error);
    }
  }

  #giveUp(items: readonly Waiting[], error: Error): void {
    for (const { settle } of items) settle?.(error);
    const alone = items.filter(({ settle }) => settle === undefined).map(({ text }) => text);
    if (alone.length === 0) return;
    let told = error;
    try {
      this.#deadLetters?.add(alone, error.message);
    } catch (failure) {
      told = new Error(`${error.message} It could not be kept either: ${(failure as Error).message}`, { cause: error });
    }
    this.#onGivenUp(told, alone.length);
  }
}

function isOfOneItem(error: unknown): boolean {
  if (error instanceof RequestTooLarge) return true;
  return (
    error instanceof TraceServerError && error.status >= 400 && error.status < 500 && !NOT_OF_THE_ITEM.has(error.status)
  );
}
