/**
 * The express application: access first, then the tables of routes, then the viewer's files, and an error reply for
 * everything else. Every error is JSON, also those that express itself raises (a malformed address, a body too large).
 */
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import { type AccessRules, access } from './access.ts';
import { HttpError } from './http-error.ts';
import { page } from './page.ts';
import { sendError } from './reply.ts';

export interface AppOptions {
  readonly access: AccessRules;
  readonly routers: readonly (readonly [path: string, router: Router])[];
  /** The folder of the viewer's built files; undefined where there is none. */
  readonly pageFolder: string | undefined;
  /** Told of failures that are the server's own fault. */
  readonly onFailure: (error: unknown, request: { readonly method: string; readonly path: string }) => void;
}

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(access(options.access));
  for (const [path, table] of options.routers) app.use(path, table);
  if (options.pageFolder !== undefined) app.use(page(options.pageFolder));
  app.use((request: Request) => {
    throw new HttpError(404, 'No such route', `${request.method} ${request.path} is not known here.`);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const known = toHttpError(error);
    if (known !== error && known.status >= 500)
      options.onFailure(error, { method: request.method, path: request.path });
    sendError(request, response, known).catch((failure: unknown) => {
      options.onFailure(failure, { method: request.method, path: request.path });
      response.destroy();
    });
  });
  return app;
}

/** What the system and SQLite say. */
const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { status, message, code } = error as { status?: unknown; message?: string; code?: unknown };
  if (DISK_FULL.has(code)) return new HttpError(507, 'The disk is full', `${message}. Nothing was changed.`);
  if (status === 413) return new HttpError(413, 'Request too large', message);
  if (typeof status === 'number' && status >= 400 && status < 500) return new HttpError(status, 'Bad request', message);
  return new HttpError(500, 'Internal error', message);
}
