/**
 * A trace folder, opened: its classes, its packets shared out to lanes, its base, its types. All that the passes over the
 * events (`pass.ts`) share. Cost: one small read a packet.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type EventType, type FieldInfo, FormatError, type LostEvents, type Notice } from '../reader.ts';
import type { Clock } from './clock.ts';
import { DataFiles } from './data-file.ts';
import type { StreamTiming } from './decoder-state.ts';
import type { LaneSource } from './lane.ts';
import { lanesOf } from './lanes.ts';
import { readMetadata } from './metadata-file.ts';
import type { FieldNode, StructNode } from './nodes.ts';
import { type Packet, packetHead, packetsOf } from './packets.ts';
import { type EventClass, type StreamClass, type TraceClass, traceClassOf } from './trace-class.ts';
import { parseTsdl } from './tsdl-parser.ts';
import { BadField, Cursor, Underflow } from './values.ts';

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
  readonly notices: readonly Notice[];
  readonly note: (notice: Notice) => void;
  readonly bytesTotal: number;
}

interface ScannedFile {
  readonly path: string;
  readonly packets: readonly Packet[];
}

export async function openTrace(folder: string): Promise<OpenTrace> {
  const metadataPath = join(folder, 'metadata');
  const { text, order } = readMetadata(metadataPath);
  const trace = traceClassOf(parseTsdl(text, metadataPath), metadataPath, order);
  const { types, typeOf } = typesOf(trace);
  if (types.length > MOST_TYPES) throw new FormatError(`${types.length} kinds of events are too many`, metadataPath);
  const notices: Notice[] = [];
  const note = (notice: Notice) => {
    if (notices.length < MOST_NOTICES) notices.push(notice);
    else if (notices.length === MOST_NOTICES) notices.push({ message: 'there are more faults, which are not listed' });
  };
  const files = new DataFiles();
  try {
    const scanned: ScannedFile[] = [];
    let room = MOST_PACKETS;
    for (const { path, size } of dataFilesOf(folder, note)) {
      const packets = await scan(trace, files, path, size, room, note).catch((error: NodeJS.ErrnoException) => {
        if (error.syscall === undefined) throw error;
        note({ message: `this file can't be read and is left out: ${error.message}`, file: path });
        return [];
      });
      room -= packets.length;
      if (packets.length > 0) scanned.push({ path, packets });
    }
    const { base, timings } = timingsOf(trace, files, scanned);
    return {
      folder,
      trace,
      files,
      lanes: scanned.flatMap(({ path, packets }) => lanesOf(packets).map((own) => ({ path, packets: own }))),
      base,
      timings,
      types,
      typeOf,
      lost: scanned.flatMap(({ packets }) => lostIn(packets, timings)).sort((a, b) => a.start - b.start),
      notices,
      note,
      bytesTotal: scanned.reduce((sum, { packets }) => sum + packets.reduce((part, { size }) => part + size / 8, 0), 0),
    };
  } catch (error) {
    files.close();
    throw error;
  }
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

async function scan(
  trace: TraceClass,
  files: DataFiles,
  path: string,
  size: number,
  most: number,
  note: (notice: Notice) => void,
): Promise<Packet[]> {
  const packets: Packet[] = [];
  let pause = performance.now() + 15;
  for (const packet of packetsOf(trace, files.source(path, size), note)) {
    if (packets.length >= most) {
      note({
        message: 'the trace has too many packets; the rest of the file is skipped',
        file: path,
        offset: packet.offset,
      });
      break;
    }
    packets.push(packet);
    if (performance.now() > pause) {
      await setImmediate();
      pause = performance.now() + 15;
    }
  }
  return packets;
}

/** Event classes of one name are one type, whatever stream they belong to. */
function typesOf(trace: TraceClass): { types: EventType[]; typeOf: Map<EventClass, number> } {
  const names = new Map<string, { index: number; fields: Map<string, FieldInfo> }>();
  const typeOf = new Map<EventClass, number>();
  for (const stream of trace.streams) {
    const shared = [stream.eventContext, stream.packetContext, stream.eventHeader].flatMap(fieldsOf);
    for (const event of stream.events) {
      let type = names.get(event.name);
      if (type === undefined) {
        type = { index: names.size, fields: new Map() };
        names.set(event.name, type);
      }
      typeOf.set(event, type.index);
      for (const field of [event.payload, event.context].flatMap(fieldsOf).concat(shared)) {
        if (!type.fields.has(field.name)) type.fields.set(field.name, field);
      }
    }
  }
  return { types: [...names].map(([name, { fields }]) => ({ name, fields: [...fields.values()] })), typeOf };
}

function fieldsOf(struct: StructNode | undefined): FieldInfo[] {
  return (
    struct?.fields.flatMap((field) => [{ name: field.name, numeric: isNumeric(field) }, ...inner(field, field.name)]) ??
    []
  );
}

/** Fields of structs and variants, by their dotted path. */
function inner(node: FieldNode, path: string): FieldInfo[] {
  const fields = node.kind === 'struct' ? node.fields : node.kind === 'variant' ? node.options : [];
  return fields.flatMap((field) => {
    const own = `${path}.${field.name}`;
    return [{ name: own, numeric: isNumeric(field) }, ...inner(field, own)];
  });
}

function isNumeric(node: FieldNode): boolean {
  if (node.kind === 'variant') return node.options.some(isNumeric);
  return node.kind === 'integer' || (node.kind === 'float' && !node.odd);
}

/** The base of the trace and of every stream: the time of its first event. */
function timingsOf(trace: TraceClass, files: DataFiles, scanned: readonly ScannedFile[]) {
  const bases = new Map<Clock, bigint>();
  for (const { path, packets } of scanned) {
    const first = packets.find((packet) => packet.start < packet.content) ?? packets[0]!;
    const time = firstTime(trace, files, path, first) ?? first.begin;
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

/** From the tracer's running count: what was lost up to the end of each packet. */
function lostIn(packets: readonly Packet[], timings: ReadonlyMap<StreamClass, StreamTiming>): LostEvents[] {
  const lost: LostEvents[] = [];
  let before: Packet | undefined;
  for (const packet of packets) {
    const { stream, begin = 0n, end = begin, discarded } = packet;
    if (discarded === undefined) continue;
    const bits = counterBits(stream);
    const count = Number(BigInt.asUintN(bits, discarded - (before?.discarded ?? 0n)));
    if (count > 0) {
      const timing = timings.get(stream)!;
      const convert = stream.clock.counts1GHz ? (cycles: number) => cycles : stream.clock.converter(timing.base);
      const at = (cycles: bigint) => convert(Number(cycles - timing.base)) + timing.shift;
      lost.push({ start: at(before?.end ?? begin), end: at(end), count });
    }
    before = packet;
  }
  return lost;
}

function counterBits(stream: StreamClass): number {
  const field = stream.packetContext?.fields.find(({ name }) => name === 'events_discarded');
  return field?.kind === 'integer' ? field.size : 64;
}
