/**
 * Replies as they come over the wire, with free values kept as their text. Members that are not known here are kept as
 * well, and all stand in the order of the reply, so that what is written of it again is what was read.
 */
import { JsonReader } from '../values/read-json.ts';

/** Reads the value that comes next. */
export type Read = (reader: JsonReader) => unknown;

/** Text, number, boolean or null; what is more, or a number that doubles don't keep, as its text. */
export const plain: Read = (reader) => {
  const value = reader.json();
  if (/^[[{]/.test(value.text)) return value;
  const parsed = value.parse();
  return typeof parsed === 'number' && String(parsed) !== value.text ? value : parsed;
};

/** As JavaScript has it. */
export const parsed: Read = (reader) => reader.json().parse();

export const json: Read = (reader) => reader.json();
export const jsonOrNull: Read = (reader) => (reader.isNull() ? null : reader.json());

export function list(item: Read): Read {
  return (reader) => {
    const items: unknown[] = [];
    for (let more = reader.firstItem(); more; more = reader.nextItem()) items.push(item(reader));
    return items;
  };
}

/** `others`: how members are read that are not named. */
export function object(members: Readonly<Record<string, Read>>, others: Read = parsed): Read {
  const reads = new Map(Object.entries(members));
  return (reader) => {
    const entries: [string, unknown][] = [];
    for (let key = reader.firstKey(); key !== undefined; key = reader.nextKey()) {
      entries.push([key, (reads.get(key) ?? others)(reader)]);
    }
    return Object.fromEntries(entries);
  };
}

export const orNull =
  (read: Read): Read =>
  (reader) =>
    reader.isNull() ? null : read(reader);

export const call = object({ attributes: json, inputs: json, output: jsonOrNull, summary: jsonOrNull });
const storedObject = object({ val: json });

/** By method of `TraceServer`; other replies hold no free values. */
export const REPLIES: Readonly<Record<string, Read>> = {
  callRead: object({ call: orNull(call) }),
  opRead: object({ op_obj: storedObject }),
  opsQuery: object({ op_objs: list(storedObject) }),
  objRead: object({ obj: storedObject }),
  objsQuery: object({ objs: list(storedObject) }),
  tableQuery: object({ rows: list(object({ val: json })) }),
  refsReadBatch: object({ vals: list(json) }),
  feedbackCreate: object({ payload: json }),
  feedbackCreateBatch: object({ res: list(object({ payload: json })) }),
  feedbackReplace: object({ payload: json }),
  feedbackQuery: object({ result: list(object({}, plain)) }),
  costQuery: object({ results: list(object({}, plain)) }),
};

export function readReply(read: Read, text: string): unknown {
  const reader = new JsonReader(text);
  const value = read(reader);
  reader.end();
  return value;
}
