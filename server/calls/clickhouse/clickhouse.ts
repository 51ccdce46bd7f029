/**
 * One ClickHouse database, over the official client: statements in, rows out, errors told as the call service tells them.
 * This file and the client are loaded when a database is opened, so that who uses SQLite doesn't pay for them.
 *
 * Inserts are synchronous, and one INSERT is one block: it is stored as a whole or not at all, and seen by every question
 * asked after it was answered. On replicas that takes settings of the server's (`docs/clickhouse.md`).
 */
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import { QUERY_SETTINGS } from '../query/clickhouse-sql.ts';
import { backendError } from './backend-error.ts';

/** Of `{name:Type}` in statements. */
export type Params = Readonly<Record<string, unknown>>;
/** Values in the order of the columns. 64-bit integers come as numbers. */
export type Row = readonly unknown[];

const QUERY_LIMIT_S = 60;

const READING: ClickHouseSettings = {
  ...(QUERY_SETTINGS as Record<string, number>),
  max_execution_time: QUERY_LIMIT_S,
  output_format_json_quote_64bit_integers: 0,
  cancel_http_readonly_queries_on_client_close: 1,
};

const WRITING = {
  async_insert: 0,
  wait_end_of_query: 1,
  // One block: what is read isn't cut where its parts were parsed, nor where it gets long.
  input_format_parallel_parsing: 0,
  max_insert_block_size: '16777216',
  min_insert_block_size_rows: '16777216',
  min_insert_block_size_bytes: '4294967296',
  max_execution_time: QUERY_LIMIT_S,
} as const;

export class ClickHouse {
  readonly #client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /** `http://user:password@host:8123/database?…`, with the client's further options. A database that isn't there is created. */
  static async connect(url: string): Promise<ClickHouse> {
    const address = new URL(url);
    const database = decodeURIComponent(address.pathname.slice(1)) || 'default';
    address.pathname = '/';
    const open = (name: string) =>
      new ClickHouse(
        createClient({
          url: address,
          database: name,
          application: 'heddle',
          request_timeout: (QUERY_LIMIT_S + 5) * 1000,
          max_open_connections: 16,
          use_multipart_params_auto: true,
          log: { level: ClickHouseLogLevel.OFF },
        }),
      );
    const server = open('default');
    try {
      const there = await server.rows('SELECT 1 FROM system.databases WHERE name = {database:String}', { database });
      if (there.length === 0) await server.command(`CREATE DATABASE IF NOT EXISTS ${identifier(database)}`);
    } finally {
      await server.close();
    }
    return open(database);
  }

  async rows(query: string, params: Params = {}): Promise<Row[]> {
    try {
      const result = await this.#client.query({
        query,
        query_params: { ...params },
        format: 'JSONCompactEachRow',
        clickhouse_settings: READING,
      });
      return await result.json<Row>();
    } catch (error) {
      throw backendError(error);
    }
  }

  /** As they come, no faster than they are taken. Ending the iteration early ends the query. */
  async *stream(query: string, params: Params = {}): AsyncGenerator<Row[]> {
    try {
      const result = await this.#client.query({
        query,
        query_params: { ...params },
        format: 'JSONCompactEachRow',
        clickhouse_settings: READING,
      });
      for await (const rows of result.stream<Row>()) yield rows.map((row) => row.json<Row>());
    } catch (error) {
      throw backendError(error);
    }
  }

  /** `text`: lines of tab-separated values. Throws what the client throws. */
  async insert(table: string, columns: readonly string[], text: string): Promise<void> {
    await this.#client.insert({
      table,
      columns: [...columns] as [string, ...string[]],
      values: Readable.from([text], { objectMode: false }),
      format: 'TabSeparated',
      clickhouse_settings: WRITING,
    });
  }

  async command(query: string): Promise<void> {
    try {
      await this.#client.command({ query });
    } catch (error) {
      throw backendError(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

function identifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}
