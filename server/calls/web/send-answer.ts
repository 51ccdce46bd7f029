/**
 * How answers leave: in one piece where they are, else as the client takes them. Who hangs up ends the question, and so
 * does who takes nothing for a minute: the store keeps what is being read as it was, and its log grows meanwhile.
 */
import type { ServerResponse } from 'node:http';
import { type TraceServerError, toBody } from '../errors.ts';
import { JSON_TYPE } from '../service/protocol.ts';
import type { Answer } from '../service/service-thread.ts';

const STALL_MS = 60_000;

/** Rejects if a stream breaks; the connection is cut then, so that nobody takes it for complete. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  type = answer.type,
  stallMs = STALL_MS,
): Promise<void> {
  const { body, status } = answer;
  if (response.destroyed) {
    if (!(body instanceof Uint8Array)) await body.return?.();
    return;
  }
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'no-store');
  if (body instanceof Uint8Array) {
    response.setHeader('Content-Length', body.byteLength);
    response.end(body);
    return;
  }
  response.once('close', () => void body.return?.());
  try {
    for await (const chunk of body) {
      if (!response.write(chunk)) await taken(response, stallMs);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

export function sendError(response: ServerResponse, error: TraceServerError): void {
  const body = Buffer.from(JSON.stringify(toBody(error)));
  void sendAnswer(response, { status: error.status, type: JSON_TYPE, body });
}

/** Resolves when there is room for more, or nobody is there any more. */
function taken(response: ServerResponse, stallMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (response.destroyed) return Promise.resolve();
  const stalled = setTimeout(() => response.destroy(), stallMs);
  const done = () => {
    clearTimeout(stalled);
    response.off('drain', done).off('close', done);
    resolve();
  };
  response.once('drain', done).once('close', done);
  return promise;
}
