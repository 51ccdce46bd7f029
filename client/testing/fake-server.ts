/** A trace server for tests: answers prepared texts on a loopback port and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  /** "POST /experiments/e/outputs". */
  readonly route: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** A text is a reply with 200; the function is called at each request. */
type Prepared =
  | string
  | {
      readonly status: number;
      readonly text: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

const OK = { status: 200, type: undefined, headers: undefined };

export class FakeServer {
  readonly asked: Asked[] = [];
  readonly #replies = new Map<string, Prepared | (() => Prepared)>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const route = `${request.method} ${request.url}`;
      this.asked.push({ route, body: await bodyOf(request), headers: request.headers });
      const prepared = this.#replies.get(route) ?? { status: 404, text: '{"title":"No such route"}' };
      const reply = typeof prepared === 'function' ? prepared() : prepared;
      const { status, text, type, headers } = typeof reply === 'string' ? { ...OK, text: reply } : reply;
      response.writeHead(status, { 'Content-Type': type ?? 'application/json', ...headers }).end(text);
    });
  }

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  on(route: string, reply: Prepared | (() => Prepared)): this {
    this.#replies.set(route, reply);
    return this;
  }

  /** The body of the last request to a route. */
  bodyOf(route: string): string | undefined {
    return this.asked.findLast((asked) => asked.route === route)?.body;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
