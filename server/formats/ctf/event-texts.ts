/**
 * Events as the table shows them. An event is found again from the nearest checkpoint before it, by a pass that records
 * where events lie, and is then decoded by walking its layout.
 * Cost: one checkpoint distance, plus a chunk a lane, plus the rows asked for; rows in sequence go on where the last ended.
 */
import { basename } from 'node:path';
import { StringTable } from '../../index/string-table.ts';
import type { Checkpoints } from './checkpoints.ts';
import { type Column, columnsOf, type DecodedEvent, type PacketTexts, structText } from './event-columns.ts';
import type { Merger } from './merge.ts';
import type { OpenTrace } from './open-trace.ts';
import { type ByteSource, type Packet, type PacketHead, packetHead } from './packets.ts';
import { chunkOf, passOver } from './pass.ts';
import { defaultEvent, type EventClass, type StreamClass, type TraceClass } from './trace-class.ts';
import { BadField, Cursor, Underflow } from './values.ts';

const STEP = 4096;
const GRAIN = 8192;
const FIRST_READ = 65_536;
const LARGEST_READ = 4 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

export class EventTexts {
  readonly columns: readonly Column[];
  readonly #open: OpenTrace;
  readonly #chunk: number;
  readonly #checkpoints: Checkpoints;
  /** The pass that finds events, and the event that it comes to next. */
  #finder: Merger | undefined;
  #next = 0;
  #started = false;
  readonly #places = new Map<number, Place>();
  readonly #classes: ReadonlyMap<StreamClass, ReadonlyMap<number, EventClass>>;

  constructor(open: OpenTrace, checkpoints: Checkpoints) {
    this.#open = open;
    this.#checkpoints = checkpoints;
    this.#chunk = chunkOf(open);
    this.columns = columnsOf(open.trace);
    this.#classes = new Map(
      open.trace.streams.map((stream) => [stream, new Map(stream.events.map((event) => [event.id, event]))]),
    );
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
    const checkpoint = this.#checkpoints.before(index);
    if (!this.#started || this.#next > index || this.#next < checkpoint.index) {
      this.#finder.start(checkpoint.snapshot);
      this.#next = checkpoint.index;
      this.#started = true;
    }
    return this.#finder;
  }

  /** Undefined if the file has changed meanwhile. */
  #decode(finder: Merger, row: number): DecodedEvent | undefined {
    const lane = Math.floor(row / this.#chunk);
    const source = this.#open.lanes[lane]!;
    const number = finder.columns.packet![row]!;
    const bit = finder.columns.position![row]!;
    let place = this.#places.get(lane);
    try {
      if (place?.number !== number) {
        const packet = source.packets.at(number);
        const file = this.#open.files.source(source.path, packet.offset + packet.size / 8);
        place = new Place(number, packet, file, packetHead(this.#open.trace, file, packet.offset), this.#open.trace);
        this.#places.set(lane, place);
      }
      return this.#decodeAt(place, bit);
    } catch (error) {
      if (error instanceof BadField || error instanceof Underflow) return undefined;
      throw error;
    }
  }

  /** Reads on, and more at a time, until the event is there. Throws `Underflow` if the packet ends before it does. */
  #decodeAt(place: Place, bit: number): DecodedEvent {
    if (bit < place.begin * 8) {
      place.bytes = NOTHING;
      place.begin = grainOf(bit);
    }
    for (let length = FIRST_READ; ; length *= 4) {
      try {
        return this.#decodeIn(place, bit);
      } catch (error) {
        if (!(error instanceof Underflow) || length > LARGEST_READ) throw error;
        const begin = grainOf(bit);
        const before = place.begin + place.bytes.length;
        place.begin = begin;
        place.bytes = place.file.read(place.packet.offset + begin, length);
        if (length > FIRST_READ && begin + place.bytes.length <= before) throw error;
      }
    }
  }

  #decodeIn(place: Place, bit: number): DecodedEvent {
    const { packet, bytes, begin } = place;
    const { stream } = packet;
    const cursor = new Cursor(bytes, bit - begin * 8, packet.content - begin * 8, [...place.head.slots]);
    if (stream.eventHeader) cursor.decode(stream.eventHeader);
    const id = cursor.told.get('event-record-class-id');
    const event = id === undefined ? defaultEvent(stream) : this.#classes.get(stream)?.get(Number(id));
    const streamContext = stream.eventContext && cursor.decode(stream.eventContext);
    const context = event?.context && cursor.decode(event.context);
    const payload = event?.payload && cursor.decode(event.payload);
    return { place, event, streamContext, context, payload };
  }
}

/** The byte from which on a bit is looked for: reads begin at multiples of a grain. */
const grainOf = (bit: number) => Math.floor(bit / 8 / GRAIN) * GRAIN;

/** Where a lane's events were looked up last: the packet, what it says of all its events, and some of its bytes. */
class Place implements PacketTexts {
  /** Among those of the lane. */
  readonly number: number;
  readonly packet: Packet;
  readonly file: ByteSource;
  readonly head: PacketHead;
  readonly channel: string;
  readonly headerText: string;
  readonly contextText: string;
  /** Bytes of the packet, from its byte `begin` on. */
  bytes: Uint8Array = NOTHING;
  begin = 0;

  constructor(number: number, packet: Packet, file: ByteSource, head: PacketHead, trace: TraceClass) {
    this.number = number;
    this.packet = packet;
    this.file = file;
    this.head = head;
    this.channel = basename(file.path);
    this.headerText = structText(trace.packetHeader, head.header);
    this.contextText = structText(packet.stream.packetContext, head.context);
  }
}
