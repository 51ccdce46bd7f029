/**
 * How every reply leaves: status, `Content-Type: application/json` and nothing after it (clients compare the header as a
 * whole), compressed in a thread of the pool where it is large and the client takes gzip. Bytes of another type leave as
 * they are: columns of numbers take longer to compress than to send.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { stringifyJson } from '../json.ts';
import type { HttpError } from './http-error.ts';

const compress = promisify(gzip);
const WORTH_COMPRESSING = 64 * 1024;

/** A value to be written as JSON, or bytes that are ready: UTF-8 JSON, or of `type`. Neither for a reply without a body. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly type?: string | undefined;
  readonly etag?: string | undefined;
}

export const ok = (json: unknown): Reply => ({ status: 200, json });

export async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = reply.status;
  let body = reply.bytes ?? (reply.json === undefined ? undefined : Buffer.from(stringifyJson(reply.json)));
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', reply.type ?? 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  if (reply.etag !== undefined) response.setHeader('ETag', reply.etag);
  if (reply.type === undefined && body.byteLength >= WORTH_COMPRESSING) {
    response.appendHeader('Vary', 'Accept-Encoding');
    if (takesGzip(request)) {
      body = await compress(body, { level: constants.Z_BEST_SPEED });
      response.setHeader('Content-Encoding', 'gzip');
    }
  }
  response.setHeader('Content-Length', body.byteLength);
  response.end(body);
}

export function sendError(request: IncomingMessage, response: ServerResponse, error: HttpError): Promise<void> {
  return send(request, response, { status: error.status, json: error.body });
}

function takesGzip(request: IncomingMessage): boolean {
  const accepted = request.headers['accept-encoding'];
  return typeof accepted === 'string' && /(?:^|,)\s*gzip\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
}
