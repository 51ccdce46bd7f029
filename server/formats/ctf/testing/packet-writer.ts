/**
 * Writes packets event by event, in one buffer that is used for all of them: 10 million events take no more memory than
 * a packet.
 *
 *   const writer = new PacketWriter(trace);
 *   writer.begin({ stream: 0, context: { cpu_id: 3 } });
 *   writer.event({ name: 'call', at: 5n, fields: { addr: 16n } });
 *   writeSync(file, writer.end());
 *
 * What isn't told is filled in: magic number, UUID, stream id, event ids, timestamps, sizes; all else is 0 or empty.
 */
import type { Role } from '../declared-types.ts';
import type { FieldNode, IntegerNode, StructNode } from '../nodes.ts';
import type { EventClass, StreamClass, TraceClass } from '../trace-class.ts';
import { BitWriter } from './bit-writer.ts';
import { encodedText } from './encoded-text.ts';

/**
 * By field name. Labelled integers as label or number; a variant as its option's value; character arrays as text; the
 * bits of a number that is no 32 or 64 bit float as a bigint; else as it is.
 */
export type Fields = { readonly [name: string]: FieldValue };
export type FieldValue = number | bigint | string | boolean | Fields | readonly FieldValue[];

export interface WrittenEvent {
  readonly name: string;
  /** The clock's value. */
  readonly at?: bigint;
  readonly header?: Fields;
  readonly streamContext?: Fields;
  readonly context?: Fields;
  readonly fields?: Fields;
}

export interface PacketStart {
  /** The stream's id. */
  readonly stream?: number;
  readonly header?: Fields;
  readonly context?: Fields;
}

const NOTHING: Fields = {};

export class PacketWriter {
  readonly #trace: TraceClass;
  readonly #bits = new BitWriter();
  readonly #slots: (number | bigint)[] = [];
  readonly #events = new Map<StreamClass, Map<string, EventClass>>();
  /** What the fields that have roles tell unless the caller says otherwise. */
  readonly #roles = new Map<Role, FieldValue>();
  #packet: PacketStart = NOTHING;
  #stream: StreamClass;
  #headLength = 0;
  #time = 0n;

  constructor(trace: TraceClass) {
    this.#trace = trace;
    this.#stream = trace.streams[0]!;
    this.#roles.set('packet-magic-number', 0xc1fc1fc1);
    this.#roles.set('metadata-stream-uuid', trace.uuid?.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? []);
    for (const stream of trace.streams)
      this.#events.set(stream, new Map([...stream.events].reverse().map((event) => [event.name, event])));
  }

  /** Bytes of the packet so far. */
  get size(): number {
    return Math.ceil(this.#bits.length / 8);
  }

  begin(packet: PacketStart): void {
    const { streams } = this.#trace;
    this.#packet = packet;
    this.#stream = streams.find(({ id }) => id === (packet.stream ?? streams[0]!.id))!;
    this.#roles.set('data-stream-class-id', this.#stream.id);
    this.#roles.delete('default-clock-timestamp');
    this.#roles.delete('packet-end-default-clock-timestamp');
    this.#bits.clear();
    this.#head(0, 0);
    this.#headLength = this.#bits.length;
  }

  event(event: WrittenEvent): void {
    const { eventHeader, eventContext } = this.#stream;
    const kind = this.#events.get(this.#stream)!.get(event.name)!;
    if (event.at !== undefined) {
      if (!this.#roles.has('default-clock-timestamp')) this.#roles.set('default-clock-timestamp', event.at);
      this.#roles.set('packet-end-default-clock-timestamp', event.at);
    }
    this.#roles.set('event-record-class-id', kind.id);
    this.#time = event.at ?? 0n;
    this.#scope(eventHeader, event.header, true);
    this.#scope(eventContext, event.streamContext);
    this.#scope(kind.context, event.context);
    this.#scope(kind.payload, event.fields);
  }

  /** The packet's bytes, `padding` ones after the content included; valid until the next packet begins. */
  end(padding = 0): Uint8Array {
    const content = this.#bits.length;
    const size = (Math.ceil(content / 8) + padding) * 8;
    this.#bits.seek(0);
    this.#head(content, size);
    if (this.#bits.length !== this.#headLength)
      throw new Error('the head of this packet has got another length: its sizes must have a fixed one');
    this.#bits.seek(size);
    return this.#bits.bytes();
  }

  #head(content: number, size: number): void {
    this.#roles.set('packet-content-length', content);
    this.#roles.set('packet-total-length', size);
    this.#scope(this.#trace.packetHeader, this.#packet.header);
    this.#scope(this.#stream.packetContext, this.#packet.context);
  }

  #scope(node: StructNode | undefined, fields: Fields = NOTHING, timed = false): void {
    if (node) this.#field(node, fields, timed);
  }

  #field(node: FieldNode, value: FieldValue | undefined, timed: boolean): void {
    const bits = this.#bits;
    bits.align(node.align);
    switch (node.kind) {
      case 'integer':
        this.#integer(node, value, timed);
        return;
      case 'float':
      case 'bits': {
        const number = typeof value === 'bigint' ? value : floatBits(Number(value ?? 0), node.size);
        bits.integer(number, node.size, node.bigEndian, node.reversed);
        return;
      }
      case 'string':
        bits.text(encodedText(`${(value as string | undefined) ?? ''}\0`, node.encoding), false);
        return;
      case 'struct':
        for (const field of node.fields) this.#field(field, ((value ?? NOTHING) as Fields)[field.name], timed);
        return;
      case 'variant': {
        const selected = Number(this.#slots[node.selector.slot]);
        const option = node.cases.find(({ low, high }) => low <= selected && selected <= high)?.option;
        if (option !== undefined) this.#field(node.options[option]!, value, timed);
        return;
      }
      default: {
        const length = node.kind === 'array' ? node.length : Number(this.#slots[node.length.slot]);
        const role = node.kind === 'array' ? node.roles[0] : undefined;
        const told = value ?? (role && this.#roles.get(role)) ?? [];
        if (typeof told === 'string') {
          const bytes = encodedText(told, node.encoding!).subarray(0, length);
          bits.text(bytes, node.element.kind === 'integer' && node.element.bigEndian);
          bits.zeros((length - bytes.length) * 8);
          return;
        }
        const elements = told as FieldValue[];
        for (let i = 0; i < length; i++) this.#field(node.element, elements[i], false);
      }
    }
  }

  #integer(node: IntegerNode, value: FieldValue | undefined, timed: boolean): void {
    const time = timed && this.#stream.timeFields.has(node) ? this.#time : undefined;
    const given = value ?? time ?? (node.roles.length > 0 ? this.#roles.get(node.roles[0]!) : undefined) ?? 0;
    const number =
      typeof given === 'string' ? node.labels!.find(({ label }) => label === given)!.low : (given as number | bigint);
    const bits = typeof number === 'boolean' ? Number(number) : number;
    const told = node.shown === 'boolean' ? Math.min(1, Number(bits)) : bits;
    for (const slot of node.slots) this.#slots[slot] = told;
    if (node.variable) this.#bits.leb128(BigInt(bits), node.signed);
    else this.#bits.integer(bits, node.size, node.bigEndian, node.reversed);
  }
}

const float = new DataView(new ArrayBuffer(8));

function floatBits(value: number, size: number): bigint {
  if (size === 32) float.setFloat32(4, value);
  else float.setFloat64(0, value);
  return size === 32 ? BigInt(float.getUint32(4)) : float.getBigUint64(0);
}
