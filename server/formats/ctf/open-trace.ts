/**
 * A trace folder, opened: its classes, its packets shared out to lanes, its base, its types. All that the passes over the
 * events (`pass.ts`) share. Cost: one small read a packet; 61 bytes of memory a packet.
 *
 * What was found out is shared with other threads as a `Recipe`, from which they open the same trace without a scan.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Pacer } from '../pacer.ts';
import { type EventType, FormatError, type LostEvents, type Notice } from '../reader.ts';
import { DataFiles } from './data-file.ts';
import type { StreamTiming } from './decoder-state.ts';
import { typesOf } from './event-types.ts';
import type { LaneSource } from './lane.ts';
import { lanesOf } from './lanes.ts';
import { LostCounter } from './lost-events.ts';
import { classesOf } from './metadata.ts';
import { type MetadataText, readMetadata } from './metadata-file.ts';
import { LanePackets, type PacketColumns, PacketTable } from './packet-table.ts';
import { packetsOf } from './packets.ts';
import { ReadAhead } from './read-ahead.ts';
import { type ScannedFile, timingsOf } from './timings.ts';
import type { EventClass, StreamClass, TraceClass } from './trace-class.ts';

const MOST_TYPES = 65_535;
const MOST_NOTICES = 1000;
/** Of one trace: bounds the memory that hostile headers can take. */
const MOST_PACKETS = 4_000_000;

export interface OpenTrace {
  readonly folder: string;
  readonly trace: TraceClass;
  readonly files: DataFiles;
  readonly lanes: readonly LaneSource[];
  readonly base: bigint;
  readonly timings: ReadonlyMap<StreamClass, StreamTiming>;
  readonly types: readonly EventType[];
  readonly typeOf: ReadonlyMap<EventClass, number>;
  readonly lost: readonly LostEvents[];
  readonly notices: Notice[];
  readonly note: (notice: Notice) => void;
  readonly bytesTotal: number;
  readonly recipe: Recipe;
}

/** Can be posted to another thread; columns lie in shared memory. */
export interface Recipe {
  readonly folder: string;
  readonly metadata: MetadataText;
  readonly packets: PacketColumns;
  readonly lanes: readonly { readonly path: string; readonly packets: Uint32Array }[];
  readonly base: bigint;
  /** In the order of the trace's streams. */
  readonly timings: readonly StreamTiming[];
}

/** Throws a `FormatError` if `folder` holds no trace that can be read. */
export async function openTrace(folder: string): Promise<OpenTrace> {
  const metadataPath = join(folder, 'metadata');
  const metadata = readMetadata(metadataPath);
  const trace = classesOf(metadata, metadataPath);
  const { types, typeOf } = typesOf(trace);
  if (types.length > MOST_TYPES) throw new FormatError(`${types.length} kinds of events are too many`, metadataPath);
  const notices: Notice[] = [];
  const note = (notice: Notice) => {
    if (notices.length < MOST_NOTICES) notices.push(notice);
    else if (notices.length === MOST_NOTICES) notices.push({ message: 'there are more faults, which are not listed' });
  };
  const files = new DataFiles();
  try {
    const table = new PacketTable(trace.streams);
    const scanned: ScannedFile[] = [];
    const counters: LostCounter[] = [];
    for (const { path, size } of dataFilesOf(folder, note)) {
      const from = table.length;
      const counter = new LostCounter();
      await scan(trace, files, path, size, table, counter, note);
      if (table.length === from) continue;
      scanned.push({ path, from, to: table.length });
      counters.push(counter);
    }
    const { base, timings } = timingsOf(trace, files, table, scanned);
    const lanes = scanned.flatMap(({ path, from, to }) =>
      lanesOf(table, from, to).map((indexes) => ({ path, packets: new LanePackets(table, indexes) })),
    );
    return {
      folder,
      trace,
      files,
      lanes,
      base,
      timings,
      types,
      typeOf,
      lost: counters.flatMap((counter) => counter.events(timings)).sort((a, b) => a.start - b.start),
      notices,
      note,
      bytesTotal: lanes.reduce((sum, { packets }) => sum + packets.bytes, 0),
      recipe: {
        folder,
        metadata,
        packets: table.columns,
        lanes: lanes.map(({ path, packets }) => ({ path, packets: packets.indexes })),
        base,
        timings: trace.streams.map((stream) => timings.get(stream)!),
      },
    };
  } catch (error) {
    files.close();
    throw error;
  }
}

/** The same trace again, in another thread, with files of its own. */
export function reopenTrace(recipe: Recipe, note: (notice: Notice) => void): OpenTrace {
  const { folder, metadata, base } = recipe;
  const trace = classesOf(metadata, join(folder, 'metadata'));
  const table = new PacketTable(trace.streams, recipe.packets);
  const lanes = recipe.lanes.map(({ path, packets }) => ({ path, packets: new LanePackets(table, packets) }));
  return {
    folder,
    trace,
    files: new DataFiles(),
    lanes,
    base,
    timings: new Map(trace.streams.map((stream, i) => [stream, recipe.timings[i]!])),
    ...typesOf(trace),
    lost: [],
    notices: [],
    note,
    bytesTotal: lanes.reduce((sum, { packets }) => sum + packets.bytes, 0),
    recipe,
  };
}

function dataFilesOf(folder: string, note: (notice: Notice) => void): { path: string; size: number }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name !== 'metadata' && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort()
    .flatMap((path) => {
      try {
        const status = statSync(path, { throwIfNoEntry: false });
        return status?.isFile() && status.size > 0 ? [{ path, size: status.size }] : [];
      } catch (error) {
        note({ message: `this file can't be looked at and is left out: ${(error as Error).message}`, file: path });
        return [];
      }
    });
}

/** Adds the packets of a file to the table. One that can't be read is noted. */
async function scan(
  trace: TraceClass,
  files: DataFiles,
  path: string,
  size: number,
  table: PacketTable,
  lost: LostCounter,
  note: (notice: Notice) => void,
): Promise<void> {
  const pacer = new Pacer();
  try {
    for (const packet of packetsOf(trace, new ReadAhead(files.source(path, size)), note)) {
      if (packet !== undefined) {
        if (table.length >= MOST_PACKETS) {
          const message = 'the trace has too many packets; the rest of the file is skipped';
          note({ message, file: path, offset: packet.offset });
          return;
        }
        table.add(packet);
        lost.add(packet);
      }
      if (pacer.due) await pacer.rest();
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    note({ message: `${error.message}; the rest of the file is left out`, file: path });
  }
}
