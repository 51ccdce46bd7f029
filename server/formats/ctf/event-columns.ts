/** The columns of the events table that a CTF trace has, besides those that every trace has. */
import type { TableColumn } from '../reader.ts';
import type { FieldNode } from './nodes.ts';
import type { Packet } from './packets.ts';
import type { EventClass, TraceClass } from './trace-class.ts';
import { fieldsText, valueText } from './value-text.ts';
import { fieldInteger, fieldValue, type Value } from './values.ts';

/** An event, wholly decoded. */
export interface DecodedEvent {
  readonly place: PacketTexts;
  readonly event: EventClass | undefined;
  readonly streamContext: Value | undefined;
  readonly context: Value | undefined;
  readonly payload: Value | undefined;
}

/** What all events of a packet share. */
export interface PacketTexts {
  readonly packet: Packet;
  readonly channel: string;
  readonly headerText: string;
  readonly contextText: string;
}

export interface Column extends TableColumn {
  readonly text: (event: DecodedEvent) => string;
}

export function columnsOf({ streams }: TraceClass): Column[] {
  const columns: Column[] = [
    { name: 'Channel', description: 'The file of the stream', type: 'STRING', text: ({ place }) => place.channel },
    {
      name: 'CPU',
      description: 'The CPU on which the event was recorded',
      type: 'NUMBER',
      scanned: { request: { name: '$cpu', as: 'number' } },
      text: cpuText,
    },
    {
      name: 'Event type',
      description: 'The name of the event',
      type: 'STRING',
      scanned: 'type',
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
      text: ({ place }) => place.headerText,
    },
    {
      name: 'Packet Context',
      description: 'The context of the packet',
      type: 'STRING',
      text: ({ place }) => place.contextText,
    },
    {
      name: 'Stream Context',
      description: 'The context that all events of the stream have',
      type: 'STRING',
      text: ({ place, streamContext }) => structText(place.packet.stream.eventContext, streamContext),
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
    // A field of the payload would be found instead.
    const isHidden = streams.some(({ events }) => events.some(({ payload }) => has(payload)));
    columns.push({
      name: name.toUpperCase(),
      description: `The context field ${name}`,
      type: 'NUMBER',
      ...(isHidden ? {} : { scanned: { request: { name, as: 'key' as const } } }),
      text: ({ event, context, place, streamContext }) => {
        const value =
          fieldValue(event?.context, context, name) ??
          fieldValue(place.packet.stream.eventContext, streamContext, name);
        return value === undefined ? '' : String(value);
      },
    });
  }
  return columns;
}

export function structText(node: FieldNode | undefined, value: Value | undefined): string {
  if (node === undefined || value === undefined) return '';
  return node.kind === 'struct' ? fieldsText(node, value) : valueText(node, value);
}

function cpuText({ place, event, payload }: DecodedEvent): string {
  const { packet } = place;
  if (!Number.isNaN(packet.cpu)) return String(packet.cpu);
  return fieldInteger(event?.payload, payload, 'perf_cpu')?.toString() ?? '';
}
