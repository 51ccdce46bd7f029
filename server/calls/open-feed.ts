/**
 * The feed of the place where calls are, for who follows them in a thread of its own; in the words of people: users have
 * their names, refs and projects are as they are outside.
 */
import { Conversion } from './external/conversion.ts';
import { IDENTITY, type IdConverter } from './external/id-converter.ts';
import type { CallChange, CallFeed, CallSource, OutsideFeed } from './feed.ts';
import { JsonText } from './values/json-text.ts';

type Writable = { -readonly [K in keyof CallChange]: CallChange[K] };

export async function openFeed(source: CallSource, converter = IDENTITY): Promise<OutsideFeed> {
  return outside(await openInside(source), converter);
}

/** Each with what it needs, loaded only where it is asked for. */
async function openInside(source: CallSource): Promise<CallFeed> {
  if (source.kind === 'sqlite') {
    const { SqliteCallFeed } = await import('./sqlite/feed.ts');
    return new SqliteCallFeed(source.file);
  }
  const { ClickHouseCallFeed } = await import('./clickhouse/clickhouse-call-feed.ts');
  return ClickHouseCallFeed.open(source.url);
}

function outside(feed: CallFeed, converter: IdConverter): OutsideFeed {
  const ids = new Conversion(converter);
  const value = (text: string): string => ids.valueOut(new JsonText(text)).text;
  return {
    async changes(projectId, from, limit) {
      const told = await feed.changes(projectId, from, limit);
      // In their place: they were made for this answer, and there are many.
      for (const call of told.changes as Writable[]) call.wb_user_id = ids.userOut(call.wb_user_id);
      return told;
    },
    async details(projectId, calls) {
      const found = await feed.details(projectId, calls);
      return new Map(
        [...found].map(([id, { inputs_dump, attributes_dump, output_dump }]) => [
          id,
          {
            inputs_dump: value(inputs_dump),
            attributes_dump: value(attributes_dump),
            output_dump: output_dump === null ? null : value(output_dump),
          },
        ]),
      );
    },
    prices: (projectId) => feed.prices(projectId),
    projects: () => feed.projects(),
    projectName: (projectId) => ids.projectNameOut(projectId),
    close: () => feed.close(),
  };
}
