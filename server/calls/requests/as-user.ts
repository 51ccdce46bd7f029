/**
 * A trace server for programs in the same process, used as one user. Each request is written as JSON and read again by
 * its shape, so that what is refused over HTTP is refused here, with the same words.
 */
import type { TraceServer } from '../trace-server.ts';
import { stringify } from '../values/json-text.ts';
import { OPERATIONS, type Operation } from './operations.ts';

export function asUser(server: TraceServer, user: string): TraceServer {
  const methods: Record<string, unknown> = { close: () => server.close() };
  for (const operation of OPERATIONS) {
    methods[operation.method] =
      operation.answers === 'lines' ? asLines(server, operation, user) : asAnswer(server, operation, user);
  }
  return methods as unknown as TraceServer;
}

type AnyMethod = (request: unknown) => Promise<unknown> & AsyncIterable<unknown>;

function asAnswer(server: TraceServer, operation: Operation, user: string): unknown {
  return async (given: Record<string, unknown>): Promise<unknown> => {
    const request = reread(operation, given, user);
    return (server[operation.method] as unknown as AnyMethod).call(server, request);
  };
}

function asLines(server: TraceServer, operation: Operation, user: string): unknown {
  return async function* (given: Record<string, unknown>): AsyncIterable<unknown> {
    const request = reread(operation, given, user);
    yield* (server[operation.method] as unknown as AnyMethod).call(server, request);
  };
}

/** The bytes of a file are passed on as they are. */
function reread(operation: Operation, request: Record<string, unknown>, user: string): unknown {
  if (operation.multipart !== true) return operation.read(stringify(request), user);
  const { content, ...rest } = request;
  return { ...operation.read(stringify(rest), user), content };
}
