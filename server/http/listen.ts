/**
 * The HTTP server under the app: limits on headers and time, JSON for what Node refuses by itself, and an end that does
 * not wait for idle or slow connections.
 */
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;

const LIMITS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 30_000,
};

/** `secure`: for https, PEM. Rejects with Node's error (EADDRINUSE, EACCES, …) if it can't listen there. */
export function listen(
  app: Express,
  host: string,
  port: number,
  secure?: { readonly key: string; readonly cert: string },
): Promise<Listening> {
  const server = secure === undefined ? createServer(LIMITS, app) : createSecureServer({ ...LIMITS, ...secure }, app);
  server.maxHeadersCount = 100;
  server.on('clientError', refuse);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

/** What is not even HTTP, or has too long headers, never reaches the app. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, title] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'Request headers too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'Request timeout']
        : ['400 Bad Request', 'Bad request'];
  const body = JSON.stringify({ title });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function close(server: Server | SecureServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
