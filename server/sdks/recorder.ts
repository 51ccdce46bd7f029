/** Stands between a client and the server, and writes down what was asked and how it was answered. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Exchange {
  readonly what: string;
  readonly status: number;
  /** Of what was refused. */
  readonly reply: string;
}

export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly #server: Server;
  readonly #target: URL;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      const what = `${incoming.method} ${incoming.url}`;
      const { hostname, port, pathname } = this.#target;
      const onward = request({
        hostname,
        port,
        method: incoming.method,
        path: `${pathname.replace(/\/$/, '')}${incoming.url}`,
        headers: { ...incoming.headers, host: this.#target.host },
      });
      onward.on('response', (reply) => {
        const { statusCode: status = 0 } = reply;
        const refusal: Buffer[] = [];
        if (status >= 400) reply.on('data', (chunk) => refusal.push(chunk));
        reply.on('end', () => this.exchanges.push({ what, status, reply: Buffer.concat(refusal).toString() }));
        outgoing.writeHead(status, reply.rawHeaders);
        reply.pipe(outgoing);
      });
      onward.on('error', (error) => {
        this.exchanges.push({ what, status: 0, reply: error.message });
        outgoing.destroy();
      });
      incoming.pipe(onward);
    });
  }

  static async before(target: string): Promise<Recorder> {
    const recorder = new Recorder(target);
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
