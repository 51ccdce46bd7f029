/**
 * The call trace service over HTTP: its paths at the root, and under `/traces`, where SDKs look for them when they know
 * one address only. This thread copies bytes between connections and the threads of the service, and reads none of them.
 *
 * Bodies are JSON whatever their Content-Type says, since some clients say none. Every error is `{reason, error_type, …}`.
 */
import express, { type Request, type Response, type Router } from 'express';
import { fromBody, TraceServerError } from '../errors.ts';
import { COMPLETE_CALLS, OPERATIONS } from '../requests/operations.ts';
import type { Asks } from '../service/call-service.ts';
import { JSON_TYPE, LINES_TYPE } from '../service/protocol.ts';
import type { Answer } from '../service/service-thread.ts';
import { BodyBudget } from './body-budget.ts';
import { answerGraphql } from './graphql.ts';
import { BODY_LIMIT, discardRest, expectedLength, readBody } from './read-body.ts';
import { sendAnswer, sendError } from './send-answer.ts';
import { localUser, userOf } from './user.ts';

export interface TraceWebServerOptions {
  readonly service: Asks;
  readonly version: string;
  /** Where the user sees what was recorded. */
  readonly frontend: () => string;
  /** Told of what went wrong in us. */
  readonly onFailure: (error: unknown, request: { readonly method: string; readonly path: string }) => void;
  /** Bytes of all bodies that are being read or worked on; at least one of the largest. */
  readonly bodyBudget?: number;
  /** After so long without a byte of a body the connection is cut; 30 s if absent. */
  readonly stallMs?: number;
}

/** `body`: with all of its memory. Answers, or throws a `TraceServerError`. */
type Handler = (question: {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly user: string;
  readonly signal: AbortSignal;
}) => Answer | Promise<Answer>;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly bodyLimit: number;
  readonly handle: Handler;
}

/** GET: what SDKs ask before they say who they are. */
export const OPEN_PATHS: ReadonlySet<string> = new Set(
  ['/health', '/server_info'].flatMap((path) => [path, `/traces${path}`]),
);

const BODY_BUDGET = 8 * BODY_LIMIT;
/** Of what this thread reads itself. */
const SMALL = 64 * 1024;
const LINE_TYPES =
  /\b(?:application|text)\/(?:jsonl|x-jsonl|jsonlines|json-lines|x-jsonlines|ndjson|x-ndjson|json-seq)\b/;

export function traceWebServer(options: TraceWebServerOptions): Router {
  const routes = table(options);
  const budget = new BodyBudget(options.bodyBudget ?? BODY_BUDGET);
  const local = localUser();
  const router = express.Router();

  async function answer(route: Route, request: Request, response: Response): Promise<void> {
    const hangUp = new AbortController();
    response.once('close', () => hangUp.abort());
    let giveBack: (() => void) | undefined;
    try {
      const user = userOf(request, local);
      giveBack = await budget.take(expectedLength(request, route.bodyLimit));
      const body = await readBody(request, route.bodyLimit, options.stallMs);
      const type = request.headers['content-type'] ?? JSON_TYPE;
      const reply = await route.handle({ body, type, user, signal: hangUp.signal });
      giveBack();
      await sendAnswer(response, reply, reply.type === LINES_TYPE ? lineType(request) : reply.type);
    } catch (error) {
      if (hangUp.signal.aborted) return;
      const known = error instanceof TraceServerError ? error : new TraceServerError('Internal server error');
      if (known !== error) options.onFailure(error, { method: request.method, path: request.path });
      if (response.headersSent) response.destroy();
      else sendError(response, known);
      discardRest(request);
    } finally {
      giveBack?.();
    }
  }

  router.use((request, response, next) => {
    const at = routes.get(routeOf(request.path));
    if (at === undefined) return next();
    if (request.method === at.method || (request.method === 'HEAD' && at.method === 'GET')) {
      return answer(at, request, response);
    }
    response.setHeader('Allow', at.method);
    sendError(response, new TraceServerError(`${request.method} is not possible here; ${at.method} is.`, 405));
    discardRest(request);
  });
  return router;
}

/** The path in the table: without `/traces` before it and a slash after it. */
function routeOf(path: string): string {
  return path
    .replace(/^\/traces(?=\/)/, '')
    .replace(/(?<=.)\/$/, '')
    .replace(/^\/v2\/[^/]+\/[^/]+\//, '/v2/{entity}/{project}/');
}

function table({ service, version, frontend }: TraceWebServerOptions): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const { paths, reads } of [...OPERATIONS, COMPLETE_CALLS]) {
    const [path = ''] = paths;
    const handle: Handler = (question) => service.ask({ path, reads, ...question });
    for (const name of paths) routes.set(name, { method: 'POST', bodyLimit: BODY_LIMIT, handle });
  }
  const get = (value: unknown): Route => ({ method: 'GET', bodyLimit: SMALL, handle: () => json(value) });
  routes.set('/health', get({ status: 'ok' }));
  routes.set('/server_info', get({ min_required_weave_python_version: '0.0.0', trace_server_version: version }));
  routes.set('/graphql', {
    method: 'POST',
    bodyLimit: SMALL,
    handle: async ({ body, user, signal }) => {
      const ensureProject = async (entity: string, project: string): Promise<string> => {
        const asked = { path: '/heddle/calls/ensure_project', reads: false, type: JSON_TYPE, user, signal };
        const reply = await service.ask({
          ...asked,
          body: new TextEncoder().encode(JSON.stringify({ entity, project })),
        });
        const read = JSON.parse(Buffer.from(reply.body as Uint8Array).toString()) as Record<string, unknown>;
        if (reply.status !== 200) throw fromBody(reply.status, read);
        return String(read.project_name);
      };
      return json(await answerGraphql(Buffer.from(body).toString(), { user, frontend: frontend(), ensureProject }));
    },
  });
  return routes;
}

function json(value: unknown): Answer {
  return { status: 200, type: JSON_TYPE, body: Buffer.from(JSON.stringify(value)) };
}

/** JSON lines are called what the client calls them. */
function lineType(request: Request): string {
  return LINE_TYPES.exec(request.headers.accept ?? '')?.[0] ?? LINES_TYPE;
}
