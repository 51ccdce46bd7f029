/**
 * Who may ask. The server listens on the user's machine, where any web page and any other user's program can reach it.
 *
 * Three checks stand before every route:
 * - `Host` must name the loopback interface, or the host that the user chose: a page that points its own name at
 *   127.0.0.1 (DNS rebinding) fails here. Without a token the port must be ours too.
 * - `Origin` must be absent (not a web page), our own, or one of those that may read: webviews of an editor, and pages
 *   on the loopback interface where the user has switched the token off for plain clients. There is no wildcard.
 * - The token: `Authorization: Bearer T`, the password of HTTP Basic, or the path prefix `/t/T/`. Compared in constant time.
 *   A few paths may be read without any, not with a wrong one.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { HttpError } from './http-error.ts';

export interface AccessRules {
  /** Undefined: no token is asked for. */
  readonly token: string | undefined;
  /** What may be read (GET) without a token: it tells nothing of what is kept here. */
  readonly open?: ReadonlySet<string>;
  /** The host that the server was told to listen on. */
  readonly host: string;
  /** Those it listens on; known once it does. */
  readonly ports: () => readonly number[];
}

/** 256 bits that fit into a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';
const EDITOR_ORIGIN = /^vscode-webview:\/\/[\w.-]+$/;
const PREFIX = /^\/t\/([^/?]+)(\/[^?]*)?(\?.*)?$/;

/** The express middleware that applies the rules, and takes the prefix off the address. */
export function access(rules: AccessRules): (request: Request, response: Response, next: NextFunction) => void {
  const matches = rules.token === undefined ? undefined : tokenCheck(rules.token);
  return (request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    checkHost(request, rules);
    const preflight = checkOrigin(request, response, rules);
    const prefix = PREFIX.exec(request.url);
    if (prefix) request.url = `${prefix[2] ?? '/'}${prefix[3] ?? ''}`;
    if (preflight) {
      response.status(204).end();
      return;
    }
    const given = [prefix?.[1], ...headerTokens(request)].filter((token) => token !== undefined);
    const isOpen = given.length === 0 && request.method === 'GET' && rules.open?.has(request.path) === true;
    if (matches !== undefined && !isOpen && !given.some(matches)) {
      response.setHeader('WWW-Authenticate', 'Bearer');
      throw new HttpError(401, 'Access denied', 'The access token is missing or wrong.');
    }
    if (prefix && prefix[2] === undefined) {
      response.redirect(308, `/t/${prefix[1]}/${prefix[3] ?? ''}`);
      return;
    }
    next();
  };
}

function tokenCheck(token: string): (candidate: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (candidate) => timingSafeEqual(digest(candidate), expected);
}

function headerTokens(request: Request): string[] {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  if (/^bearer$/i.test(scheme!)) return [value];
  if (!/^basic$/i.test(scheme!)) return [];
  const credentials = Buffer.from(value, 'base64').toString('utf8');
  return [credentials.slice(credentials.indexOf(':') + 1)];
}

function checkHost(request: Request, rules: AccessRules): void {
  const header = request.headers.host;
  const parts = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d+))?$/i.exec(header ?? '');
  if (!parts) throw new HttpError(400, 'Bad request', 'The Host header is missing or malformed.');
  const name = parts[1]!.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const known = isLoopback(name) || name === rules.host.toLowerCase() || isWildcard(rules.host);
  const portMatters = rules.token === undefined;
  if (!known || (portMatters && !rules.ports().includes(Number(parts[2] ?? (request.secure ? 443 : 80))))) {
    throw new HttpError(403, 'Access denied', `This server does not answer for the host "${header}".`);
  }
}

/** Lets through or throws; sets the CORS headers for those who may read. True if this is a preflight and now answered. */
function checkOrigin(request: Request, response: Response, rules: AccessRules): boolean {
  const { origin } = request.headers;
  if (origin === undefined || origin.replace(/^https?:\/\//, '') === request.headers.host) return false;
  const listed = EDITOR_ORIGIN.test(origin) || (rules.token === undefined && isLoopbackOrigin(origin));
  if (!listed) throw new HttpError(403, 'Access denied', `Pages of "${origin}" may not use this server.`);
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'ETag');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.appendHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Authorization, Accept, If-Match');
  response.setHeader('Access-Control-Max-Age', '600');
  return true;
}

function isLoopbackOrigin(origin: string): boolean {
  const parts = /^https?:\/\/(\[[0-9a-f:]+\]|[^:/[\]]+)(?::\d+)?$/i.exec(origin);
  return parts !== null && isLoopback(parts[1]!);
}
