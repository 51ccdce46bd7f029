/** The layers as they are put together in use. Each of these has to behave as every other one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { ClickHouseCallDatabase } from '../clickhouse/clickhouse-call-database.ts';
import { ClickHouseProcess } from '../clickhouse/engine/front-process.ts';
import { TraceServerError, toBody } from '../errors.ts';
import { DirectoryConverter } from '../external/directory.ts';
import { ExternalTraceServer } from '../external/external-trace-server.ts';
import { IDENTITY } from '../external/id-converter.ts';
import { SqliteDirectory } from '../external/sqlite-directory.ts';
import type { CallSource } from '../feed.ts';
import { RemoteHttpTraceServer } from '../remote/remote-http-trace-server.ts';
import { asUser } from '../requests/as-user.ts';
import { OPERATIONS } from '../requests/operations.ts';
import { CallService } from '../service/call-service.ts';
import { SqliteTraceServer } from '../sqlite/sqlite-trace-server.ts';
import { StoredTraceServer } from '../store/stored-trace-server.ts';
import type { TraceServer } from '../trace-server.ts';
import { stringify } from '../values/json-text.ts';
import { decodeText } from '../values/read-json.ts';
import { Site } from '../web/testing/site.ts';
import { type Configured, type Post, USER } from './asking.ts';

export interface Configuration extends Configured {
  readonly name: string;
  /** Of the random programs every second one, from this: for those that share them. */
  readonly turn?: 0 | 1;
  close(): Promise<void>;
}

/** A client over HTTP, the web server, the threads of the service, SQLite in a file. */
export async function remote(): Promise<Configuration> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-contract-'));
  const file = join(folder, 'calls.sqlite');
  const release = async () => rmSync(folder, { recursive: true, force: true });
  return overHttp('remote → web → external → SQLite', { kind: 'sqlite', file }, release);
}

/** The same with ClickHouse, in a process of its own, over HTTP. */
export async function remoteClickHouse(): Promise<Configuration> {
  const server = await ClickHouseProcess.start();
  const source = { kind: 'clickhouse', url: `${server.url}/contract` } as const;
  return { ...(await overHttp('remote → web → external → ClickHouse', source, () => server.stop())), turn: 1 };
}

async function overHttp(name: string, source: CallSource, release: () => Promise<void>): Promise<Configuration> {
  const failures: unknown[] = [];
  const service = CallService.over(source, (error) => failures.push(error));
  const site = await Site.of(service);
  const server = new RemoteHttpTraceServer({ url: site.url, user: USER });
  const authorization = `Basic ${Buffer.from(`${USER}:`).toString('base64')}`;
  return {
    name,
    identity: true,
    server,
    async post(path, body) {
      const { status, body: reply } = await site.send('POST', path, Buffer.from(body), { authorization });
      return { status, text: reply.toString() };
    },
    async close() {
      await server.close();
      await site.close();
      await release();
      if (failures.length > 0) throw failures[0];
    },
  };
}

export function sqlite(): Configuration {
  const server = new ExternalTraceServer(new SqliteTraceServer(':memory:'), IDENTITY);
  return inProcess('external → SQLite', server, true);
}

export async function clickHouse(database: ClickHouse): Promise<Configuration> {
  const store = new StoredTraceServer(await ClickHouseCallDatabase.over(database));
  return { ...inProcess('external → ClickHouse', new ExternalTraceServer(store, IDENTITY), true), turn: 0 };
}

/** With ids of projects and users that are not their names. */
export function directory(): Configuration {
  const known = new SqliteDirectory(':memory:');
  known.createUser(USER);
  for (const entity of ['contract', 'shawn', 'some-where']) known.grant(USER, entity, 'write');
  known.createProject('some-where', 'else');
  const server = new ExternalTraceServer(new SqliteTraceServer(':memory:'), new DirectoryConverter(known, USER));
  const configuration = inProcess('external with a directory → SQLite', server, false);
  return { ...configuration, close: () => configuration.close().finally(() => known.close()) };
}

function inProcess(name: string, server: TraceServer, identity: boolean): Configuration {
  const ours = asUser(server, USER);
  return { name, identity, server: ours, post: posted(server), close: () => ours.close() };
}

/** What the web server makes of a body. */
function posted(server: TraceServer): Post {
  return async (path, body) => {
    const operation = OPERATIONS.find(({ paths }) => paths.includes(path))!;
    try {
      const request = operation.read(decodeText(body), USER);
      const reply = await (server[operation.method] as (request: unknown) => Promise<unknown>)(request);
      return { status: 200, text: stringify(reply) };
    } catch (error) {
      if (!(error instanceof TraceServerError)) throw error;
      return { status: error.status, text: stringify(toBody(error)) };
    }
  };
}
