/**
 * The classes of a trace: what a packet of each stream and an event of each kind consist of. Made once from the
 * metadata; everything that reads packets starts here.
 */
import { FormatError } from '../reader.ts';
import { Clock, clocksOf } from './clock.ts';
import type { DeclaredEvent, DeclaredStream, DeclaredTrace } from './declared-trace.ts';
import type { DeclaredType, ScopeName } from './declared-types.ts';
import type { Scopes } from './field-paths.ts';
import { Layout } from './layout.ts';
import { type IntegerNode, integersIn, type StructNode } from './nodes.ts';

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
  readonly version: 1 | 2;
  /** 32 hexadecimal digits. */
  readonly uuid: string | undefined;
  readonly environment: ReadonlyMap<string, bigint | string>;
  readonly clocks: ReadonlyMap<string, Clock>;
  readonly packetHeader: StructNode | undefined;
  readonly streams: readonly StreamClass[];
  /** How many slots decoders need. */
  readonly slots: number;
}

const NO_STREAM: DeclaredStream = {
  id: 0,
  clock: undefined,
  packetContext: undefined,
  eventHeader: undefined,
  eventContext: undefined,
};

/** Settles what `declared` leaves open. `order` is that of the file itself, for metadata that doesn't tell one. */
export function traceClassOf(declared: DeclaredTrace, file: string, order: 'le' | 'be'): TraceClass {
  const reason = (message: string) => new FormatError(message, file);
  const { version, environment } = declared;
  const clocks = clocksOf(declared, file);
  const layout = new Layout({ version, order: declared.order ?? order, environment, clocks, file });
  /** Lays a scope out and puts it among those that later ones can refer to. */
  const scope = (name: ScopeName, type: DeclaredType | undefined, scopes: Scopes): StructNode | undefined => {
    if (type !== undefined) scopes[name] = layout.scope(name, type, scopes);
    return scopes[name];
  };

  const header: Scopes = {};
  const packetHeader = scope('packet-header', declared.packetHeader, header);
  const streams = streamsOf(declared, reason).map(({ stream, events }): StreamClass => {
    const scopes = { ...header };
    const packetContext = scope('packet-context', stream.packetContext, scopes);
    const eventHeader = scope('event-record-header', stream.eventHeader, scopes);
    const eventContext = scope('event-record-common-context', stream.eventContext, scopes);
    const classes = events.map((event): EventClass => {
      const inner = { ...scopes };
      const context = scope('event-record-specific-context', event.context, inner);
      const payload = scope('event-record-payload', event.payload, inner);
      return { id: event.id, name: nameOf(event), context, payload };
    });
    const timeFields = timeFieldsOf(eventHeader, version);
    const mapped = [...timeFields, ...timeFieldsOf(packetContext, version)].find((node) => node.clock)?.clock;
    const only = version === 1 && clocks.size === 1 ? clocks.values().next().value : undefined;
    const own = stream.clock === undefined ? (mapped ?? only) : clocks.get(stream.clock);
    if (own === undefined && stream.clock !== undefined) throw reason(`no clock is called ${stream.clock}`);
    const clock = own ?? Clock.plain;
    return { id: stream.id, packetContext, eventHeader, eventContext, events: classes, clock, timeFields };
  });

  return {
    version,
    uuid: declared.uuid,
    environment,
    clocks,
    packetHeader,
    streams,
    slots: layout.slots,
  };
}

/** The streams with their events; a trace that declares no stream has one of nothing but events. */
function streamsOf(declared: DeclaredTrace, reason: (message: string) => Error) {
  const streams = new Map<number, { stream: DeclaredStream; events: DeclaredEvent[] }>();
  for (const stream of declared.streams.length > 0 ? declared.streams : [NO_STREAM]) {
    if (streams.has(stream.id)) throw reason(`two streams have the id ${stream.id}`);
    streams.set(stream.id, { stream, events: [] });
  }
  const only = streams.size === 1 ? [...streams.keys()][0]! : 0;
  const ids = new Set<string>();
  for (const event of declared.events) {
    const id = event.stream ?? only;
    const stream = streams.get(id);
    if (stream === undefined) throw reason(`event ${nameOf(event)} belongs to stream ${id}, which does not exist`);
    const own = `${id} ${event.id}`;
    if (ids.has(own)) throw reason(`two events of stream ${id} have the id ${event.id}`);
    ids.add(own);
    stream.events.push(event);
  }
  return [...streams.values()];
}

/** Those whose role it is; in TSDL those mapped to a clock, else those that are called `timestamp`. */
function timeFieldsOf(scope: StructNode | undefined, version: 1 | 2): Set<IntegerNode> {
  const all = scope === undefined ? [] : integersIn(scope);
  if (version === 2) return new Set(all.filter(({ roles }) => roles.includes('default-clock-timestamp')));
  const mapped = all.filter((node) => node.clock);
  return new Set(mapped.length > 0 ? mapped : all.filter((node) => node.name === 'timestamp'));
}

function nameOf(event: DeclaredEvent): string {
  return event.name ?? `event ${event.id}`;
}

/** The class of events whose header tells no id: that with the id 0, else the only one. */
export function defaultEvent({ events }: StreamClass): EventClass | undefined {
  return events.find(({ id }) => id === 0) ?? (events.length === 1 ? events[0] : undefined);
}
