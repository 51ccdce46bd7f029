/** Projects of calls for tests, over a feed in memory. */
import { CallsReader } from '../../../formats/calls/calls-reader.ts';
import { LiveCalls } from '../../../formats/calls/live-calls.ts';
import { ManualClock, settled } from '../../../formats/calls/testing/manual-clock.ts';
import { MemoryFeed } from '../../../formats/calls/testing/memory-feed.ts';
import type { ExperimentIndex } from '../../experiment-index.ts';
import { unread } from '../../testing/opened.ts';

/** µs of the begin of what tests write down; an hour before they run. */
export const T = 1_700_000_000_000_000;

export interface Recorded {
  readonly feed: MemoryFeed;
  readonly clock: ManualClock;
  readonly reader: CallsReader;
  experiment: ExperimentIndex;
  readonly stop: () => void;
}

/** All that `fill` records has been read; more can be recorded. */
export async function recorded(fill: (feed: MemoryFeed) => void): Promise<Recorded> {
  const feed = new MemoryFeed();
  const clock = new ManualClock(T / 1000 + 3_600_000);
  fill(feed);
  const reader = new CallsReader(new LiveCalls(feed, 'project', clock), 'calls:project');
  const experiment = unread(reader);
  void experiment.run(new AbortController().signal);
  while (!experiment.live!.isCaughtUp) await settled();
  return { feed, clock, reader, experiment, stop: () => reader.cancel() };
}

/**
 * Calls as text, one a word: `op[start-end]`, in µs since `T`; `-` without an end for one that goes on, `!` behind it for
 * one that fails. `op<caller[…]` is made by the last call of that op; without, a call begins a trace.
 */
export function record(feed: MemoryFeed, text: string): void {
  const last = new Map<string, string>();
  text.split(/\s+/).forEach((word, i) => {
    const match = /^(\w+)(?:<(\w+))?\[(\d+)-(\d*)\](!?)$/.exec(word);
    if (match === null) throw new Error(`not a call: ${word}`);
    const [, op, caller, start, end, failed] = match;
    const id = `${op}${i}`;
    feed.start(id, { at: T + Number(start), op: op!, ...(caller === undefined ? {} : { in: last.get(caller)! }) });
    if (end !== '') feed.end(id, { at: T + Number(end), ...(failed === '' ? {} : { exception: 'failed' }) });
    last.set(op!, id);
  });
}
