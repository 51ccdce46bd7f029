/**
 * The engine in this process, as a database that the official client talks to. A process has one data directory; each
 * database in it is one of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { ClickHouse } from '../clickhouse.ts';
import { installEngine } from './install.ts';

/** A cluster whose only server is the engine itself, for `Distributed` tables. */
const CONFIGURATION = `<clickhouse><tcp_port>9000</tcp_port>
  <remote_servers><itself><shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard></itself></remote_servers>
</clickhouse>`;

interface Sessions {
  Session: new (path: string, options: { connectionArgs: readonly string[] }) => { close(): void };
}

interface Connections {
  createChdbConnection(options: { path: string }): NonNullable<Parameters<typeof createClient>[0]>['connection'];
}

export class Engine {
  readonly #directory = mkdtempSync(join(tmpdir(), 'heddle-clickhouse-'));
  readonly #connections: Connections;
  readonly #session: InstanceType<Sessions['Session']>;
  #databases = 0;

  constructor() {
    const load = createRequire(join(import.meta.dirname, 'package.json'));
    const configuration = join(this.#directory, 'configuration.xml');
    writeFileSync(configuration, CONFIGURATION);
    const { Session } = load('chdb') as Sessions;
    this.#session = new Session(join(this.#directory, 'data'), { connectionArgs: [`--config-file=${configuration}`] });
    this.#connections = load('chdb/connection') as Connections;
  }

  /** The engine, or why there is none: for the `skip` of a test. */
  static async start(): Promise<Engine | string> {
    return (await installEngine()) ?? new Engine();
  }

  /** An empty database, for who closes it. */
  async database(): Promise<ClickHouse> {
    return this.reopen(`test_${++this.#databases}`);
  }

  /** A further connection to a database. */
  async reopen(name: string): Promise<ClickHouse> {
    const connection = this.#connections.createChdbConnection({ path: join(this.#directory, 'data') });
    const clickhouse = new ClickHouse(createClient({ connection: connection! }));
    await clickhouse.command(`CREATE DATABASE IF NOT EXISTS ${name}`);
    await clickhouse.command(`USE ${name}`);
    return clickhouse;
  }

  /** Once all databases are closed. */
  stop(): void {
    this.#session.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
