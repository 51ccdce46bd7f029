/**
 * One check's conversation with a trace server. What is asked, answered and refused is written down, so that the same
 * conversation with servers put together otherwise can be compared byte for byte. Each check has projects of its own, and
 * every check uses the same ids of calls: that projects don't touch each other is seen all the time.
 */
import assert from 'node:assert/strict';
import { TraceServerError } from '../errors.ts';
import type { Method } from '../requests/operations.ts';
import type { CallEnd, CallStart, CallsQueryRequest, TraceServer } from '../trace-server.ts';
import { EMPTY_OBJECT, JsonText, stringify } from '../values/json-text.ts';

export type RequestOf<M extends Method> = Parameters<TraceServer[M]>[0];
type Answered<T> = T extends AsyncIterable<infer I> ? I[] : Awaited<T>;
export type ReplyOf<M extends Method> = Answered<ReturnType<TraceServer[M]>>;

export interface Refusal {
  readonly name: string;
  readonly status: number;
  readonly message?: RegExp;
}

/** A body as a client without types may send it. */
export type Post = (path: string, body: Uint8Array) => Promise<{ readonly status: number; readonly text: string }>;

/** Layers put together. */
export interface Configured {
  readonly server: TraceServer;
  readonly post: Post;
  readonly identity: boolean;
}

/** The user of all configurations. */
export const USER = 'tess@example.org';

export class Asking {
  /** `entity/project`. */
  readonly project: string;
  readonly other: string;
  readonly transcript: string[] = [];
  readonly asked = new Set<Method>();
  /** Is the internal id of a project its name? Else digests of values with refs are others. */
  readonly identity: boolean;
  readonly #server: TraceServer;
  readonly #post: Post;

  constructor({ server, post, identity }: Configured, name: string) {
    this.#server = server;
    this.#post = post;
    this.identity = identity;
    this.project = `contract/${name.replace(/\W+/g, '-').slice(0, 100)}`;
    this.other = `${this.project}-other's "half" %_`;
  }

  /** In a directory, projects have to be made. */
  async ensureProjects(): Promise<void> {
    for (const name of [this.project, this.other]) {
      const [entity, project] = name.split('/') as [string, string];
      await this.#server.ensureProjectExists({ entity, project });
    }
  }

  async ask<M extends Method>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> {
    try {
      const reply = await this.#answer(method, request);
      this.transcript.push(`${method}: ${written(reply)}`);
      return reply;
    } catch (error) {
      if (!(error instanceof TraceServerError)) throw error;
      const { name, status, message, details } = error;
      this.transcript.push(`${method}: ${status} ${name} ${stringify({ message, details })}`);
      throw error;
    }
  }

  /** What is answered is not compared: it depends on what other checks did, or has no order. */
  quietly<M extends Method>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> {
    return this.#answer(method, request);
  }

  async #answer<M extends Method>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> {
    this.asked.add(method);
    const reply: unknown = (this.#server[method] as (request: unknown) => unknown)(request);
    if (method !== 'callsQueryStream') return (await reply) as ReplyOf<M>;
    return (await Array.fromAsync(reply as AsyncIterable<unknown>)) as ReplyOf<M>;
  }

  /** With members that the types don't allow, too. */
  async refused<M extends Method>(method: M, request: unknown, refusal: Refusal): Promise<TraceServerError> {
    try {
      await this.ask(method, request as RequestOf<M>);
    } catch (error) {
      const { name, status, message } = error as TraceServerError;
      assert.deepEqual({ name, status }, { name: refusal.name, status: refusal.status }, message);
      if (refusal.message !== undefined) assert.match(message, refusal.message);
      return error as TraceServerError;
    }
    return assert.fail(`${method} answered ${stringify(request).slice(0, 200)}`);
  }

