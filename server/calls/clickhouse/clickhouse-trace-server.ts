/** The trace server over a ClickHouse database. */
import { StoredTraceServer } from '../store/stored-trace-server.ts';
import type { TraceServer } from '../trace-server.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';

/** `http://user:password@host:8123/database`. Throws `BackendError` if it can't be reached or set up. */
export async function openClickHouse(url: string): Promise<TraceServer> {
  return new StoredTraceServer(await ClickHouseCallDatabase.open(url));
}
