/**
 * Puts tsp-typescript-client on our own ground: the host's `fetch` (connections are kept)
 * instead of node-fetch 2, and lossless JSON instead of whichever json-bigint was installed. The client keeps its
 * transport in static members of `RestClient`, so this holds for the whole process.
 *
 * The client drops any reply whose content type is not "application/json" to the letter, so parameters are taken off.
 */
import { RestClient } from 'tsp-typescript-client';
import { parse, stringify } from './lossless-json.ts';

interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpResponse {
  readonly text: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
}

/** Compressing takes longer than sending to the same machine. (Browsers set this header themselves.) */
const PLAIN = { 'Accept-Encoding': 'identity' };

/** Rejects if there is no reply at all. */
export async function httpRequest({ method, url, body, headers }: HttpRequest): Promise<HttpResponse> {
  const reply = await fetch(url, {
    method: method.toUpperCase(),
    headers: { ...PLAIN, ...headers },
    body: body ?? null,
  });
  const plain = new Headers(reply.headers);
  const type = plain.get('Content-Type');
  if (type !== null) plain.set('Content-Type', type.replace(/\s*;.*$/, ''));
  return { text: await reply.text(), status: reply.status, statusText: reply.statusText, headers: plain };
}

interface BytesResponse {
  readonly bytes: ArrayBuffer;
  readonly status: number;
  readonly statusText: string;
  readonly type: string;
}

/** Asks a question whose reply need not be text. Rejects if there is no reply at all. */
export async function postForBytes(url: string, body: string, accept: string): Promise<BytesResponse> {
  const reply = await postForStream(url, body, accept);
  const type = (reply.headers.get('Content-Type') ?? '').replace(/\s*;.*$/, '');
  return { bytes: await reply.arrayBuffer(), status: reply.status, statusText: reply.statusText, type };
}

/** Asks a question whose reply is read as it comes. Rejects if there is no reply at all. */
export function postForStream(url: string, body: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const headers = { ...PLAIN, Accept: accept, 'Content-Type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body, signal: signal ?? null });
}

export function installTransport(): void {
  Object.assign(RestClient, { httpRequest, jsonParse: parse, jsonStringify: stringify });
}
