/**
 * Projects of the call trace service as traces. No file is one: which projects there are, the service tells, and where the
 * calls lie, the server that opens the engine. So the format is not among those that look at paths.
 */
import type { OutsideFeed } from '../../calls/feed.ts';
import type { Format } from '../reader.ts';
import { CallsReader } from './calls-reader.ts';
import { LiveCalls } from './live-calls.ts';

export const CALLS_FORMAT = 'calls';
const SCHEME = 'calls:';

/** The path under which a project is known as a trace; by its internal id. */
export function callsPath(projectId: string): string {
  return `${SCHEME}${projectId}`;
}

export function callsFormat(openFeed: () => Promise<OutsideFeed>): Format {
  return {
    id: CALLS_FORMAT,
    name: 'Calls',
    sniff: () => undefined,
    files: () => [],
    open: async (path) => new CallsReader(new LiveCalls(await openFeed(), path.slice(SCHEME.length)), path),
  };
}
