/**
 * The next or previous event whose cells match patterns, where fields tell at least one of these cells: as a filter over
 * one part of the table after another, each larger than the one before. Cells that no field tells are made only where all
 * the others match.
 */
import { type Filter, type FilterSubject, remembering } from '../../filter/filter.ts';
import type { SafeRegex } from '../../filter/safe-regex.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { Pace } from '../pace.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { eventColumns, NANOSECONDS, TIMESTAMP, TRACE } from './event-keys.ts';
import { type EventList, eachMatch } from './event-list.ts';
import { EventTest } from './event-test.ts';

const FIRST_PART = 1 << 13;
const LARGEST_PART = 1 << 20;

/** Patterns by the names of columns. */
export type Patterns = ReadonlyMap<string, SafeRegex>;

/** Are all these columns such as an `EventTest` knows, and can a scan tell some of them, of all traces? */
export function isScanned(traces: readonly IndexedTrace[], patterns: Patterns): boolean {
  const names = [...patterns.keys()];
  const columnOf = ({ source }: IndexedTrace, name: string) =>
    eventColumns(source.reader).find((column) => column.name === name);
  const isKnown = (name: string): boolean =>
    [TIMESTAMP, NANOSECONDS, TRACE].includes(name) || traces.some((trace) => columnOf(trace, name) !== undefined);
  const isTold = (trace: IndexedTrace, name: string): boolean => {
    const column = columnOf(trace, name);
    return column === undefined || column.scanned !== undefined;
  };
  return names.every(isKnown) && traces.every((trace) => names.some((name) => isTold(trace, name)));
}

/** The place, from `from` on in the direction, of the first event that matches. */
export async function findEvent(
  list: EventList,
  from: number,
  direction: 'NEXT' | 'PREVIOUS',
  patterns: Patterns,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { order, traces } = list;
  const size = order.length;
  const pace = new Pace(signal);
  const tests = traces.map((trace) => new EventTest(trace, [searchFilter(trace, patterns)]));
  const forward = direction === 'NEXT';
  let part = FIRST_PART;
  for (let at = forward ? from : Math.min(from + 1, size); forward ? at < size : at > 0; ) {
    const low = forward ? at : Math.max(0, at - part);
    const high = forward ? Math.min(at + part, size) : at;
    const begin = order.seek(low);
    const end = order.seek(high);
    let found: number | undefined;
    for (let k = 0; k < traces.length; k++) {
      let place: number | undefined;
      await eachMatch(list, k, begin[k]!, end[k]!, tests[k]!, pace, (match) => {
        if (!forward || place === undefined) place = match;
      });
      if (place === undefined) continue;
      const index = order.indexOf(k, place);
      if (found === undefined || (forward ? index < found : index > found)) found = index;
    }
    if (found !== undefined) return found;
    at = forward ? high : low;
    part = Math.min(LARGEST_PART, part * 4);
    await pace.pause();
  }
  return undefined;
}

/** Those that fields tell are looked at first. */
function searchFilter({ source }: IndexedTrace, patterns: Patterns): Filter {
  const slow = (name: string): boolean =>
    source.reader.columns.some((column) => column.name === name && column.scanned === undefined);
  const tests = [...patterns]
    .sort(([a], [b]) => Number(slow(a)) - Number(slow(b)))
    .map(([name, regex]) => ({ name, found: remembering(regex) }));
  return {
    text: '',
    reads: ({ keys, namedOnly = [] }) => new Set([...keys, ...namedOnly].filter((key) => patterns.has(key))),
    matches: (subject: FilterSubject) =>
      tests.every(({ name, found }) => {
        const value = subject.values(name) ?? '';
        return found(name === TIMESTAMP ? formatTimestamp(value as bigint) : String(value));
      }),
  };
}
