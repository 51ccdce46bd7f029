/** The server over each of its stores, as processes, for programs to talk to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseProcess } from '../calls/clickhouse/engine/front-process.ts';
import { installEngine } from '../calls/clickhouse/engine/install.ts';
import { type Ready, ServerProcess } from '../testing/server-process.ts';

export interface Serving {
  readonly store: string;
  readonly ready: Ready;
  readonly server: ServerProcess;
}

export class Stores {
  readonly #folder = mkdtempSync(join(tmpdir(), 'heddle-sdks-'));
  #clickhouse: ClickHouseProcess | undefined;
  readonly serving: Serving[] = [];

  /** SQLite, and ClickHouse where there is one. */
  static async start(): Promise<Stores> {
    const stores = new Stores();
    await stores.#serve('SQLite', []);
    if ((await installEngine()) === undefined) {
      stores.#clickhouse = await ClickHouseProcess.start();
      const url = `${stores.#clickhouse.url}/calls`;
      await stores.#serve('ClickHouse', ['--calls', 'clickhouse', '--clickhouse-url', url]);
    }
    return stores;
  }

  async #serve(store: string, flags: readonly string[]): Promise<void> {
    const server = new ServerProcess(['serve', '--data', join(this.#folder, store), '--https-port', '0', ...flags]);
    this.serving.push({ store, server, ready: await server.ready() });
  }

  async stop(): Promise<void> {
    await Promise.all(this.serving.map(({ server }) => server.end('SIGTERM')));
    await this.#clickhouse?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
