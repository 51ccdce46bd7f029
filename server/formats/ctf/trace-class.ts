/**
 * The classes of a trace: what a packet of each stream and an event of each kind consist of. Made once from the
 * metadata; everything that reads packets starts here.
 */
import { FormatError } from '../reader.ts';
import { Clock, clocksOf } from './clock.ts';
import type { AttributeValue, Block, Metadata } from './declared-types.ts';
import { Layout, type Scopes } from './layout.ts';
import { type IntegerNode, integersIn, type StructNode } from './nodes.ts';
import { orderOf } from './tsdl-scalars.ts';

export interface EventClass {
  readonly id: number;
  readonly name: string;
  readonly context: StructNode | undefined;
  readonly payload: StructNode | undefined;
}

export interface StreamClass {
  readonly id: number;
  readonly packetContext: StructNode | undefined;
  readonly eventHeader: StructNode | undefined;
  readonly eventContext: StructNode | undefined;
  readonly events: readonly EventClass[];
  /** The clock of the events' times, and the fields of the event header that tell it. */
  readonly clock: Clock;
  readonly timeFields: ReadonlySet<IntegerNode>;
}

export interface TraceClass {
  readonly bigEndian: boolean;
  /** 32 hexadecimal digits. */
  readonly uuid: string | undefined;
  readonly environment: ReadonlyMap<string, AttributeValue>;
  readonly clocks: ReadonlyMap<string, Clock>;
  readonly packetHeader: StructNode | undefined;
  readonly streams: readonly StreamClass[];
  /** How many slots decoders need. */
  readonly slots: number;
}

/** Settles what `metadata` leaves open. `order` is that of the file itself, for metadata that doesn't tell one. */
export function traceClassOf(metadata: Metadata, file: string, order: 'le' | 'be'): TraceClass {
  const reason = (message: string) => new FormatError(message, file);
  const told = metadata.trace?.values.get('byte_order');
  const declared = told === undefined ? 'native' : orderOf(told, reason);
  const clocks = clocksOf(metadata, file);
  const traceOrder = declared === 'native' ? order : declared;
  const layout = new Layout({ order: traceOrder, environment: metadata.environment, clocks, file });
  const scope = (block: Block | undefined, key: string, name: Parameters<Layout['scope']>[0], outer: Scopes) => {
    const type = block?.types.get(key);
    return type && layout.scope(name, type, outer);
  };

  const packetHeader = scope(metadata.trace, 'packet.header', 'trace.packet.header', {});
  const blocks = new Map<number, Block | undefined>();
  for (const block of metadata.streams) {
    const id = idOf(block, 'id', reason) ?? 0;
    if (blocks.has(id)) throw reason(`two streams have the id ${id}`);
    blocks.set(id, block);
  }
  if (blocks.size === 0) blocks.set(0, undefined);
  const events = new Map<number, Map<number, Block>>();
  for (const block of metadata.events) {
    const stream = idOf(block, 'stream_id', reason) ?? (blocks.size === 1 ? [...blocks.keys()][0]! : 0);
    if (!blocks.has(stream))
      throw reason(`event ${nameOf(block, 0)} belongs to stream ${stream}, which does not exist`);
    const ofStream = events.get(stream) ?? new Map<number, Block>();
    const id = idOf(block, 'id', reason) ?? 0;
    if (ofStream.has(id)) throw reason(`two events of stream ${stream} have the id ${id}`);
    events.set(stream, ofStream.set(id, block));
  }

  const streams = [...blocks].map(([id, block]): StreamClass => {
    const outer: Scopes = {};
    if (packetHeader) outer['trace.packet.header'] = packetHeader;
    const packetContext = scope(block, 'packet.context', 'stream.packet.context', outer);
    if (packetContext) outer['stream.packet.context'] = packetContext;
    const eventHeader = scope(block, 'event.header', 'stream.event.header', outer);
    if (eventHeader) outer['stream.event.header'] = eventHeader;
    const eventContext = scope(block, 'event.context', 'stream.event.context', outer);
    if (eventContext) outer['stream.event.context'] = eventContext;
    const classes = [...(events.get(id) ?? [])].map(([eventId, event]): EventClass => {
      const inner = { ...outer };
      const context = scope(event, 'context', 'event.context', inner);
      if (context) inner['event.context'] = context;
      return {
        id: eventId,
        name: nameOf(event, eventId),
        context,
        payload: scope(event, 'fields', 'event.fields', inner),
      };
    });
    const timeFields = timeFieldsOf(eventHeader);
    const mapped = [...timeFields, ...timeFieldsOf(packetContext)].find((node) => node.clock);
    const clock = mapped?.clock ?? (clocks.size === 1 ? [...clocks.values()][0]! : undefined);
    return { id, packetContext, eventHeader, eventContext, events: classes, clock: clock ?? Clock.plain, timeFields };
  });

  return {
    bigEndian: traceOrder === 'be',
    uuid: metadata.trace?.values.get('uuid')?.toString().replaceAll('-', '').toLowerCase(),
    environment: metadata.environment,
    clocks,
    packetHeader,
    streams,
    slots: layout.slots,
  };
}

/** Those mapped to a clock, else those that are called `timestamp`. */
function timeFieldsOf(scope: StructNode | undefined): Set<IntegerNode> {
  const all = scope === undefined ? [] : integersIn(scope);
  const mapped = all.filter((node) => node.clock);
  return new Set(mapped.length > 0 ? mapped : all.filter((node) => node.name === 'timestamp'));
}

function idOf(block: Block, key: string, reason: (message: string) => Error): number | undefined {
  const value = block.values.get(key);
  if (value === undefined) return undefined;
  const id = Number(value);
  if (typeof value === 'bigint' && id >= 0 && Number.isSafeInteger(id)) return id;
  throw reason(`${value} is not an id`);
}

function nameOf(event: Block, id: number): string {
  return event.values.get('name')?.toString() ?? `event ${id}`;
}
