/**
 * Routes as a table: method, path, and a function from a request to a reply. What stands behind a route knows nothing of
 * express; what all routes share (bodies, errors, 405 for a known path) is here, once.
 *
 * Paths are matched in the order of the table, so literal segments stand before parameters. A trailing slash is tolerated.
 */
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { JsonError, parseJson } from '../json.ts';
import { HttpError } from './http-error.ts';
import { type Reply, send } from './reply.ts';

export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body of a POST, PUT or DELETE; undefined if there is none. */
  readonly body: unknown;
  /** The media types that the client takes, as it says. */
  readonly accept: string;
  /** The header `If-Match`. */
  readonly ifMatch: string | undefined;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly handle: (request: ApiRequest) => Reply | Promise<Reply>;
}

/** Far above any question, and read in some 50 ms. */
export const BODY_LIMIT = 4 * 1024 * 1024;

export function router(routes: readonly Route[]): Router {
  const table = express.Router({ caseSensitive: true, strict: false });
  const readBody = express.raw({ type: () => true, limit: BODY_LIMIT });
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    const known = paths.get(route.path);
    if (known) known.push(route);
    else paths.set(route.path, [route]);
  }
  for (const [path, methods] of paths) {
    const entry = table.route(path);
    for (const { method, handle } of methods) {
      const key = method.toLowerCase() as Lowercase<Route['method']>;
      entry[key](checkLength, readBody, (request: Request, response: Response) => answer(handle, request, response));
    }
    const allowed = methods.map((route) => route.method).join(', ');
    entry.all((request: Request, response: Response) => {
      response.setHeader('Allow', allowed);
      throw new HttpError(405, 'Method not allowed', `${request.method} is not possible here; ${allowed} is.`);
    });
  }
  return table;
}

/** A body that says it is too large is refused before it is read. */
function checkLength(request: Request, response: Response, next: NextFunction): void {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
    response.setHeader('Connection', 'close');
    throw new HttpError(413, 'Request too large', `A request body may have ${BODY_LIMIT} bytes at most.`);
  }
  next();
}

async function answer(handle: Route['handle'], request: Request, response: Response): Promise<void> {
  const hangUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hangUp.abort();
  });
  const reply = await handle({
    params: request.params as Record<string, string>,
    query: new URL(request.url, 'http://localhost').searchParams,
    accept: request.headers.accept ?? '',
    ifMatch: request.headers['if-match'],
    body: bodyOf(request),
    signal: hangUp.signal,
  });
  await send(request, response, reply);
}

/** DELETE needs none; clients that send something odd with it mean no harm. */
function bodyOf(request: Request): unknown {
  if (request.method === 'POST' || request.method === 'PUT') return parseBody(request);
  if (request.method !== 'DELETE') return undefined;
  try {
    return parseBody(request);
  } catch {
    return undefined;
  }
}

function parseBody(request: Request): unknown {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new HttpError(415, 'Unsupported media type', `The body must be application/json, not "${type}".`);
  }
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof JsonError) throw new HttpError(400, 'Invalid JSON', error.message);
    if (error instanceof TypeError) throw new HttpError(400, 'Invalid JSON', 'The body is not UTF-8.');
    throw error;
  }
}
