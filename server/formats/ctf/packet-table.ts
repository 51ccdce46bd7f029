/**
 * The packets of a trace as columns: 57 bytes a packet, whatever the trace's size, in memory that other threads can share.
 * Lanes name packets by their index; a `Packet` is made anew for whoever looks at one.
 */
import type { Packet } from './packets.ts';
import type { StreamClass } from './trace-class.ts';

/** What another thread needs to have the same table. */
export interface PacketColumns {
  readonly length: number;
  readonly stream: Uint32Array;
  readonly offset: Float64Array;
  readonly start: Uint32Array;
  readonly content: Float64Array;
  readonly size: Float64Array;
  readonly begin: BigUint64Array;
  readonly end: BigUint64Array;
  readonly cpu: Float64Array;
  readonly told: Uint8Array;
}

const BEGIN = 1;
const END = 2;

export class PacketTable {
  readonly #streams: readonly StreamClass[];
  #columns: PacketColumns;
  #length: number;

  constructor(streams: readonly StreamClass[], columns: PacketColumns = columnsFor(64)) {
    this.#streams = streams;
    this.#columns = columns;
    this.#length = columns.length;
  }

  get length(): number {
    return this.#length;
  }

  get columns(): PacketColumns {
    return { ...this.#columns, length: this.#length };
  }

  add(packet: Packet): void {
    const i = this.#length++;
    if (i === this.#columns.size.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;
    columns.stream[i] = this.#streams.indexOf(packet.stream);
    columns.offset[i] = packet.offset;
    columns.start[i] = packet.start;
    columns.content[i] = packet.content;
    columns.size[i] = packet.size;
    columns.begin[i] = packet.begin ?? 0n;
    columns.end[i] = packet.end ?? 0n;
    columns.cpu[i] = packet.cpu;
    columns.told[i] = (packet.begin === undefined ? 0 : BEGIN) | (packet.end === undefined ? 0 : END);
  }

  at(i: number): Packet {
    const columns = this.#columns;
    return {
      stream: this.#streams[columns.stream[i]!]!,
      offset: columns.offset[i]!,
      start: columns.start[i]!,
      content: columns.content[i]!,
      size: columns.size[i]!,
      begin: columns.told[i]! & BEGIN ? columns.begin[i]! : undefined,
      end: columns.told[i]! & END ? columns.end[i]! : undefined,
      cpu: columns.cpu[i]!,
    };
  }

  /** Bytes. */
  size(i: number): number {
    return this.#columns.size[i]! / 8;
  }

  /** Does packet i tell when it begins and ends? */
  tellsTimes(i: number): boolean {
    return this.#columns.told[i] === (BEGIN | END);
  }

  /** Cycles; only of packets that tell them. */
  begin(i: number): bigint {
    return this.#columns.begin[i]!;
  }
  end(i: number): bigint {
    return this.#columns.end[i]!;
  }
}

/** The packets of one lane, by their indexes in the table. */
export class LanePackets {
  readonly table: PacketTable;
  readonly indexes: Uint32Array;

  constructor(table: PacketTable, indexes: Uint32Array) {
    this.table = table;
    this.indexes = indexes;
  }

  get length(): number {
    return this.indexes.length;
  }

  at(i: number): Packet {
    return this.table.at(this.indexes[i]!);
  }

  /** Bytes. */
  size(i: number): number {
    return this.table.size(this.indexes[i]!);
  }

  get bytes(): number {
    let sum = 0;
    for (const i of this.indexes) sum += this.table.size(i);
    return sum;
  }
}

function columnsFor(room: number): PacketColumns {
  const bytes = (width: number) => new SharedArrayBuffer(room * width);
  return {
    length: 0,
    stream: new Uint32Array(bytes(4)),
    offset: new Float64Array(bytes(8)),
    start: new Uint32Array(bytes(4)),
    content: new Float64Array(bytes(8)),
    size: new Float64Array(bytes(8)),
    begin: new BigUint64Array(bytes(8)),
    end: new BigUint64Array(bytes(8)),
    cpu: new Float64Array(bytes(8)),
    told: new Uint8Array(bytes(1)),
  };
}

function grown(from: PacketColumns): PacketColumns {
  const to = columnsFor(from.size.length * 2);
  to.stream.set(from.stream);
  to.offset.set(from.offset);
  to.start.set(from.start);
  to.content.set(from.content);
  to.size.set(from.size);
  to.begin.set(from.begin);
  to.end.set(from.end);
  to.cpu.set(from.cpu);
  to.told.set(from.told);
  return to;
}
