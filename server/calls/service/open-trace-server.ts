/** The layers of the call service, put together over the place where the calls are. */
import { BackendError } from '../errors.ts';
import { ExternalTraceServer } from '../external/external-trace-server.ts';
import { IDENTITY } from '../external/id-converter.ts';
import type { TraceServer } from '../trace-server.ts';
import type { WorkerInput } from './protocol.ts';

export async function openTraceServer(input: WorkerInput): Promise<TraceServer> {
  return new ExternalTraceServer(await openStore(input), IDENTITY);
}

/** Each with what it needs, loaded only where it is asked for. */
async function openStore({ source, readOnly }: WorkerInput): Promise<TraceServer> {
  if (source.kind === 'sqlite') {
    const { SqliteTraceServer } = await import('../sqlite/sqlite-trace-server.ts');
    return new SqliteTraceServer(source.file, { readOnly });
  }
  const { openClickHouse } = await import('../clickhouse/clickhouse-trace-server.ts');
  try {
    return await openClickHouse(source.url);
  } catch (error) {
    throw new BackendError(`ClickHouse at ${new URL(source.url).origin}: ${(error as Error).message}`);
  }
}
