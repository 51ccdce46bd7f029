/**
 * The packets of a data file, found by stepping from header to header: what the lanes read, and where events were lost.
 * Nothing of the events is looked at. Cost: one small read a packet.
 *
 * A file that can't be followed to its end keeps the packets before the fault, which is noted.
 */
import type { Notice } from '../reader.ts';
import type { StreamClass, TraceClass } from './trace-class.ts';
import { BadField, Cursor, fieldInteger, fieldValue, Underflow, type Value } from './values.ts';

const MAGIC = 0xc1fc1fc1n;
const FIRST_READ = 4096;
const LARGEST_HEADER = 1024 * 1024;

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
  const magic = fieldInteger(trace.packetHeader, header, 'magic');
  if (magic !== undefined && magic !== MAGIC)
    throw new BadField(`no packet begins here: its magic number is 0x${magic.toString(16)}`);
  const uuid = fieldValue(trace.packetHeader, header, 'uuid');
  if (trace.uuid !== undefined && Array.isArray(uuid) && uuid.length === 16) {
    const text = uuid.map((byte) => Number(byte).toString(16).padStart(2, '0')).join('');
    if (text !== trace.uuid) throw new BadField('this packet belongs to another trace: its UUID differs');
  }
  const id = fieldInteger(trace.packetHeader, header, 'stream_id');
  const stream =
    id === undefined && trace.streams.length === 1
      ? trace.streams[0]
      : trace.streams.find((candidate) => candidate.id === Number(id ?? 0n));
  if (stream === undefined) throw new BadField(`the metadata has no stream ${id ?? 0n}`);
  const context = stream.packetContext && cursor.decode(stream.packetContext);
  return { stream, header, context, length: cursor.at, slots: cursor.slots };
}

/** The packets of `file`. A generator, so that a caller can pause between them. */
export function* packetsOf(
  trace: TraceClass,
  file: ByteSource,
  note: (notice: Notice) => void,
): Generator<FoundPacket> {
  let offset = 0;
  while (offset < file.size) {
    let packet: FoundPacket;
    try {
      packet = packetAt(trace, file, offset, note);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      note({ message: error.message, file: file.path, offset });
      return;
    }
    yield packet;
    offset += packet.size / 8;
  }
}

function packetAt(trace: TraceClass, file: ByteSource, offset: number, note: (notice: Notice) => void): FoundPacket {
  const head = packetHead(trace, file, offset);
  const { stream, context } = head;
  const number = (name: string) => fieldInteger(stream.packetContext, context, name);
  const rest = (file.size - offset) * 8;
  const told = number('packet_size');
  const contentTold = number('content_size');
  let size = Number(told ?? contentTold ?? rest);
  if (told === undefined && contentTold !== undefined) size = Math.ceil(size / 8) * 8;
  let content = Number(contentTold ?? size);
  if (size === 0 || size % 8 !== 0) throw new BadField(`a packet can't have a size of ${size} bits`);
  if (content > size) throw new BadField(`a packet of ${size} bits can't hold ${content} bits of content`);
  if (content < head.length)
    throw new BadField(`a packet with a header of ${head.length} bits tells ${content} bits of content`);
  if (size > rest) {
    note({
      message: `the last packet is cut off: ${size / 8} bytes are told, ${rest / 8} are there`,
      file: file.path,
      offset,
    });
    size = rest;
    content = Math.min(content, rest);
  }
  const cpu = number('cpu_id');
  return {
    stream,
    offset,
    start: head.length,
    content,
    size,
    begin: number('timestamp_begin'),
    end: number('timestamp_end'),
    discarded: number('events_discarded'),
    cpu: cpu === undefined ? Number.NaN : Number(cpu),
  };
}
