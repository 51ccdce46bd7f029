/** The layers of the call service, put together over the place where the calls are. */
import { BackendError } from '../errors.ts';
import { ExternalTraceServer } from '../external/external-trace-server.ts';
import { IDENTITY } from '../external/id-converter.ts';
import type { CallDatabase } from '../store/call-database.ts';
import { StoredTraceServer } from '../store/stored-trace-server.ts';
import type { TraceServer } from '../trace-server.ts';
import type { WorkerInput } from './protocol.ts';

export async function openTraceServer(input: WorkerInput): Promise<TraceServer> {
  return new ExternalTraceServer(new StoredTraceServer(await openDatabase(input)), IDENTITY);
}

/** Each with what it needs, loaded only where it is asked for. */
async function openDatabase({ source, readOnly }: WorkerInput): Promise<CallDatabase> {
  if (source.kind === 'sqlite') {
    const { SqliteCallDatabase } = await import('../sqlite/sqlite-call-database.ts');
    return new SqliteCallDatabase(source.file, { readOnly });
  }
  const { ClickHouseCallDatabase } = await import('../clickhouse/clickhouse-call-database.ts');
  try {
    return await ClickHouseCallDatabase.open(source.url);
  } catch (error) {
    throw new BackendError(`ClickHouse at ${new URL(source.url).origin}: ${(error as Error).message}`);
  }
}
