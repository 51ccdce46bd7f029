/**
 * By which names an event's values are asked for: the columns of the table that its trace has, and the fields of its type.
 */
import type { FilterShape } from '../../filter/filter.ts';
import type { EventType, TableColumn, TraceReader } from '../../formats/reader.ts';
import { threadColumns } from '../kernel/current-threads/thread-columns.ts';

/** Columns that every trace has. */
export const TIMESTAMP = 'Timestamp';
export const NANOSECONDS = 'Timestamp ns';
export const TRACE = 'Trace';

/** A column of the reader's, or one that tells of the thread that is current at a kernel's events. */
export type EventColumn = TableColumn | (ReturnType<typeof threadColumns>[number] & { readonly scanned: 'thread' });

/** The columns of the trace's events, besides those that every trace has. */
export function eventColumns(reader: TraceReader): readonly EventColumn[] {
  return [...reader.columns, ...threadColumns(reader).map((column) => ({ ...column, scanned: 'thread' as const }))];
}

/** What a bare word is looked for in comes first: the columns of text that fields tell, and the event's own fields. */
export function eventKeys(columns: readonly EventColumn[], type: EventType): Required<FilterShape> {
  const isText = ({ scanned, type }: EventColumn): boolean => scanned !== undefined && type === 'STRING';
  const own = ownFields(columns, type);
  return {
    keys: [
      ...columns.filter(isText).map(({ name }) => name),
      ...own.filter(({ shared }) => shared !== 'packet').map(({ name }) => name),
    ],
    namedOnly: [
      ...[TIMESTAMP, NANOSECONDS, TRACE],
      ...columns.filter((column) => !isText(column)).map(({ name }) => name),
      ...own.filter(({ shared }) => shared === 'packet').map(({ name }) => name),
    ],
  };
}

/** The type's fields that no column of that very name hides. */
export function ownFields(columns: readonly EventColumn[], { fields }: EventType): EventType['fields'] {
  return fields.filter(({ name }) => !name.startsWith('$') && !columns.some((column) => column.name === name));
}

export type ValueKind = 'time' | 'number' | 'text';

/** What is known by a name of these: columns, then fields of events, then those of packets. */
export function eventNames(readers: readonly TraceReader[]): ReadonlyMap<string, ValueKind> {
  const names = new Map<string, ValueKind>([
    [TIMESTAMP, 'time'],
    [NANOSECONDS, 'time'],
    [TRACE, 'text'],
  ]);
  // What is a text anywhere is one everywhere.
  const add = (name: string, isNumber: boolean): void => {
    if (names.get(name) !== 'text') names.set(name, isNumber ? 'number' : 'text');
  };
  for (const columns of readers.map(eventColumns)) for (const { name, type } of columns) add(name, type !== 'STRING');
  const fields = readers.flatMap((reader) => {
    const columns = eventColumns(reader);
    return reader.types.flatMap((type) => ownFields(columns, type));
  });
  for (const { name, numeric, shared } of fields) if (shared !== 'packet') add(name, numeric);
  for (const { name, numeric, shared } of fields) if (shared === 'packet') add(name, numeric);
  return names;
}
