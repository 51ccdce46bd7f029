/** What TSDL's blocks declare. Here TSDL's reserved names of fields become roles, which CTF 2 tells outright. */
import { FormatError } from '../reader.ts';
import type { DeclaredClock, DeclaredTrace } from './declared-trace.ts';
import type { Role, ScopeName } from './declared-types.ts';
import type { TsdlBlocks } from './tsdl-parser.ts';
import { orderOf } from './tsdl-scalars.ts';
import type { Block } from './tsdl-types.ts';

/** Throws a `FormatError` where an attribute has a value that it can't have. */
export function declaredByTsdl(blocks: TsdlBlocks, file: string): DeclaredTrace {
  const reason = (message: string) => new FormatError(message, file);
  const { trace } = blocks;
  const told = trace?.values.get('byte_order');
  const order = told === undefined ? 'native' : orderOf(told, reason);
  return {
    version: 1,
    order: order === 'native' ? undefined : order,
    uuid: trace?.values.get('uuid')?.toString().replaceAll('-', '').toLowerCase(),
    environment: blocks.environment,
    clocks: blocks.clocks.map((block) => clockOf(block, reason)),
    packetHeader: trace?.types.get('packet.header'),
    streams: blocks.streams.map((block) => ({
      id: idOf(block, 'id', reason) ?? 0,
      clock: undefined,
      packetContext: block.types.get('packet.context'),
      eventHeader: block.types.get('event.header'),
      eventContext: block.types.get('event.context'),
    })),
    events: blocks.events.map((block) => ({
      id: idOf(block, 'id', reason) ?? 0,
      stream: idOf(block, 'stream_id', reason),
      name: block.values.get('name')?.toString(),
      context: block.types.get('context'),
      payload: block.types.get('fields'),
    })),
  };
}

type Reason = (message: string) => Error;

function clockOf(block: Block, reason: Reason): DeclaredClock {
  const name = String(block.values.get('name') ?? '');
  const number = (key: string) => {
    const value = block.values.get(key);
    if (value !== undefined && typeof value !== 'bigint')
      throw reason(`${key} of a clock must be a number, not ${value}`);
    return value;
  };
  return {
    key: name,
    name,
    uid: block.values.get('uuid')?.toString(),
    frequency: number('freq') ?? 1_000_000_000n,
    seconds: number('offset_s') ?? 0n,
    cycles: number('offset') ?? 0n,
    origin: 'unix-epoch',
    precision: number('precision'),
    accuracy: undefined,
  };
}

function idOf(block: Block, key: string, reason: Reason): number | undefined {
  const value = block.values.get(key);
  if (value === undefined) return undefined;
  const id = Number(value);
  if (typeof value === 'bigint' && id >= 0 && Number.isSafeInteger(id)) return id;
  throw reason(`${value} is not an id`);
}

const RESERVED: Readonly<Partial<Record<ScopeName, Readonly<Record<string, Role>>>>> = {
  'packet-header': {
    magic: 'packet-magic-number',
    uuid: 'metadata-stream-uuid',
    stream_id: 'data-stream-class-id',
    stream_instance_id: 'data-stream-id',
  },
  'packet-context': {
    timestamp_begin: 'default-clock-timestamp',
    timestamp_end: 'packet-end-default-clock-timestamp',
    content_size: 'packet-content-length',
    packet_size: 'packet-total-length',
    events_discarded: 'discarded-event-record-counter-snapshot',
    packet_seq_num: 'packet-sequence-number',
  },
  'event-record-header': { id: 'event-record-class-id' },
};

/** The roles of a field by its name: at the top of its scope, in event headers at any depth. */
export function reservedRoles(scope: ScopeName, name: string, top: boolean): readonly Role[] {
  const names = RESERVED[scope];
  const known = names !== undefined && Object.hasOwn(names, name) && (top || scope === 'event-record-header');
  return known ? [names[name]!] : [];
}
