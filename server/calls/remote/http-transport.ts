/**
 * Requests to a trace server, with patience: what may be sent again is, after a delay that doubles and is jittered, when
 * the network fails or the server says 429 or 5xx. Refusals (other 4xx) are thrown at once, as the classes they were
 * thrown as over there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BackendError, BackendTimeout, fromBody, type TraceServerError } from '../errors.ts';

export interface Patience {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** For how long a request is sent again, counted from its first failure. */
  readonly forMs: number;
}

export interface TransportOptions {
  /** The server's base address; may hold a token in its path. */
  readonly url: string;
  /** Name of the user, and the token, for HTTP Basic. */
  readonly user?: string;
  readonly token?: string;
  readonly patience: Patience;
  /** Until a reply begins. */
  readonly timeoutMs: number;
}

export interface Sent {
  readonly path: string;
  readonly body: string | FormData;
  readonly accept?: string;
  /** Would it do harm if the request were carried out twice? Then it is sent again only if it surely was not carried out. */
  readonly once?: boolean;
  readonly signal?: AbortSignal;
}

export class HttpTransport {
  readonly #options: TransportOptions;
  readonly #base: string;
  readonly #headers: Record<string, string> = {};

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
    const { user = 'api', token = '' } = options;
    if (options.user !== undefined || options.token !== undefined) {
      this.#headers.Authorization = `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
    }
  }

  /** The reply, its status 2xx. Throws a `TraceServerError`, or the signal's reason. */
  async send(request: Sent): Promise<Response> {
    const { firstDelayMs, longestDelayMs, forMs } = this.#options.patience;
    const begin = performance.now();
    for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, longestDelayMs)) {
      const failure = await this.#try(request);
      if (failure instanceof Response) return failure;
      const wait = failure.retryAfterMs ?? delay * (0.5 + Math.random() / 2);
      if (!failure.again || performance.now() + wait - begin > forMs) throw failure.error;
      await sleep(wait, undefined, { signal: request.signal });
    }
  }

  async #try(request: Sent): Promise<Response | Failure> {
    const { path, body, accept = 'application/json', once = false, signal } = request;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(LATE), this.#options.timeoutMs);
    let reply: Response;
    try {
      reply = await fetch(this.#base + path, {
        method: 'POST',
        body,
        redirect: 'error',
        headers: {
          ...this.#headers,
          Accept: accept,
          ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
        },
        signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
      });
    } catch (error) {
      signal?.throwIfAborted();
      return networkFailure(error as Error, this.#base, once);
    } finally {
      clearTimeout(timer);
    }
    if (reply.ok) return reply;
    const { status } = reply;
    const error = fromBody(status, await bodyOf(reply));
    const again = status === 429 || status === 503 || (status >= 500 && !once);
    return { error, again, retryAfterMs: retryAfter(reply) };
  }
}

interface Failure {
  readonly error: TraceServerError;
  /** Can the request be sent again? */
  readonly again: boolean;
  readonly retryAfterMs?: number | undefined;
}

const LATE = new Error('no reply in time');
/** Nobody listened, so nothing was carried out. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function networkFailure(error: Error, url: string, once: boolean): Failure {
  if (error === LATE) return { error: new BackendTimeout(`The trace server at ${url} does not reply.`), again: !once };
  const cause = (error.cause ?? error) as NodeJS.ErrnoException;
  const again = !once || NOT_SENT.has(cause.code ?? '');
  return {
    error: new BackendError(`The trace server at ${url} can't be reached: ${cause.message || cause.code}`),
    again,
  };
}

/** What a refusal says; proxies on the way may say it in other words. */
async function bodyOf(reply: Response): Promise<Record<string, unknown>> {
  const text = await reply.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return { ...body };
  } catch {
    // Told as it is.
  }
  return { reason: text.slice(0, 300) || `the server answered ${reply.status} ${reply.statusText}` };
}

function retryAfter(reply: Response): number | undefined {
  const seconds = Number(reply.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 300) * 1000 : undefined;
}
