/** The base of a trace and of every stream: the time of its first event. Cost: one read a file. */
import type { Clock } from './clock.ts';
import type { DataFiles } from './data-file.ts';
import type { StreamTiming } from './decoder-state.ts';
import type { PacketTable } from './packet-table.ts';
import { type Packet, packetHead } from './packets.ts';
import type { StreamClass, TraceClass } from './trace-class.ts';
import { BadField, Cursor, Underflow } from './values.ts';

/** A data file, and which packets of the table are its own; at least one. */
export interface ScannedFile {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

interface Timings {
  /** ns since the epoch. */
  readonly base: bigint;
  readonly timings: ReadonlyMap<StreamClass, StreamTiming>;
}

export function timingsOf(
  trace: TraceClass,
  files: DataFiles,
  table: PacketTable,
  scanned: readonly ScannedFile[],
): Timings {
  const bases = new Map<Clock, bigint>();
  for (const file of scanned) {
    const first = firstWithEvents(table, file);
    const time = firstTime(trace, files, file.path, first) ?? first.begin;
    const known = bases.get(first.stream.clock);
    if (time !== undefined && (known === undefined || time < known)) bases.set(first.stream.clock, time);
  }
  const times = [...bases].map(([clock, cycles]) => clock.at(cycles));
  const base = times.reduce((least, time) => (time < least ? time : least), times[0] ?? 0n);
  const timings = new Map<StreamClass, StreamTiming>();
  for (const stream of trace.streams) {
    const cycles = bases.get(stream.clock) ?? 0n;
    timings.set(stream, { base: cycles, shift: bases.has(stream.clock) ? Number(stream.clock.at(cycles) - base) : 0 });
  }
  return { base, timings };
}

function firstWithEvents(table: PacketTable, { from, to }: ScannedFile): Packet {
  for (let i = from; i < to; i++) {
    const packet = table.at(i);
    if (packet.start < packet.content) return packet;
  }
  return table.at(from);
}

/** In cycles; undefined if there is no event or if it can't be read. */
function firstTime(trace: TraceClass, files: DataFiles, path: string, packet: Packet): bigint | undefined {
  const { eventHeader, timeFields } = packet.stream;
  if (!eventHeader || timeFields.size === 0 || packet.start >= packet.content) return undefined;
  const length = Math.min(packet.size / 8, packet.start / 8 + 65_536);
  const source = files.source(path, packet.offset + length);
  const { slots } = packetHead(trace, source, packet.offset);
  const cursor = new Cursor(source.read(packet.offset, length), packet.start, packet.content, slots);
  cursor.follow(timeFields, packet.begin ?? 0n);
  try {
    cursor.decode(eventHeader);
    return cursor.clock;
  } catch (error) {
    if (error instanceof BadField || error instanceof Underflow) return undefined;
    throw error;
  }
}
