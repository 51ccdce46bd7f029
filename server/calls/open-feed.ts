/** The feed of the place where calls are, for who follows them in a thread of its own. */
import type { CallFeed, CallSource } from './feed.ts';

/** Each with what it needs, loaded only where it is asked for. */
export async function openFeed(source: CallSource): Promise<CallFeed> {
  if (source.kind === 'sqlite') {
    const { SqliteCallFeed } = await import('./sqlite/feed.ts');
    return new SqliteCallFeed(source.file);
  }
  const { ClickHouseCallFeed } = await import('./clickhouse/clickhouse-call-feed.ts');
  return ClickHouseCallFeed.open(source.url);
}
