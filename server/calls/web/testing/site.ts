/** A trace server behind the web layer, on a port of its own; and requests that fetch is too polite for. */
import { type IncomingMessage, request } from 'node:http';
import { createApp } from '../../../http/app.ts';
import { type Listening, listen } from '../../../http/listen.ts';
import { CallService } from '../../service/call-service.ts';
import { inProcess } from '../../service/connect.ts';
import type { TraceServer } from '../../trace-server.ts';
import { type TraceWebServerOptions, traceWebServer } from '../trace-web-server.ts';

type Limits = Pick<TraceWebServerOptions, 'bodyBudget' | 'stallMs'>;

export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export class Site {
  readonly failures: unknown[] = [];
  readonly #service: CallService;
  #listening!: Listening;

  private constructor(service: CallService) {
    this.#service = service;
  }

  static over(server: TraceServer, limits: Limits = {}): Promise<Site> {
    const site: Site = new Site(
      new CallService(
        inProcess(async () => server),
        [],
        (error) => site.failures.push(error),
      ),
    );
    return site.#open(limits);
  }

  static of(service: CallService): Promise<Site> {
    return new Site(service).#open();
  }

  async #open(limits: Limits = {}): Promise<this> {
    const onFailure = (error: unknown): void => void this.failures.push(error);
    const web = traceWebServer({
      service: this.#service,
      version: '1.2.3',
      frontend: () => this.url,
      onFailure,
      ...limits,
    });
    const app = createApp({
      access: { token: undefined, host: '127.0.0.1', ports: () => [this.#listening.port] },
      routers: [['/', web]],
      pageFolder: undefined,
      onFailure,
    });
    this.#listening = await listen(app, '127.0.0.1', 0);
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listening.port}`;
  }

  async close(): Promise<void> {
    await this.#listening.close();
    await this.#service.close();
  }

  /** Sends what is given and nothing more: no Content-Type, and with `Transfer-Encoding: chunked` no length. */
  send(method: string, path: string, body: string | Buffer = '', headers: Record<string, string> = {}): Promise<Raw> {
    return new Promise((resolve, reject) => {
      const length = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const all = { ...length, ...headers };
      const sent = request({ host: '127.0.0.1', port: this.#listening.port, method, path, headers: all, agent: false });
      sent.on('error', reject);
      sent.on('response', (reply: IncomingMessage) => {
        const chunks: Buffer[] = [];
        reply.on('error', reject);
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
        );
      });
      sent.end(body);
    });
  }

  /** A JSON request and reply. */
  async post(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
    const reply = await this.send('POST', path, JSON.stringify(body), headers);
    return { status: reply.status, body: JSON.parse(reply.body.toString()) };
  }
}
