/**
 * One thread of the call service, seen from the HTTP thread: questions go in, answers come out. It is started with the
 * first question. If it dies, the questions that are open are answered with 502, and the next one starts it anew: what it
 * had answered was durable before.
 */
import { BackendError, toBody } from '../errors.ts';
import { AnswerStream } from './answer-stream.ts';
import { type Connect, type Connection, type FromWorker, JSON_TYPE } from './protocol.ts';

export interface Question {
  /** The first path of the operation. */
  readonly path: string;
  /** External name of who asks. */
  readonly user: string;
  /** Given away with the question: all of its memory. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Media type of the body; what isn't a form is JSON. */
  readonly type: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** A stream that is not read to its end must be ended with `return()`, as `for await` does. */
  readonly body: Uint8Array | AsyncIterableIterator<Uint8Array>;
}

interface Open {
  readonly answer: (answer: Answer) => void;
  stream?: AnswerStream;
}

/** How long a thread may take to end what it does. */
const CLOSE_LIMIT_MS = 2_000;

export class ServiceThread {
  readonly #connect: Connect;
  readonly #onFailure: (error: unknown) => void;
  #connection: Connection | undefined;
  #lastId = 0;
  readonly #open = new Map<number, Open>();
  #closed: (() => void) | undefined;

  constructor(connect: Connect, onFailure: (error: unknown) => void) {
    this.#connect = connect;
    this.#onFailure = onFailure;
  }

  /** Questions that are not answered yet. */
  get load(): number {
    return this.#open.size;
  }

  /** Rejects with the signal's reason, and for nothing else. */
  ask({ signal, ...question }: Question): Promise<Answer> {
    this.#connection ??= this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#drop(id);
        reject(signal.reason);
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener('abort', cancel, { once: true });
      this.#open.set(id, {
        answer: (answer) => {
          signal.removeEventListener('abort', cancel);
          resolve(answer);
        },
      });
      this.#connection?.post({ kind: 'ask', id, ...question }, [question.body.buffer]);
    });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve;
    });
    connection.post({ kind: 'close' });
    const late = setTimeout(() => connection.terminate(), CLOSE_LIMIT_MS);
    await closed;
    clearTimeout(late);
  }

  #start(): Connection {
    const connection = this.#connect(
      (message) => this.#receive(message),
      (error) => {
        if (error !== undefined) this.#onFailure(error);
        if (this.#connection === connection) this.#lost();
      },
    );
    return connection;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'failure') {
      this.#onFailure(message.error);
      return;
    }
    const { kind, id } = message;
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (kind === 'begin') {
      open.stream = new AnswerStream(
        (bytes) => this.#connection?.post({ kind: 'credit', id, bytes }),
        () => this.#drop(id),
      );
      open.stream.add(message.chunk);
      open.answer({ status: 200, type: message.type, body: open.stream });
    } else if (kind === 'chunk') {
      open.stream?.add(message.chunk);
    } else {
      this.#open.delete(id);
      if (kind === 'answer') open.answer(message);
      else open.stream?.end(kind === 'broken' ? new BackendError(message.reason) : undefined);
    }
  }

  /** Nobody waits for this answer. */
  #drop(id: number): void {
    if (this.#open.delete(id)) this.#connection?.post({ kind: 'cancel', id });
  }

  #lost(): void {
    this.#connection = undefined;
    const error = new BackendError('The call service was interrupted; the request can be sent again.');
    const body = Buffer.from(JSON.stringify(toBody(error)));
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { answer, stream } of open) {
      if (stream === undefined) answer({ status: error.status, type: JSON_TYPE, body });
      else stream.end(error);
    }
    this.#closed?.();
  }
}
