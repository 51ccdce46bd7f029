/** The kinds of events of a trace, and the fields that each can carry. Event classes of one name are one type, whatever stream they belong to. */
import type { EventType, FieldInfo } from '../reader.ts';
import { type FieldNode, membersOf, type StructNode } from './nodes.ts';
import type { EventClass, TraceClass } from './trace-class.ts';

export function typesOf(trace: TraceClass): { types: EventType[]; typeOf: Map<EventClass, number> } {
  const names = new Map<string, { index: number; fields: Map<string, FieldInfo> }>();
  const typeOf = new Map<EventClass, number>();
  for (const stream of trace.streams) {
    const shared: FieldInfo[] = [
      ...fieldsOf(stream.eventContext).map((field) => ({ ...field, shared: 'stream' as const })),
      ...[stream.packetContext, stream.eventHeader]
        .flatMap(fieldsOf)
        .map((field) => ({ ...field, shared: 'packet' as const })),
    ];
    for (const event of stream.events) {
      let type = names.get(event.name);
      if (type === undefined) {
        type = { index: names.size, fields: new Map() };
        names.set(event.name, type);
      }
      typeOf.set(event, type.index);
      for (const field of [event.payload, event.context].flatMap(fieldsOf).concat(shared)) {
        if (!type.fields.has(field.name)) type.fields.set(field.name, field);
      }
    }
  }
  return { types: [...names].map(([name, { fields }]) => ({ name, fields: [...fields.values()] })), typeOf };
}

function fieldsOf(struct: StructNode | undefined): FieldInfo[] {
  return struct?.fields.flatMap((field) => [infoOf(field.name, field), ...inner(field, field.name)]) ?? [];
}

/** Fields of structs and variants, by their dotted path. */
function inner(node: FieldNode, path: string): FieldInfo[] {
  return membersOf(node).flatMap((field) => {
    const own = `${path}.${field.name}`;
    return [infoOf(own, field), ...inner(field, own)];
  });
}

function infoOf(name: string, node: FieldNode): FieldInfo {
  const labelled = node.kind === 'integer' && node.labels !== undefined;
  return { name, numeric: isNumeric(node), ...(labelled ? { labelled } : {}) };
}

function isNumeric(node: FieldNode): boolean {
  if (node.kind === 'variant') return node.options.some(isNumeric);
  return node.kind === 'integer' || node.kind === 'float';
}
