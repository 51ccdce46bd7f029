/**
 * Writes CTF traces for tests: the metadata as text (TSDL or JSON), packets and events as plain objects.
 *
 *   writeTrace(folder, { metadata: '…', files: { ch0: [{ events: [{ name: 'call', at: 5n, fields: { addr: 16n } }] }] } })
 *
 * Large traces are written event by event, with a `StreamFile` for each data file.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { classesOf } from '../metadata.ts';
import { readMetadata } from '../metadata-file.ts';
import type { TraceClass } from '../trace-class.ts';
import { BitWriter } from './bit-writer.ts';
import { type PacketStart, PacketWriter, type WrittenEvent } from './packet-writer.ts';

export type { Fields, FieldValue, WrittenEvent } from './packet-writer.ts';

export interface WrittenPacket extends PacketStart {
  readonly events: readonly WrittenEvent[];
  /** Bytes after the content that belong to the packet. */
  readonly padding?: number;
}

export interface WrittenTrace {
  readonly metadata: string;
  /** How the metadata is cut into packets; plain text without. */
  readonly metadataPackets?: MetadataPackets;
  readonly files: { readonly [name: string]: readonly WrittenPacket[] };
}

/** `long`: with the header of CTF2-PMETA-1.0. */
interface MetadataPackets {
  readonly order: 'le' | 'be';
  readonly long?: boolean;
}

/** Writes the trace into `folder`, which is made. */
export function writeTrace(folder: string, trace: WrittenTrace): void {
  const classes = writeMetadata(folder, trace.metadata, trace.metadataPackets);
  const writer = new PacketWriter(classes);
  for (const [name, packets] of Object.entries(trace.files)) {
    writeFileSync(join(folder, name), Buffer.concat(packets.map((packet) => packetBytes(writer, packet))));
  }
}

/** Makes the folder, writes the metadata, and returns what it says. */
export function writeMetadata(folder: string, text: string, packets?: MetadataPackets): TraceClass {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'metadata');
  writeFileSync(path, packets ? packetised(text, packets) : text);
  return classesOf(readMetadata(path), path);
}

function packetBytes(writer: PacketWriter, packet: WrittenPacket): Uint8Array {
  writer.begin(packet);
  for (const event of packet.events) writer.event(event);
  return Buffer.from(writer.end(packet.padding));
}

/** A data file, written event by event and cut into packets of about `packetSize` bytes. */
export class StreamFile {
  readonly #file: number;
  readonly #writer: PacketWriter;
  readonly #start: PacketStart;
  readonly #packetSize: number;
  #begun = false;

  constructor(path: string, trace: TraceClass, start: PacketStart = {}, packetSize = 1 << 18) {
    this.#file = openSync(path, 'w');
    this.#writer = new PacketWriter(trace);
    this.#start = start;
    this.#packetSize = packetSize;
  }

  event(event: WrittenEvent): void {
    if (!this.#begun) this.#writer.begin(this.#start);
    this.#begun = true;
    this.#writer.event(event);
    if (this.#writer.size >= this.#packetSize) this.#flush();
  }

  close(): void {
    if (this.#begun) this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#writer.end());
    this.#begun = false;
  }
}

/** Metadata cut into packets of 1 KiB of text. */
export function packetised(text: string, { order, long = false }: MetadataPackets): Uint8Array {
  const bytes = Buffer.from(text);
  const header = long ? 44 : 37;
  const [major, minor] = text.startsWith('\x1e') ? [2, 0] : [1, 8];
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 1024) {
    const part = bytes.subarray(at, at + 1024);
    const bits = new BitWriter();
    const word = (value: number) => bits.integer(value, 32, order === 'be');
    word(0x75d11d57);
    for (let i = 0; i < 16; i++) bits.integer(0, 8, false);
    word(0);
    word((header + part.length) * 8);
    word((header + part.length + 11) * 8);
    for (const byte of [0, 0, 0, major, minor]) bits.integer(byte, 8, false);
    if (long) for (const byte of [0, 0, 0]) bits.integer(byte, 8, false);
    if (long) word(header * 8);
    packets.push(Buffer.from(bits.bytes()), part, new Uint8Array(11));
  }
  return Buffer.concat(packets);
}
