/**
 * Events as the table shows them. An event is found again from the nearest checkpoint before it, by a pass that records
 * where events lie, and is then decoded by walking its layout.
 * Cost: one checkpoint distance, plus a chunk a lane, plus the rows asked for; rows in sequence go on where the last ended.
 */
import { basename } from 'node:path';
import { StringTable } from '../../index/string-table.ts';
import type { TableColumn } from '../reader.ts';
import type { FieldNode } from './layout.ts';
import type { Merger } from './merge.ts';
import type { OpenTrace } from './open-trace.ts';
import { type ByteSource, type Packet, type PacketHead, packetHead } from './packets.ts';
import { passOver } from './pass.ts';
import type { EventClass } from './trace-class.ts';
import { fieldsText, valueText } from './value-text.ts';
import { BadField, Cursor, fieldInteger, fieldValue, Underflow, type Value } from './values.ts';

const STEP = 4096;
const GRAIN = 8192;
const FIRST_READ = 16_384;

/** An event, wholly decoded. */
interface DecodedEvent {
  readonly path: string;
  readonly packet: Packet;
  readonly head: PacketHead;
  readonly event: EventClass | undefined;
  readonly header: Value | undefined;
  readonly streamContext: Value | undefined;
  readonly context: Value | undefined;
  readonly payload: Value | undefined;
}

interface Column extends TableColumn {
  readonly text: (event: DecodedEvent) => string;
}

export class EventTexts {
  readonly columns: readonly Column[];
  readonly #open: OpenTrace;
  readonly #begins: number[] = [];
  readonly #snapshots: Float64Array[] = [];
  /** The pass that finds events, and the event that it comes to next. */
  #finder: Merger | undefined;
  #next = 0;
  #head: { packet: Packet; head: PacketHead } | undefined;

  constructor(open: OpenTrace) {
    this.#open = open;
    this.columns = columnsOf(open);
  }

  /** The merger stands before event `index`. */
  checkpoint(index: number, merger: Merger): void {
    this.#begins.push(index);
    this.#snapshots.push(merger.snapshot());
  }

  /** Texts of the events [from, to), which must have been read. */
  rows(from: number, to: number, columns: readonly number[]): string[][] {
    const shown = columns.map((index) => this.columns[index]);
    const rows: string[][] = [];
    if (from >= to) return rows;
    const finder = this.#seek(from);
    const found = new Int32Array(STEP);
    while (this.#next < to) {
      const count = finder.take(found, Math.min(STEP, (this.#next < from ? from : to) - this.#next));
      if (count === 0) break;
      if (this.#next >= from) {
        for (let i = 0; i < count; i++) {
          const event = this.#decode(finder, found[i]!);
          rows.push(shown.map((column) => (event && column?.text(event)) ?? ''));
        }
      }
      this.#next += count;
    }
    return rows;
  }

  #seek(index: number): Merger {
    const silent = () => {};
    this.#finder ??= passOver(this.#open, [], new StringTable(), true, silent);
    const checkpoint = this.#checkpointBefore(index);
    const goOn = this.#next <= index && this.#next > this.#begins[checkpoint]! && this.#started;
    if (!goOn) {
      this.#finder.start(this.#snapshots[checkpoint]!);
      this.#next = this.#begins[checkpoint]!;
      this.#started = true;
    }
    return this.#finder;
  }
  #started = false;

  #checkpointBefore(index: number): number {
    let low = 0;
    let high = this.#begins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#begins[middle]! <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Undefined if the file has changed meanwhile. */
  #decode(finder: Merger, row: number): DecodedEvent | undefined {
    const source = this.#open.lanes[Math.floor(row / finder.chunk)]!;
    const packet = source.packets[finder.columns.packet![row]!]!;
    const file = this.#open.files.source(source.path, packet.offset + packet.size / 8);
    const bit = finder.columns.position![row]!;
    const begin = Math.floor(bit / 8 / GRAIN) * GRAIN;
    for (let length = FIRST_READ; ; length *= 4) {
      const bytes = file.read(packet.offset + begin, length);
      try {
        return this.#decodeIn(bytes, bit - begin * 8, packet.content - begin * 8, source.path, packet, file);
      } catch (error) {
        if (error instanceof BadField) return undefined;
        if (!(error instanceof Underflow)) throw error;
        if (bytes.length < length) return undefined;
      }
    }
  }

  #decodeIn(bytes: Uint8Array, at: number, end: number, path: string, packet: Packet, file: ByteSource): DecodedEvent {
    const head = this.#headOf(packet, file);
    const { stream } = packet;
    const cursor = new Cursor(bytes, at, end, [...head.slots]);
    const header = stream.eventHeader && cursor.decode(stream.eventHeader);
    const id = stream.eventHeader && header !== undefined ? lastId(stream.eventHeader, header) : undefined;
    const event = id === undefined ? stream.events[0] : stream.events.find((one) => one.id === id);
    const streamContext = stream.eventContext && cursor.decode(stream.eventContext);
    const context = event?.context && cursor.decode(event.context);
    const payload = event?.payload && cursor.decode(event.payload);
    return { path, packet, head, event, header, streamContext, context, payload };
  }

