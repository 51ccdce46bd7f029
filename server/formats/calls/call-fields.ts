/** What events of calls tell, by field: the start what is known then, the end all. */

import type { StringTable } from '../../index/string-table.ts';
import type { EventType, FieldInfo, FieldRequest, TableColumn } from '../reader.ts';
import { type CallStore, NONE } from './call-store.ts';

interface CallField {
  readonly name: string;
  readonly column: string;
  readonly description: string;
  /** Only the end tells. */
  readonly late?: boolean;
  readonly text?: (store: CallStore, call: number) => string | undefined;
  readonly number?: (store: CallStore, call: number) => number;
}

const text = (store: CallStore, id: number): string | undefined => (id === NONE ? undefined : store.texts.text(id));

const FIELDS: readonly CallField[] = [
  { name: 'op', column: 'Op', description: 'The op that was called', text: (store, call) => store.opName(call) },
  {
    name: 'name',
    column: 'Name',
    description: 'The name that was given to the call',
    text: (store, call) => text(store, store.name.data[call]!),
  },
  {
    name: 'status',
    column: 'Status',
    description: 'How it ended: success or error',
    late: true,
    text: (store, call) => (store.hasFailed(call) ? 'error' : 'success'),
  },
  {
    name: 'latency_ms',
    column: 'Latency (ms)',
    description: 'How long it took',
    late: true,
    number: (store, call) => (store.ended.data[call]! - store.started.data[call]!) / 1000,
  },
  {
    name: 'prompt_tokens',
    column: 'Prompt Tokens',
    description: 'Tokens sent to models, by it and the calls it made',
    late: true,
    number: (store, call) => store.promptTokens.data[call]!,
  },
  {
    name: 'completion_tokens',
    column: 'Completion Tokens',
    description: 'Tokens made by models, for it and the calls it made',
    late: true,
    number: (store, call) => store.completionTokens.data[call]!,
  },
  {
    name: 'cost',
    column: 'Cost',
    description: 'What these tokens cost, in US dollars',
    late: true,
    number: (store, call) => store.cost.data[call]!,
  },
  {
    name: 'user',
    column: 'User',
    description: 'Who made the call',
    text: (store, call) => text(store, store.user.data[call]!),
  },
  {
    name: 'exception',
    column: 'Exception',
    description: 'What went wrong',
    late: true,
    text: (store, call) => text(store, store.exception.data[call]!),
  },
  {
    name: 'depth',
    column: 'Depth',
    description: 'How many calls lie around it',
    number: (store, call) => store.depth(call),
  },
  {
    name: 'trace_id',
    column: 'Trace ID',
    description: 'The trace that it belongs to',
    text: (store, call) => text(store, store.trace.data[call]!),
  },
  { name: 'call_id', column: 'Call ID', description: 'The call', text: (store, call) => store.ids[call] },
  {
    name: 'parent_id',
    column: 'Parent ID',
    description: 'The call that made it',
    text: (store, call) => store.parentId(call),
  },
];

const infos = (fields: readonly CallField[]): FieldInfo[] =>
  fields.map(({ name, number }) => ({ name, numeric: number !== undefined }));

/** By the number of an event's last bit: starts, ends. */
export const CALL_EVENTS: readonly EventType[] = [
  { name: 'call_start', fields: infos(FIELDS.filter(({ late }) => late !== true)) },
  { name: 'call_end', fields: infos(FIELDS) },
];

const EVENT_TYPE = 'Event type';

export const CALL_COLUMNS: readonly TableColumn[] = [
  { name: EVENT_TYPE, description: 'A call began, or it ended', type: 'STRING', scanned: 'type' },
  ...FIELDS.map(
    ({ name, column, description, number }): TableColumn => ({
      name: column,
      description,
      type: number === undefined ? 'STRING' : 'NUMBER',
      scanned: { request: { name, as: number === undefined ? 'text' : 'number' } },
    }),
  ),
];

/** The text of a column of `CALL_COLUMNS`. */
export function callCell(store: CallStore, call: number, type: number, column: number): string {
  if (column === 0) return CALL_EVENTS[type]!.name;
  const field = FIELDS[column - 1];
  if (field === undefined || (field.late === true && type === 0)) return '';
  return field.number === undefined ? (field.text!(store, call) ?? '') : String(field.number(store, call));
}

/** A field of a call as it is now, running or not; undefined where there is nothing. */
export function callField(store: CallStore, call: number, name: string): string | number | undefined {
  const field = FIELDS.find((field) => field.name === name);
  if (field === undefined) return undefined;
  if (field.late === true && !store.isEnded(call)) return name === 'status' ? 'running' : undefined;
  return field.text?.(store, call) ?? field.number?.(store, call);
}

/** Number of the call itself, in the store: for analyses. */
export const CALL_NUMBER: FieldRequest = { name: '$call', as: 'number' };

/** What a request reads of a call, for starts and for ends; NaN where there is nothing. */
export function valueReader(
  { name, as, names }: FieldRequest,
  type: number,
  strings: StringTable,
): (store: CallStore, call: number) => number {
  const wanted = names?.[type] ?? name;
  if (wanted === CALL_NUMBER.name) return (_, call) => call;
  const field = FIELDS.find((field) => field.name === wanted && !(field.late === true && type === 0));
  if (field === undefined) return () => Number.NaN;
  const { text, number } = field;
  if (number !== undefined) {
    if (as === 'text') return (store, call) => strings.intern(String(number(store, call)));
    if (as === 'number') return number;
    return (store, call) => {
      const value = number(store, call);
      return Number.isSafeInteger(value) && value >= 0 ? value : -1 - strings.intern(String(value));
    };
  }
  if (as === 'number') return () => Number.NaN;
  return (store, call) => {
    const found = text!(store, call);
    if (found === undefined) return Number.NaN;
    const id = strings.intern(found);
    return as === 'text' ? id : -1 - id;
  };
}
