/**
 * The engine in this process, as a database that the official client talks to. A process has one data directory; each
 * database in it is one of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { ClickHouse } from '../clickhouse.ts';
import { installEngine } from './install.ts';

interface Connections {
  createChdbConnection(options: { path: string }): NonNullable<Parameters<typeof createClient>[0]>['connection'];
}

export class Engine {
  readonly #directory = mkdtempSync(join(tmpdir(), 'heddle-clickhouse-'));
  readonly #connections = createRequire(join(import.meta.dirname, 'package.json'))('chdb/connection') as Connections;
  #databases = 0;

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
    const connection = this.#connections.createChdbConnection({ path: this.#directory });
    const clickhouse = new ClickHouse(createClient({ connection: connection! }));
    await clickhouse.command(`CREATE DATABASE IF NOT EXISTS ${name}`);
    await clickhouse.command(`USE ${name}`);
    return clickhouse;
  }

  /** Once all databases are closed. */
  stop(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
