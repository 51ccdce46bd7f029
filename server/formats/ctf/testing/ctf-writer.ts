/**
 * Writes CTF traces for tests: the metadata as TSDL text, packets and events as plain objects.
 *
 *   writeTrace(folder, { metadata: '…', files: { ch0: [{ events: [{ name: 'call', at: 5n, fields: { addr: 16n } }] }] } })
 *
 * What isn't told is filled in: magic number, UUID, stream id, event ids, timestamps, sizes; all else is 0 or empty.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldNode, IntegerNode, StructNode } from '../nodes.ts';
import { type EventClass, type StreamClass, type TraceClass, traceClassOf } from '../trace-class.ts';
import { parseTsdl } from '../tsdl-parser.ts';
import { BitWriter } from './bit-writer.ts';

/** By field name. Enums as label or number; a variant as its option's value; character arrays as text; else as it is. */
export type Fields = { readonly [name: string]: FieldValue };
export type FieldValue = number | bigint | string | Fields | readonly FieldValue[];

export interface WrittenEvent {
  readonly name: string;
  /** The clock's value. */
  readonly at?: bigint;
  readonly header?: Fields;
  readonly streamContext?: Fields;
  readonly context?: Fields;
  readonly fields?: Fields;
}

export interface WrittenPacket {
  /** The stream's id. */
  readonly stream?: number;
  readonly header?: Fields;
  readonly context?: Fields;
  readonly events: readonly WrittenEvent[];
  /** Bytes after the content that belong to the packet. */
  readonly padding?: number;
}

export interface WrittenTrace {
  readonly metadata: string;
  /** The byte order of the metadata's packets; plain text without. */
  readonly metadataPackets?: 'le' | 'be';
  readonly files: { readonly [name: string]: readonly WrittenPacket[] };
}

/** Writes the trace into `folder`, which is made. */
export function writeTrace(folder: string, trace: WrittenTrace): void {
  mkdirSync(folder, { recursive: true });
  const { metadata, metadataPackets } = trace;
  writeFileSync(join(folder, 'metadata'), metadataPackets ? packetised(metadata, metadataPackets) : metadata);
  const classes = traceClassOf(parseTsdl(metadata, 'metadata'), 'metadata', 'le');
  for (const [name, packets] of Object.entries(trace.files)) {
    writeFileSync(join(folder, name), Buffer.concat(packets.map((packet) => packetBytes(classes, packet))));
  }
}

/** TSDL cut into packets of 1 KiB of text. */
export function packetised(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(text);
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 1024) {
    const part = bytes.subarray(at, at + 1024);
    const bits = new BitWriter();
    const word = (value: number) => bits.integer(BigInt(value), 32, order === 'be');
    word(0x75d11d57);
    for (let i = 0; i < 16; i++) bits.integer(0n, 8, false);
    word(0);
    word((37 + part.length) * 8);
    word((37 + part.length + 11) * 8);
    for (const byte of [0, 0, 0, 1, 8]) bits.integer(BigInt(byte), 8, false);
    packets.push(bits.bytes(), part, new Uint8Array(11));
  }
  return Buffer.concat(packets);
}

export function packetBytes(trace: TraceClass, packet: WrittenPacket): Uint8Array {
  const stream = trace.streams.find(({ id }) => id === (packet.stream ?? trace.streams[0]!.id))!;
  const content = encode(trace, stream, packet, 0, 0).length;
  const size = Math.ceil(content / 8) + (packet.padding ?? 0);
  const bytes = new Uint8Array(size);
  bytes.set(encode(trace, stream, packet, content, size * 8).bytes());
  return bytes;
}

function encode(
  trace: TraceClass,
  stream: StreamClass,
  packet: WrittenPacket,
  content: number,
  size: number,
): BitWriter {
  const bits = new BitWriter();
  const slots: bigint[] = [];
  const uuid = trace.uuid?.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  const times = packet.events.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const write = (node: StructNode | undefined, fields: Fields, time = 0n) => {
    if (node) encodeField(bits, node, fields, slots, time);
  };
  write(trace.packetHeader, { magic: 0xc1fc1fc1, uuid, stream_id: stream.id, ...packet.header });
  write(stream.packetContext, {
    content_size: content,
    packet_size: size,
    timestamp_begin: times[0] ?? 0n,
    timestamp_end: times.at(-1) ?? 0n,
    ...packet.context,
  });
  for (const event of packet.events) {
    const kind = stream.events.find(({ name }) => name === event.name) as EventClass;
    write(stream.eventHeader, { id: kind.id, ...event.header }, event.at);
    write(stream.eventContext, event.streamContext ?? {});
    write(kind.context, event.context ?? {});
    write(kind.payload, event.fields ?? {});
  }
  return bits;
}

/** `time` goes into the fields that tell the clock's value, unless they are given. */
function encodeField(
  bits: BitWriter,
  node: FieldNode,
  value: FieldValue | undefined,
  slots: bigint[],
  time: bigint,
): void {
  bits.align(node.align);
  if (node.kind === 'integer') {
    const number = integerOf(node, value ?? (node.clock || node.name === 'timestamp' ? time : 0));
    if (node.slot >= 0) slots[node.slot] = number;
    bits.integer(number, node.size, node.bigEndian);
  } else if (node.kind === 'float') {
    const view = new DataView(new ArrayBuffer(8));
    if (node.size === 32) view.setFloat32(4, Number(value ?? 0));
    else view.setFloat64(0, Number(value ?? 0));
    bits.integer(node.odd ? BigInt(value as bigint) : view.getBigUint64(0), node.size, node.bigEndian);
  } else if (node.kind === 'string') {
    for (const byte of Buffer.from(`${(value as string | undefined) ?? ''}\0`)) bits.integer(BigInt(byte), 8, false);
  } else if (node.kind === 'struct') {
    const fields = (value ?? {}) as Fields;
    for (const field of node.fields) encodeField(bits, field, fields[field.name], slots, time);
  } else if (node.kind === 'variant') {
    const tag = slots[node.tag.slot]!;
    const label = node.tag.labels!.find(({ low, high }) => low <= tag && tag <= high)!.label;
    const option = node.options.find(({ name, rawName }) => rawName === label || name === label)!;
    encodeField(bits, option, value, slots, time);
  } else {
    const length = node.kind === 'array' ? node.length : Number(slots[node.length.slot]);
    const elements = typeof value === 'string' ? [...Buffer.from(value)] : ((value ?? []) as readonly FieldValue[]);
    for (let i = 0; i < length; i++) encodeField(bits, node.element, elements[i], slots, time);
  }
}

function integerOf(node: IntegerNode, value: FieldValue): bigint {
  if (typeof value === 'string') return node.labels!.find(({ label }) => label === value)!.low;
  return BigInt(value as number | bigint);
}
