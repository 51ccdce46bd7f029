/**
 * The call trace service over HTTP, as texts: what is asked goes out as JSON, and replies come back as they were written,
 * so that values of users lose nothing on their way. Whoever knows what a reply looks like reads it (`read-calls.ts`).
 *
 * Methods reject with a `TspError` whose message can be shown.
 */
import { tryParse } from '../tsp/replies.ts';
import { httpRequest, postForBytes, postForStream } from '../tsp/transport.ts';
import { TspError } from '../tsp/tsp-error.ts';

export class CallClient {
  readonly #base: string;

  /** `base`: as the server's ready line tells it, with the token in its path if one is needed. */
  constructor(base: string) {
    this.#base = base.replace(/\/+$/, '');
  }

  /** The text of the reply. A text as body is JSON already. */
  async ask(path: string, body: unknown): Promise<string> {
    const { status, statusText, text } = await httpRequest({
      method: 'POST',
      url: this.#base + path,
      body: jsonOf(body),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    }).catch(unreachable);
    if (status !== 200) throw refused(status, statusText, text);
    return text;
  }

  async bytes(path: string, body: unknown): Promise<ArrayBuffer> {
    const reply = await postForBytes(this.#base + path, jsonOf(body), 'application/octet-stream').catch(unreachable);
    if (reply.status !== 200) throw refused(reply.status, reply.statusText, new TextDecoder().decode(reply.bytes));
    return reply.bytes;
  }

  /** The lines of a reply as they come. Who stops reading ends the question. */
  async *lines(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<string> {
    const hangUp = new AbortController();
    const both = signal === undefined ? hangUp.signal : AbortSignal.any([signal, hangUp.signal]);
    const reply = await postForStream(this.#base + path, jsonOf(body), 'application/jsonl', both).catch(unreachable);
    try {
      if (reply.status !== 200) throw refused(reply.status, reply.statusText, await reply.text());
      if (reply.body === null) return;
      const decoder = new TextDecoder();
      let begun: string[] = [];
      for await (const chunk of piecesOf(reply.body)) {
        const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
        begun.push(first);
        for (const next of others) {
          const line = begun.join('');
          begun = [next];
          if (line !== '') yield line;
        }
      }
      const last = begun.join('');
      if (last !== '') yield last;
    } finally {
      hangUp.abort();
    }
  }
}

/** Not every browser can iterate over a stream. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function jsonOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function unreachable(error: Error): never {
  if (error.name === 'AbortError') throw error;
  throw TspError.unreachable(error.message);
}

/** The service says `reason`; what stands before it (access, limits of HTTP) says `title`. */
function refused(status: number, statusText: string, text: string): TspError {
  const body = tryParse(text);
  const { reason } = (body ?? {}) as { readonly reason?: unknown };
  if (typeof reason === 'string') return new TspError(status, reason);
  return TspError.fromReply(status, statusText, body);
}
