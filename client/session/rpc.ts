/**
 * Typed calls over `postMessage`: the view calls its host's methods as if they were here, and hears its events.
 *
 *   const { emit } = serve(session, port);              // host's side
 *   const { host, onEvent } = connect<ViewerHost>(port); // view's side; host.experiment() …
 *
 * Only the methods of the host interfaces can be called, whatever else the served object has, and only with what a view
 * sends (`arguments.ts`). Errors travel as text.
 * Messages that are not ours are ignored: a window's message channel is shared. Undefined travels as null, since a channel
 * that writes JSON would drop it; no method takes or gives null.
 */
import type { CallsHost } from '../call-messages.ts';
import type { FormHost, ManagerHost } from '../configuration-messages.ts';
import type { Answer, Call, HostEvent, HostMessage, ViewerHost } from '../messages.ts';
import { checkArguments, isMethod } from './arguments.ts';

type AnyHost = ViewerHost | FormHost | ManagerHost | CallsHost;

/** Either end of a message channel. */
export interface Port {
  post(message: unknown): void;
  /** Returns the function that ends it. */
  listen(listener: (message: unknown) => void): () => void;
}

export function serve(host: AnyHost, port: Port) {
  const post = (message: HostMessage) => port.post(message);
  const dispose = port.listen((message) => {
    if (!isCall(message)) return;
    invoke(host, message).then(
      (result) => post({ id: message.id, result: result ?? null }),
      (error: unknown) => post({ id: message.id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  return { emit: (event: HostEvent) => post({ event }), dispose };
}

async function invoke(host: object, { method, args }: Call): Promise<unknown> {
  const callee = isMethod(method) ? (host as Record<string, unknown>)[method] : undefined;
  if (typeof callee !== 'function') throw new Error(`the host has no method “${method}”`);
  const given = args.map(undefinedForNull);
  checkArguments(method, given);
  return callee.apply(host, given);
}

export function connect<H extends AnyHost>(port: Port) {
  const pending = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(event: HostEvent) => void>();
  let lastId = 0;

  const stop = port.listen((message) => {
    if (isEvent(message)) {
      for (const listener of listeners) listener(message.event);
      return;
    }
    const call = isAnswer(message) ? pending.get(message.id) : undefined;
    if (call === undefined) return;
    const answer = message as Answer;
    pending.delete(answer.id);
    if ('error' in answer) call.reject(new Error(answer.error));
    else call.resolve(undefinedForNull(answer.result));
  });

  const call = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      port.post({ id, method, args } satisfies Call);
    });

  const host = new Proxy({} as H, {
    // `then` among others must stay undefined, or the proxy would pass for a promise.
    get: (_, name) =>
      typeof name === 'string' && isMethod(name) ? (...args: unknown[]) => call(name, args) : undefined,
  });

  return {
    host,
    /** Returns the function that ends it. */
    onEvent(listener: (event: HostEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose(): void {
      stop();
      for (const { reject } of pending.values()) reject(new Error('the view was closed'));
      pending.clear();
    },
  };
}

function undefinedForNull(value: unknown): unknown {
  return value ?? undefined;
}
function isRecord(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null;
}
function isCall(message: unknown): message is Call {
  return (
    isRecord(message) &&
    typeof message.id === 'number' &&
    typeof message.method === 'string' &&
    Array.isArray(message.args)
  );
}
function isAnswer(message: unknown): message is Answer {
  return isRecord(message) && typeof message.id === 'number' && ('result' in message || 'error' in message);
}
function isEvent(message: unknown): message is { readonly event: HostEvent } {
  return isRecord(message) && isRecord(message.event);
}
