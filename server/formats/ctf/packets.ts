/**
 * The packets of a data file, found by stepping from header to header: what the lanes read, and where events were lost.
 * Nothing of the events is looked at. Cost: one small read a packet.
 *
 * A packet whose head is corrupt costs that packet, which is noted: the next one is searched for by its magic number.
 */
import type { Notice } from '../reader.ts';
import type { Role } from './declared-types.ts';
import { magicPlaces } from './magic-places.ts';
import type { StreamClass, TraceClass } from './trace-class.ts';
import { BadField, Cursor, fieldInteger, Underflow, type Value } from './values.ts';

const MAGIC = 0xc1fc1fc1n;
const FIRST_READ = 4096;
const LARGEST_HEADER = 1024 * 1024;
/** Magic numbers of one file that may turn out to begin no packet. */
const MOST_TRIES = 10_000;

export interface Packet {
  readonly stream: StreamClass;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bits from the packet's start to the first event, to the end of the events, to the end of the packet. */
  readonly start: number;
  readonly content: number;
  readonly size: number;
  /** Cycles of the stream's clock. */
  readonly begin: bigint | undefined;
  readonly end: bigint | undefined;
  /** NaN if the packet doesn't tell. */
  readonly cpu: number;
}

export interface FoundPacket extends Packet {
  /** The tracer's count of lost events when the packet was closed. */
  readonly discarded: bigint | undefined;
}

/** Reads bytes of a file; fewer at its end. */
export interface ByteSource {
  readonly path: string;
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** A packet's header and context. */
export interface PacketHead {
  readonly stream: StreamClass;
  readonly header: Value | undefined;
  readonly context: Value | undefined;
  /** What its fields that have roles tell. */
  readonly told: ReadonlyMap<Role, Value>;
  /** Bits. */
  readonly length: number;
  readonly slots: number[];
}

/** Decodes the header and context of the packet at `offset`. Throws `BadField`. */
export function packetHead(trace: TraceClass, file: ByteSource, offset: number): PacketHead {
  for (let length = FIRST_READ; ; length *= 8) {
    const bytes = file.read(offset, length);
    try {
      return decodeHead(trace, new Cursor(bytes, 0, bytes.length * 8, new Array<number>(trace.slots).fill(0)));
    } catch (error) {
      if (!(error instanceof Underflow)) throw error;
      if (bytes.length < length) throw new BadField('the file ends within a packet header');
      if (length > LARGEST_HEADER) throw new BadField('a packet header takes more than 1 MiB');
    }
  }
}

function decodeHead(trace: TraceClass, cursor: Cursor): PacketHead {
  const header = trace.packetHeader && cursor.decode(trace.packetHeader);
  const { told } = cursor;
  const magic = unsigned(told.get('packet-magic-number'));
  if (magic !== undefined && magic !== MAGIC)
    throw new BadField(`no packet begins here: its magic number is 0x${magic.toString(16)}`);
  const uuid = told.get('metadata-stream-uuid');
  if (trace.uuid !== undefined && Array.isArray(uuid) && uuid.length === 16) {
    const text = uuid.map((byte) => Number(byte).toString(16).padStart(2, '0')).join('');
    if (text !== trace.uuid) throw new BadField('this packet belongs to another trace: its UUID differs');
  }
  const id = unsigned(told.get('data-stream-class-id'));
  const stream =
    id === undefined && trace.streams.length === 1
      ? trace.streams[0]
      : trace.streams.find((candidate) => candidate.id === Number(id ?? 0n));
  if (stream === undefined) throw new BadField(`the metadata has no stream ${id ?? 0n}`);
  const context = stream.packetContext && cursor.decode(stream.packetContext);
  return { stream, header, context, told, length: cursor.at, slots: cursor.slots };
}

function unsigned(value: Value | undefined): bigint | undefined {
  const isInteger = typeof value === 'bigint' || typeof value === 'number';
  return isInteger ? BigInt.asUintN(64, BigInt(value)) : undefined;
}

/** The packets of `file`; undefined while one is searched for. A generator, so that a caller can pause between them. */
export function* packetsOf(
  trace: TraceClass,
  file: ByteSource,
  note: (notice: Notice) => void,
): Generator<FoundPacket | undefined> {
  const search = { left: MOST_TRIES };
  let packet: FoundPacket | undefined;
  for (let offset = 0; offset < file.size; offset = packet.offset + packet.size / 8) {
    try {
      packet = packetAt(trace, file, offset);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      packet = yield* packetAfter(trace, file, offset, search);
      const skipped = packet ? `${packet.offset - offset} bytes are skipped` : 'the rest of the file is skipped';
      note({ message: `${error.message}; ${skipped}`, file: file.path, offset });
      if (packet === undefined) return;
    }
    if (packet.offset + packet.size / 8 > file.size) packet = yield* withinFile(trace, file, packet, search, note);
    yield packet;
  }
}

/** How many magic numbers of a file may still turn out to begin no packet. */
interface Search {
  left: number;
}

/** The first packet after byte `offset` that has a magic number and a head which can be. */
function* packetAfter(
  trace: TraceClass,
  file: ByteSource,
  offset: number,
  search: Search,
): Generator<undefined, FoundPacket | undefined> {
  for (const place of magicPlaces(trace, file, offset + 1)) {
    if (place !== undefined) {
      try {
        return packetAt(trace, file, place);
      } catch (error) {
        if (!(error instanceof BadField)) throw error;
        if (--search.left <= 0) return undefined;
      }
    }
    yield;
  }
  return undefined;
}

/** A packet that is longer than its file: it ends where another one begins, or with the file. */
function* withinFile(
  trace: TraceClass,
  file: ByteSource,
  packet: FoundPacket,
  search: Search,
  note: (notice: Notice) => void,
): Generator<undefined, FoundPacket> {
  const next = yield* packetAfter(trace, file, packet.offset + Math.floor(packet.start / 8), search);
  const size = ((next?.offset ?? file.size) - packet.offset) * 8;
  const which = next ? 'a packet is cut off by the next one' : 'the last packet is cut off';
  const message = `${which}: ${packet.size / 8} bytes are told, ${size / 8} are there`;
  note({ message, file: file.path, offset: packet.offset });
  return { ...packet, size, content: Math.min(packet.content, size) };
}

function packetAt(trace: TraceClass, file: ByteSource, offset: number): FoundPacket {
  const { stream, context, told, length } = packetHead(trace, file, offset);
  const number = (role: Role) => unsigned(told.get(role));
  const sizeTold = number('packet-total-length');
  const contentTold = number('packet-content-length');
  let size = Number(sizeTold ?? contentTold ?? (file.size - offset) * 8);
  if (sizeTold === undefined && contentTold !== undefined) size = Math.ceil(size / 8) * 8;
  const content = Number(contentTold ?? size);
  if (size === 0 || size % 8 !== 0) throw new BadField(`a packet can't have a size of ${size} bits`);
  if (content > size) throw new BadField(`a packet of ${size} bits can't hold ${content} bits of content`);
  if (content < length) throw new BadField(`a packet with a header of ${length} bits tells ${content} bits of content`);
  const cpu = fieldInteger(stream.packetContext, context, 'cpu_id');
  return {
    stream,
    offset,
    start: length,
    content,
    size,
    begin: number('default-clock-timestamp'),
    end: number('packet-end-default-clock-timestamp'),
    discarded: number('discarded-event-record-counter-snapshot'),
    cpu: cpu === undefined ? Number.NaN : Number(cpu),
  };
}
