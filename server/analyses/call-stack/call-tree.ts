/**
 * The tree of trace, process, thread and rows that time graphs over call stacks show. Processes and threads stand in the
 * order that the trace gives them, else by number, else by name.
 */
import { commonKeys } from '../common-keys.ts';
import type { EntryIds } from '../entry-ids.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { TreeEntry } from '../output.ts';
import type { CallProcess } from './call-process.ts';
import type { CallStackIndex } from './call-stack-index.ts';
import type { TraceCallStack } from './call-stacks.ts';
import type { CallRow, CallTrack } from './call-track.ts';

/** `belowTrack`: entries that an output adds below those of a track. */
export function callTree(
  { trace, index }: TraceCallStack,
  ids: EntryIds,
  belowTrack: (track: CallTrack, parent: TreeEntry) => readonly TreeEntry[] = () => [],
): TreeEntry[] {
  const id = (entry: number): number => ids.id(trace.ordinal, entry);
  const span = { start: trace.start, end: trace.end + 1n };
  const { hostId } = trace.source.reader;
  const host = hostId === undefined ? {} : { metadata: commonKeys({ 'host-id': hostId }) };
  const entries: TreeEntry[] = [{ id: id(0), labels: [trace.name], hasData: false, ...span, ...host }];
  for (const process of orderedProcesses(index)) {
    entries.push({
      id: id(process.entry),
      parentId: id(0),
      labels: [process.name],
      hasData: false,
      ...span,
      metadata: metadata(process),
    });
    for (const track of orderedTracks(process)) {
      const marks = metadata(process, track);
      const entry: TreeEntry = {
        id: id(track.entry),
        parentId: id(process.entry),
        labels: [track.name],
        hasData: false,
        ...span,
        metadata: marks,
      };
      entries.push(entry);
      for (const row of track.rows) {
        entries.push({
          id: id(row.entry),
          parentId: id(track.entry),
          labels: [track.rowName ?? track.name],
          hasData: true,
          ...rowSpan(trace, row),
          metadata: marks,
        });
      }
      entries.push(...belowTrack(track, entry));
    }
  }
  return entries;
}

export function orderedProcesses({ processes }: CallStackIndex): readonly CallProcess[] {
  return processes.toSorted((a, b) => a.sortIndex - b.sortIndex || inOrder(a.pid ?? '', b.pid ?? ''));
}

export function orderedTracks({ tracks }: CallProcess): readonly CallTrack[] {
  return tracks.toSorted(
    (a, b) =>
      Number(b.nested) - Number(a.nested) ||
      a.sortIndex - b.sortIndex ||
      inOrder(a.tid ?? '', b.tid ?? '') ||
      inOrder(a.name, b.name),
  );
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : Number(a) - Number(b) || (a < b ? -1 : 1);
}

/** Keys by which clients match entries with rows of other outputs and with events. */
function metadata(process: CallProcess, track?: CallTrack): NonNullable<TreeEntry['metadata']> {
  const pid = process.pid === undefined ? undefined : numeric(process.pid);
  const tid = track?.tid === undefined ? undefined : numeric(track.tid);
  return {
    ...(pid === undefined ? {} : { PID: [pid] }),
    ...(tid === undefined ? {} : { TID: [tid] }),
    ...commonKeys({ 'thread-name': track?.name, tid, pid }),
  };
}

function numeric(id: string): string | number {
  const number = Number(id);
  return id !== '' && Number.isSafeInteger(number) && String(number) === id ? number : id;
}

function rowSpan(trace: IndexedTrace, { states }: CallRow): { start: bigint; end: bigint } {
  const { count, isOpen } = states;
  if (count === 0 && !isOpen) return { start: trace.start, end: trace.end + 1n };
  const start = count > 0 ? states.start(0) : states.openStart;
  const end = isOpen ? trace.now : states.end(count - 1);
  return { start: trace.base + BigInt(start), end: trace.base + BigInt(end) };
}
