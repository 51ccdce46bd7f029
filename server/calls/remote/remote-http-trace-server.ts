/**
 * A trace server that is somewhere else. Starts and ends go in batches; everything else waits for those that were given
 * before, so that what was written is seen. What may be sent again is, see `HttpTransport`; nothing is lost in silence,
 * see `CallQueue`. Requests are checked where they arrive.
 */
import { BackendError, TraceServerError } from '../errors.ts';
import { type Method, OPERATIONS, type Operation } from '../requests/operations.ts';
import type * as wire from '../trace-server.ts';
import type { BatchItem, Call, TraceServer } from '../trace-server.ts';
import { newId } from '../values/ids.ts';
import { stringify } from '../values/json-text.ts';
import { CallQueue, LIMITS, type QueueLimits } from './call-queue.ts';
import { DeadLetters, type Rotation } from './dead-letters.ts';
import { HttpTransport, type Patience } from './http-transport.ts';
import { readLines } from './read-lines.ts';
import { call, parsed, REPLIES, readReply } from './read-replies.ts';
import { createTable, inPieces, updateTable } from './split-tables.ts';

export interface RemoteOptions {
  /** The base address, as the ready line has it in `calls`. */
  readonly url: string;
  readonly user?: string;
  readonly token?: string;
  /** Where starts and ends go that could not be handed over, and for which nobody waits. */
  readonly deadLetterFile?: string;
  readonly rotation?: Rotation;
  /** Told of each of them. */
  readonly onGivenUp?: (error: Error, items: number) => void;
  readonly patience?: Partial<Patience>;
  readonly limits?: Partial<QueueLimits>;
  readonly timeoutMs?: number;
}

const PATIENCE: Patience = { firstDelayMs: 250, longestDelayMs: 30_000, forMs: 10 * 60_000 };
const BY_METHOD = new Map<string, Operation>(OPERATIONS.map((operation) => [operation.method, operation]));
/** Carried out twice, these leave two. */
const ONCE: ReadonlySet<string> = new Set(['feedbackCreate', 'feedbackCreateBatch', 'feedbackReplace', 'costCreate']);

export class RemoteHttpTraceServer implements TraceServer {
  readonly #transport: HttpTransport;
  readonly #queue: CallQueue;
  readonly #limits: QueueLimits;
  readonly #atExit = (): void => this.#queue.abandon();

  constructor(options: RemoteOptions) {
    const { deadLetterFile: file, onGivenUp = () => {}, timeoutMs = 5 * 60_000 } = options;
    this.#transport = new HttpTransport({ ...options, timeoutMs, patience: { ...PATIENCE, ...options.patience } });
    this.#limits = { ...LIMITS, ...options.limits };
    this.#queue = new CallQueue(
      (items) => this.#sendItems(items),
      file === undefined ? undefined : new DeadLetters(file, options.rotation),
      onGivenUp,
      this.#limits,
    );
    process.on('exit', this.#atExit);
  }

  /** Hands a start or an end over before long, without anybody waiting for it. */
  record(item: BatchItem): void {
    const { mode, req } = item;
    this.#queue.add(stringify(mode === 'end' ? { mode, req } : { mode, req: { start: withIds(req.start) } }));
  }

