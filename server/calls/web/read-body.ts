/**
 * Reads a request's body into memory of its own, which can be given to a thread: never more than 32 MiB, also of what is
 * compressed. What says that it is larger is refused before it is read; what stops coming is given up, since it keeps room
 * from others.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, unzip, type ZlibOptions } from 'node:zlib';
import { InvalidRequest, RequestTooLarge, TraceServerError } from '../errors.ts';

export const BODY_LIMIT = 32 * 1024 * 1024;
const STALL_MS = 30_000;

type Inflate = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer<ArrayBuffer>>;
const INFLATE: Readonly<Record<string, Inflate>> = {
  gzip: promisify(unzip) as Inflate,
  'x-gzip': promisify(unzip) as Inflate,
  deflate: promisify(unzip) as Inflate,
  br: promisify(brotliDecompress) as Inflate,
};

/** How many bytes the body will take at the most. Throws `RequestTooLarge` if it says that it has more than it may. */
export function expectedLength(request: IncomingMessage, limit: number): number {
  const { 'content-length': declared, 'content-encoding': encoding } = request.headers;
  if (declared === undefined) return request.headers['transfer-encoding'] === undefined ? 0 : limit;
  if (Number(declared) > limit) throw new RequestTooLarge();
  return encoding === undefined || encoding === 'identity' ? Number(declared) : limit;
}

/**
 * The result has all of its memory. Rejects with a `TraceServerError`, or with the stream's error if the client hangs up.
 * `stallMs`: after so long without a byte the connection is cut.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  stallMs = STALL_MS,
): Promise<Uint8Array<ArrayBuffer>> {
  const stalled = setTimeout(
    () => request.destroy(new TraceServerError(`The body stopped coming for ${stallMs / 1000} s`, 408)),
    stallMs,
  );
  const bytes = await collect(request, limit, () => stalled.refresh()).finally(() => clearTimeout(stalled));
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return bytes;
  const inflate = Object.hasOwn(INFLATE, encoding) ? INFLATE[encoding] : undefined;
  if (inflate === undefined) throw new TraceServerError(`Bodies in the encoding "${encoding}" can't be read`, 415);
  try {
    return new Uint8Array(await inflate(bytes, { maxOutputLength: limit }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new RequestTooLarge();
    throw new InvalidRequest(`The body is no ${encoding}: ${(error as Error).message}`);
  }
}

async function collect(request: IncomingMessage, limit: number, onChunk: () => void): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers['content-length'] ?? -1);
  const chunks: Uint8Array[] = [];
  let whole = declared < 0 ? undefined : new Uint8Array(declared);
  let length = 0;
  // Leaving the loop must not end the connection: the reason is still to be told.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    onChunk();
    if (length + chunk.length > limit) throw new RequestTooLarge();
    if (whole === undefined) chunks.push(chunk);
    else whole.set(chunk, length);
    length += chunk.length;
  }
  if (whole === undefined) {
    whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
  }
  return whole;
}

/** Who was refused may go on sending, within bounds, to be able to read why. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  let left = 4 * BODY_LIMIT;
  request.on('error', () => {});
  request.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
