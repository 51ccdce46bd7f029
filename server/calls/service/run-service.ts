/**
 * Where questions are answered: body → request → trace server → text → bytes. One of it runs in each thread of the call
 * service. The trace server is opened with the first question, and again with the next one if it could not be opened.
 */
import type { MessagePort } from 'node:worker_threads';
import { BackendError, InvalidRequest, TraceServerError, toBody } from '../errors.ts';
import { COMPLETE_CALLS, OPERATIONS, type Operation } from '../requests/operations.ts';
import type { CallsQueryRequest, TraceServer } from '../trace-server.ts';
import { stringify } from '../values/json-text.ts';
import { decodeText } from '../values/read-json.ts';
import { readFileForm } from './file-form.ts';
import { BYTES_TYPE, type FromWorker, JSON_TYPE, LINES_TYPE, type ToWorker } from './protocol.ts';
import { type Frame, StreamWriter } from './stream-writer.ts';

type Ask = Extract<ToWorker, { kind: 'ask' }>;
type AnyMethod = (request: unknown) => Promise<object>;
type Post = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/** Lists of calls are written while they are read, however many there are. */
const STREAMED: Readonly<Record<string, Frame>> = {
  callsQueryStream: { type: LINES_TYPE, open: '', between: '', behind: '\n', close: '' },
  callsQuery: { type: JSON_TYPE, open: '{"calls":[', between: ',', behind: '', close: ']}' },
};

const BY_PATH: ReadonlyMap<string | undefined, Operation> = new Map(
  [...OPERATIONS, COMPLETE_CALLS].map((operation) => [operation.paths[0], operation]),
);

export function runService(port: MessagePort, open: () => Promise<TraceServer>): void {
  const service = new Answering(open, (message, transfer) => port.postMessage(message, transfer));
  port.on('message', (message: ToWorker) => {
    if (message.kind !== 'close') service.receive(message);
    else void service.close().finally(() => port.close());
  });
}

class Answering {
  readonly #open: () => Promise<TraceServer>;
  readonly #post: Post;
  #server: Promise<TraceServer> | undefined;
  readonly #streams = new Map<number, StreamWriter>();
  readonly #atWork = new Set<Promise<void>>();

  constructor(open: () => Promise<TraceServer>, post: Post) {
    this.#open = open;
    this.#post = post;
  }

  receive(message: Exclude<ToWorker, { kind: 'close' }>): void {
    if (message.kind === 'credit') this.#streams.get(message.id)?.give(message.bytes);
    else if (message.kind === 'cancel') this.#streams.get(message.id)?.cancel();
    else {
      const work = this.#ask(message).finally(() => this.#atWork.delete(work));
      this.#atWork.add(work);
    }
  }

  async close(): Promise<void> {
    for (const stream of this.#streams.values()) stream.cancel();
    await Promise.all(this.#atWork);
    await (await this.#server)?.close();
  }

  async #ask(question: Ask): Promise<void> {
    const { id } = question;
    try {
      await this.#answer(question);
    } catch (error) {
      const known = toKnown(error);
      if (known !== error) this.#post({ kind: 'failure', error: error as Error }, []);
      if (this.#streams.get(id)?.begun) this.#post({ kind: 'broken', id, reason: known.message }, []);
      else this.#reply(id, JSON_TYPE, stringify(toBody(known)), known.status);
    } finally {
      this.#streams.delete(id);
    }
  }

  async #answer({ id, path, user, body, type }: Ask): Promise<void> {
    const operation = BY_PATH.get(path);
    if (operation === undefined) throw new Error(`no such operation: ${path}`);
    let request: unknown;
    if (operation.multipart === true) {
      const { json, content } = await readFileForm(body, type);
      request = { ...operation.read(json, user), content };
    } else request = operation.read(decodeText(body), user);
    const frame = STREAMED[operation.method];
    const stream = frame && new StreamWriter(id, frame, this.#post);
    // Before anything is waited for, so that whoever hangs up meanwhile is heard.
    if (stream) this.#streams.set(id, stream);
    const server = await this.#opened();
    if (stream) return stream.write(server.callsQueryStream(request as CallsQueryRequest));
    const reply = await (server[operation.method] as unknown as AnyMethod).call(server, request);
    if (operation.answers === 'bytes') this.#reply(id, BYTES_TYPE, (reply as { content: Uint8Array }).content);
    else this.#reply(id, JSON_TYPE, stringify(reply));
  }

  #reply(id: number, type: string, reply: string | Uint8Array, status = 200): void {
    const body = typeof reply === 'string' ? new TextEncoder().encode(reply) : new Uint8Array(reply);
    this.#post({ kind: 'answer', id, status, type, body }, [body.buffer as ArrayBuffer]);
  }

  #opened(): Promise<TraceServer> {
    this.#server ??= this.#open().catch((error: unknown) => {
      this.#server = undefined;
      this.#post({ kind: 'failure', error: error as Error }, []);
      if (error instanceof TraceServerError) throw error;
      throw new BackendError(`The calls can't be opened: ${(error as Error).message}`);
    });
    return this.#server;
  }
}

/** What the client is told. */
function toKnown(error: unknown): TraceServerError {
  if (error instanceof TraceServerError) return error;
  if (error instanceof RangeError && error.message.includes('string length')) {
    return new InvalidRequest('The answer would be too large; ask for less at a time.');
  }
  return new TraceServerError('Internal server error');
}
