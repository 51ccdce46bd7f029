/**
 * One lane of packets, decoded a chunk of events at a time into the lane's rows of the shared columns.
 *
 * Bytes are read through a window that slides over the packet, and grows only for an event that doesn't fit.
 * A fault ends the packet, not the lane. Decoding depends on nothing but the mark it starts from, so a chunk can be
 * decoded again, into other columns, and gives the same events.
 */
import type { Notice } from '../reader.ts';
import type { DataFiles } from './data-file.ts';
import { type Decoder, DecoderState, FAULTS, FULL, LATEST, MORE } from './decoder-state.ts';
import type { PacketConstants } from './packet-constants.ts';
import type { LanePackets } from './packet-table.ts';
import type { Packet } from './packets.ts';
import { BadField } from './values.ts';

/** Windows begin at multiples of this many bytes from the packet's start: the largest alignment. */
const GRAIN = 8192;
const LARGEST_WINDOW = 64 * 1024 * 1024;

/** What a lane consists of, and how its streams are decoded. */
export interface LaneSource {
  readonly path: string;
  readonly packets: LanePackets;
}

export interface LaneCode {
  readonly decode: Decoder;
  /** Cycles from which it counts. */
  readonly base: bigint;
  readonly constants: PacketConstants;
  /** ns from the trace's base to a value of the stream's clock. */
  timeAt(cycles: bigint): number;
}

export interface LaneContext {
  readonly files: DataFiles;
  readonly columns: number;
  /** Bytes that a lane looks at at once, unless an event needs more. */
  readonly window: number;
  codeOf(packet: Packet): LaneCode;
  note(notice: Notice): void;
  /** Times of a file go back, or too far ahead, in the packet at `offset`. */
  late(path: string, offset: number): void;
}

/** A place between two events of a lane, as 5 numbers: packet, bit in the packet, cycles, low, last. */
export const MARK = 5;

/** Events in time order, a chunk of them at a time in rows of shared columns: what a merger merges. */
export interface Run {
  /** Where the chunk in the columns began, and its first row. */
  readonly mark: Float64Array;
  readonly first: number;
  /** Rows of the columns: the next event, and the end of the chunk. */
  row: number;
  readonly end: number;
  readonly bytesDone: number;
  /** Goes back to a mark: the next chunk begins there. */
  seek(mark: Float64Array): void;
  /** Gets the next chunk, of `most` events if that is less than it would be; false if there is none. */
  fill(most?: number): boolean;
}

export class Lane implements Run {
  readonly source: LaneSource;
  readonly #context: LaneContext;
  readonly #state: DecoderState;
  readonly #chunk: number;
  readonly mark = new Float64Array(MARK);
  /** The packet being read, −1 before the first; `#inside` false once it has ended. */
  #packet = -1;
  #current: Packet | undefined;
  #inside = false;
  /** The packets behind this one are not read. */
  #until: number;
  #window: Uint8Array;
  #view: DataView;
  #windowAt = 0;
  /** Of the packets that have ended. */
  #bytesLeft = 0;
  /** Where the next chunk goes in the columns. */
  first: number;
  row: number;
  end: number;

  /** The lane's rows are `from` to `from + chunk`. */
  constructor(source: LaneSource, context: LaneContext, from: number, chunk: number) {
    this.source = source;
    this.#context = context;
    this.#state = new DecoderState(context.columns);
    this.#chunk = chunk;
    this.first = from;
    this.row = from;
    this.end = from;
    this.#until = source.packets.length;
    let largest = 0;
    for (let i = 0; i < source.packets.length; i++) largest = Math.max(largest, source.packets.size(i));
    this.#window = new Uint8Array(Math.min(context.window, Math.ceil(largest / 8) * 8));
    this.#view = new DataView(this.#window.buffer);
    this.mark[0] = -1;
    this.mark[4] = -LATEST;
  }

  get bytesDone(): number {
    return this.#bytesLeft + (this.#inside ? (this.#state.origin + this.#state.at) / 8 : 0);
  }

  seek(mark: Float64Array): void {
    const state = this.#state;
    const [packet, bit, cycles, low, last] = mark as unknown as [number, number, number, number, number];
    this.#packet = packet;
    this.#inside = false;
    if (packet >= 0 && packet < this.source.packets.length && bit >= 0) {
      this.#current = this.source.packets.at(packet);
      this.#enter(bit);
    }
    state.cycles = cycles;
    state.low = low;
    state.last = last;
    this.row = this.end = this.first;
  }