  async post(path: string, body: Uint8Array | string): Promise<{ status: number; text: string }> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const { status, text } = await this.#post(path, bytes);
    this.transcript.push(`POST ${path}: ${status} ${text}`);
    return { status, text };
  }

  /** The nth id of a call. */
  id(n: number): string {
    return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  }

  trace(n: number): string {
    return `00000000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;
  }

  /** n seconds into a day of 2024. */
  time(n: number): string {
    return new Date(Date.UTC(2024, 5, 13, 12, 0, 0) + n * 1000).toISOString();
  }

  /** Starts call n, at second n, in trace 1. */
  start(n: number, members: Partial<CallStart> = {}): Promise<ReplyOf<'callStart'>> {
    return this.ask('callStart', {
      start: {
        project_id: this.project,
        id: this.id(n),
        trace_id: this.trace(1),
        op_name: 'op',
        started_at: this.time(n),
        attributes: EMPTY_OBJECT,
        inputs: EMPTY_OBJECT,
        ...members,
      },
    });
  }

  /** Ends call n, a second after its start. */
  end(n: number, members: Partial<CallEnd> = {}): Promise<ReplyOf<'callEnd'>> {
    return this.ask('callEnd', {
      end: { project_id: this.project, id: this.id(n), ended_at: this.time(n + 1), summary: EMPTY_OBJECT, ...members },
    });
  }

  async read(n: number, project = this.project) {
    return (await this.ask('callRead', { project_id: project, id: this.id(n) })).call;
  }

  /** Which calls are found: their n. Asked in all three ways, which have to agree. */
  async found(request: Partial<CallsQueryRequest>): Promise<number[]> {
    const whole: CallsQueryRequest = { project_id: this.project, ...request };
    if (request.sort_by?.length === 0) {
      const { calls } = await this.quietly('callsQuery', whole);
      return calls.map(({ id }) => numberOf(id)).sort((a, b) => a - b);
    }
    const { calls } = await this.ask('callsQuery', whole);
    const ids = calls.map((call) => call.id);
    const streamed = await this.ask('callsQueryStream', whole);
    assert.deepEqual(
      streamed.map((call) => call.id),
      ids,
    );
    if (!request.limit && !request.offset) {
      const { project_id, filter, query, expand_columns } = whole;
      const { count } = await this.ask('callsQueryStats', { project_id, filter, query, expand_columns });
      if (request.limit !== 0) assert.equal(count, ids.length);
    }
    return ids.map(numberOf);
  }

  /** The calls that a query finds. */
  where($expr: unknown, request: Partial<CallsQueryRequest> = {}): Promise<number[]> {
    return this.found({ ...request, query: { $expr } as CallsQueryRequest['query'] });
  }

  async publish(object_id: string, val: unknown, project_id = this.project): Promise<string> {
    const value = val instanceof JsonText ? val : JsonText.of(val);
    return (await this.ask('objCreate', { obj: { project_id, object_id, val: value } })).digest;
  }

  async val(ref: string): Promise<string> {
    return (await this.ask('refsReadBatch', { refs: [ref] })).vals[0]!.text;
  }

  ref(rest: string, project = this.project): string {
    return `weave:///${project}/${rest}`;
  }
}

/** The n of `id(n)`. */
function numberOf(id: string): number {
  return Number.parseInt(id.slice(-12), 16);
}

/** Operands. */
export const field = (name: string) => ({ $getField: name });
export const literal = (value: unknown) => ({ $literal: JsonText.of(value) });
export const as = (to: 'double' | 'string' | 'int' | 'bool' | 'exists', name: string) => ({
  $convert: { input: field(name), to },
});

/** The text of a reply; of bytes how many there are. */
function written(reply: unknown): string {
  if (typeof reply === 'object' && reply !== null && 'content' in reply) {
    return Buffer.from(reply.content as Uint8Array).toString('base64');
  }
  return stringify(reply);
}

export interface Check {
  readonly name: string;
  run(on: Asking): Promise<void>;
}

export const check = (name: string, run: (on: Asking) => Promise<void>): Check => ({ name, run });