  /** Resolves when all that was recorded before is stored or given up. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  async callStart({ start }: { readonly start: wire.CallStart }): Promise<wire.CallStarted> {
    const started = withIds(start);
    await this.#queue.hand(stringify({ mode: 'start', req: { start: started } }));
    return { id: started.id, trace_id: started.trace_id };
  }

  async callEnd(req: { readonly end: wire.CallEnd }): Promise<wire.Empty> {
    await this.#queue.hand(stringify({ mode: 'end', req }));
    return {};
  }

  /** What is too large for one request is stored in several, each of them whole. */
  async callStartBatch({ batch }: { readonly batch: readonly BatchItem[] }) {
    await this.flush();
    const items = batch.map((item) =>
      item.mode === 'end' ? item : { mode: 'start', req: { start: withIds(item.req.start) } },
    );
    const res: (wire.CallStarted | wire.Empty)[] = [];
    for (const piece of inPieces(items, this.#limits.batchBytes)) {
      const reply = await this.#send<{ res: typeof res }>('callStartBatch', { batch: piece });
      res.push(...reply.res);
    }
    return { res };
  }

  async callsQuery(request: wire.CallsQueryRequest): Promise<{ calls: Call[] }> {
    const calls: Call[] = [];
    for await (const one of this.callsQueryStream(request)) calls.push(one);
    return { calls };
  }

  async *callsQueryStream(request: wire.CallsQueryRequest): AsyncGenerator<Call> {
    await this.flush();
    const hangUp = new AbortController();
    const asked = { path: pathOf('callsQueryStream'), body: stringify(request), accept: 'application/jsonl' };
    const reply = await this.#transport.send({ ...asked, signal: hangUp.signal });
    try {
      if (reply.body !== null) for await (const line of readLines(reply.body)) yield readReply(call, line) as Call;
    } catch (error) {
      throw error instanceof TraceServerError ? error : new BackendError(`The answer was cut off: ${reasonOf(error)}`);
    } finally {
      hangUp.abort();
    }
  }

  async tableCreate(request: wire.TableCreateRequest) {
    await this.flush();
    return createTable(request, this.#limits.batchBytes, (method, piece) => this.#send(method, piece));
  }

  async tableUpdate(request: wire.TableUpdateRequest) {
    await this.flush();
    return updateTable(request, this.#limits.batchBytes, (method, piece) => this.#send(method, piece));
  }

  async fileCreate({ content, ...fields }: wire.FileCreateRequest): Promise<{ digest: string }> {
    await this.flush();
    // A form would turn what is refused in JSON into something else.
    BY_METHOD.get('fileCreate')?.read(stringify(fields));
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') body.set(name, value);
    body.set('file', new Blob([new Uint8Array(content)]), fields.name);
    return (await this.#transport.send({ path: pathOf('fileCreate'), body })).json() as Promise<{ digest: string }>;
  }

  async fileContentRead(request: { readonly project_id: string; readonly digest: string }) {
    await this.flush();
    const reply = await this.#transport.send({ path: pathOf('fileContentRead'), body: stringify(request) });
    return { content: new Uint8Array(await reply.arrayBuffer()) };
  }

  readonly ensureProjectExists = this.#asks('ensureProjectExists');
  readonly callRead = this.#asks('callRead');
  readonly callsQueryStats = this.#asks('callsQueryStats');
  readonly callsDelete = this.#asks('callsDelete');
  readonly callUpdate = this.#asks('callUpdate');
  readonly callsUsage = this.#asks('callsUsage');
  readonly opCreate = this.#asks('opCreate');
  readonly opRead = this.#asks('opRead');
  readonly opsQuery = this.#asks('opsQuery');
  readonly objCreate = this.#asks('objCreate');
  readonly objRead = this.#asks('objRead');
  readonly objsQuery = this.#asks('objsQuery');
  readonly objDelete = this.#asks('objDelete');
  readonly tableQuery = this.#asks('tableQuery');
  readonly tableQueryStats = this.#asks('tableQueryStats');
  readonly refsReadBatch = this.#asks('refsReadBatch');
  readonly feedbackCreate = this.#asks('feedbackCreate');
  readonly feedbackCreateBatch = this.#asks('feedbackCreateBatch');
  readonly feedbackQuery = this.#asks('feedbackQuery');
  readonly feedbackPurge = this.#asks('feedbackPurge');
  readonly feedbackReplace = this.#asks('feedbackReplace');
  readonly costCreate = this.#asks('costCreate');
  readonly costQuery = this.#asks('costQuery');
  readonly costPurge = this.#asks('costPurge');
  readonly projectsQuery = this.#asks('projectsQuery');
  readonly opsSummary = this.#asks('opsSummary');

  /** Hands over what is left. */
  async close(): Promise<void> {
    await this.flush();
    process.off('exit', this.#atExit);
  }

  /** A request and its reply, behind all that was recorded. */
  #asks<M extends Method>(
    method: M,
  ): (request: Parameters<TraceServer[M]>[0]) => Promise<Awaited<ReturnType<TraceServer[M]>>> {
    return (request) => this.flush().then(() => this.#send(method, request));
  }

  async #send<T>(method: Method, request: object): Promise<T> {
    const once = ONCE.has(method);
    const reply = await this.#transport.send({ path: pathOf(method), body: stringify(request), once });
    return readReply(REPLIES[method] ?? parsed, await reply.text()) as T;
  }

  /** One alone goes to its own path, where errors name its members. */
  async #sendItems(items: readonly string[]): Promise<void> {
    const [only = ''] = items;
    const [, mode, req] = items.length === 1 ? (/^{"mode":"(start|end)","req":(.*)}$/s.exec(only) ?? []) : [];
    const reply =
      req === undefined
        ? { path: pathOf('callStartBatch'), body: `{"batch":[${items.join(',')}]}` }
        : { path: pathOf(mode === 'start' ? 'callStart' : 'callEnd'), body: req };
    await (await this.#transport.send(reply)).arrayBuffer();
  }
}

function pathOf(method: Method): string {
  return BY_METHOD.get(method)!.paths[0]!;
}

/** Ids are made here where there are none, so that a start that is sent twice is one. */
function withIds(start: wire.CallStart): wire.CallStart & wire.CallStarted {
  return { ...start, id: start.id ?? newId(), trace_id: start.trace_id ?? newId() };
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as Error | undefined)?.message ?? message;
}