  #headOf(packet: Packet, file: ByteSource): PacketHead {
    if (this.#head?.packet !== packet) {
      this.#head = { packet, head: packetHead(this.#open.trace, file, packet.offset) };
    }
    return this.#head.head;
  }
}

/** The event's id: the last field called `id` of its header. */
function lastId(node: FieldNode, value: Value): number | undefined {
  if (node.kind === 'integer') return node.name === 'id' ? Number(value) : undefined;
  if (node.kind === 'variant') {
    const { option, value: inner } = value as { option: number; value: Value };
    return lastId(node.options[option]!, inner);
  }
  if (node.kind !== 'struct') return undefined;
  let id: number | undefined;
  node.fields.forEach((field, i) => {
    id = lastId(field, (value as readonly Value[])[i]!) ?? id;
  });
  return id;
}

function columnsOf(open: OpenTrace): Column[] {
  const { streams, packetHeader } = open.trace;
  const columns: Column[] = [
    { name: 'Channel', description: 'The file of the stream', type: 'STRING', text: ({ path }) => basename(path) },
    { name: 'CPU', description: 'The CPU on which the event was recorded', type: 'NUMBER', text: cpuText },
    {
      name: 'Event type',
      description: 'The name of the event',
      type: 'STRING',
      text: ({ event }) => event?.name ?? '',
    },
    {
      name: 'Contents',
      description: 'The fields of the event',
      type: 'STRING',
      text: ({ event, payload }) => structText(event?.payload, payload),
    },
    {
      name: 'Trace Packet Header',
      description: 'The header of the packet',
      type: 'STRING',
      text: ({ head }) => structText(packetHeader, head.header),
    },
    {
      name: 'Packet Context',
      description: 'The context of the packet',
      type: 'STRING',
      text: ({ packet, head }) => structText(packet.stream.packetContext, head.context),
    },
    {
      name: 'Stream Context',
      description: 'The context that all events of the stream have',
      type: 'STRING',
      text: ({ packet, streamContext }) => structText(packet.stream.eventContext, streamContext),
    },
    {
      name: 'Event Context',
      description: 'The context that events of this type have',
      type: 'STRING',
      text: ({ event, context }) => structText(event?.context, context),
    },
  ];
  for (const name of ['vtid', 'vpid', 'tid', 'pid']) {
    const has = (struct: { fields: readonly FieldNode[] } | undefined) =>
      struct?.fields.some((field) => field.name === name);
    if (!streams.some((stream) => has(stream.eventContext) || stream.events.some(({ context }) => has(context))))
      continue;
    columns.push({
      name: name.toUpperCase(),
      description: `The context field ${name}`,
      type: 'NUMBER',
      text: ({ event, context, packet, streamContext }) => {
        const value =
          fieldValue(event?.context, context, name) ?? fieldValue(packet.stream.eventContext, streamContext, name);
        return value === undefined ? '' : String(value);
      },
    });
  }
  return columns;
}

function structText(node: FieldNode | undefined, value: Value | undefined): string {
  if (node === undefined || value === undefined) return '';
  return node.kind === 'struct' ? fieldsText(node, value) : valueText(node, value);
}

function cpuText({ packet, event, payload }: DecodedEvent): string {
  if (!Number.isNaN(packet.cpu)) return String(packet.cpu);
  return fieldInteger(event?.payload, payload, 'perf_cpu')?.toString() ?? '';
}