  /** Only packets [from, to) are read, as if none stood before them. */
  stretch(from: number, to: number): void {
    this.#until = to;
    this.#bytesLeft = 0;
    this.seek(Float64Array.of(from - 1, -1, 0, 0, -LATEST));
  }

  fill(most = this.#chunk): boolean {
    const state = this.#state;
    this.mark[0] = this.#packet;
    this.mark[1] = this.#inside ? state.origin + state.at : -1;
    this.mark[2] = state.cycles;
    this.mark[3] = state.low;
    this.mark[4] = state.last;
    this.row = this.first;
    state.row = this.first;
    state.full = this.first + Math.min(most, this.#chunk);
    while (this.#inside || this.#nextPacket()) {
      const packet = this.#current!;
      const status = this.#context.codeOf(packet).decode(state);
      if (state.late > 0) {
        state.late = 0;
        this.#context.late(this.source.path, packet.offset);
      }
      if (status === FULL) break;
      if (status !== MORE) this.#leave(packet, FAULTS[status - 2]!);
      else if (alignUp(state.origin + state.at, packet.stream.eventHeader?.align ?? 1) >= packet.content)
        this.#leave(packet);
      else if (!this.#slide(packet)) this.#leave(packet, 'the packet ends within an event');
    }
    this.end = state.row;
    return this.end > this.first;
  }

  #nextPacket(): boolean {
    if (this.#packet + 1 >= this.#until) {
      this.#packet = this.#until;
      return false;
    }
    const packet = this.source.packets.at(++this.#packet);
    this.#current = packet;
    const state = this.#state;
    if (packet.begin !== undefined) {
      state.cycles = Number(packet.begin - this.#context.codeOf(packet).base);
      state.low = Number(BigInt.asIntN(32, packet.begin));
    } else if (this.#packet === 0) state.cycles = Number(-this.#context.codeOf(packet).base);
    this.#enter(packet.start);
    return true;
  }

  /** Makes the window hold the current packet from `bit` on. */
  #enter(bit: number): void {
    const packet = this.#current!;
    this.#inside = true;
    this.#state.packet = this.#packet;
    this.#state.limit = this.#limitOf(packet);
    this.#load(packet, bit);
    try {
      this.#context.codeOf(packet).constants.set(this.#state, this.source.path, packet);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      this.#leave(packet, error.message);
    }
  }

  /** So a time that was damaged moves no event behind its packet, nor those of the next packets with it. */
  #limitOf(packet: Packet): number {
    const { begin, end } = packet;
    if (begin === undefined || end === undefined || end < begin) return LATEST;
    return Math.min(LATEST, this.#context.codeOf(packet).timeAt(end));
  }

  #load(packet: Packet, bit: number): void {
    const state = this.#state;
    const whole = packet.size / 8 <= this.#window.length;
    this.#windowAt = whole ? 0 : Math.floor(bit / 8 / GRAIN) * GRAIN;
    const left = Math.ceil(packet.content / 8) - this.#windowAt;
    const wanted = this.#window.subarray(0, Math.max(0, Math.min(this.#window.length, left)));
    const read = this.#context.files.readInto(this.source.path, wanted, packet.offset + this.#windowAt);
    state.bytes = this.#window;
    state.view = this.#view;
    state.origin = this.#windowAt * 8;
    state.at = bit - state.origin;
    state.end = Math.min(read * 8, packet.content - state.origin);
  }

  /** Moves or widens the window so that more of the packet can be seen; false if all of the rest is there. */
  #slide(packet: Packet): boolean {
    const state = this.#state;
    if (state.origin + state.end >= packet.content) return false;
    const bit = state.origin + state.at;
    const moved = Math.floor(bit / 8 / GRAIN) * GRAIN > this.#windowAt;
    if (!moved) {
      if (this.#window.length >= LARGEST_WINDOW) return false;
      this.#window = new Uint8Array(this.#window.length * 4);
      this.#view = new DataView(this.#window.buffer);
    }
    const before = state.origin + state.end;
    this.#load(packet, bit);
    return state.origin + state.end > before;
  }

  #leave(packet: Packet, fault?: string): void {
    this.#inside = false;
    this.#bytesLeft += packet.size / 8;
    if (fault === undefined) return;
    const offset = packet.offset + Math.floor((this.#state.origin + this.#state.at) / 8);
    const message = `${fault}; the rest of the packet that begins at byte ${packet.offset} is skipped`;
    this.#context.note({ message, file: this.source.path, offset });
  }
}

function alignUp(bits: number, align: number): number {
  return Math.ceil(bits / align) * align;
}
