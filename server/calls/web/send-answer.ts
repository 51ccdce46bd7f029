/** How answers leave: in one piece where they are, else as the client takes them. Who hangs up ends the question. */
import type { ServerResponse } from 'node:http';
import { type TraceServerError, toBody } from '../errors.ts';
import { JSON_TYPE } from '../service/protocol.ts';
import type { Answer } from '../service/service-thread.ts';

/** Rejects if a stream breaks; the connection is cut then, so that nobody takes it for complete. */
export async function sendAnswer(response: ServerResponse, answer: Answer, type = answer.type): Promise<void> {
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
  const hungUp = new Promise<void>((resolve) =>
    response.once('close', () => {
      void body.return?.();
      resolve();
    }),
  );
  try {
    for await (const chunk of body) {
      if (!response.write(chunk)) await Promise.race([hungUp, drained(response)]);
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

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve));
}
