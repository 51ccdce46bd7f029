/**
 * A trace for tests, written as text. Each word is one event: `name@time`, and in brackets its fields:
 *
 *   fakeReader('open@10(fd=3,path=/tmp) close@25(fd=3)')
 *
 * Fields that look like decimal numbers are numbers, all others texts. `callTrace` writes function entries and exits from
 * intervals, nested by their times: `callTrace('A[0-10] B[2-5]')`.
 */
import type {
  EventBatch,
  EventType,
  FieldRequest,
  LostEvents,
  Notice,
  TableColumn,
  TraceReader,
  Track,
} from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';

interface FakeEvent {
  readonly type: number;
  readonly time: number;
  readonly fields: ReadonlyMap<string, string>;
}

export interface FakeOptions {
  readonly base?: bigint;
  readonly batchSize?: number;
  readonly lost?: readonly LostEvents[];
  readonly tracks?: readonly Track[];
  readonly properties?: ReadonlyMap<string, string>;
  readonly hostId?: string;
  /** Fails with this once the events are delivered. */
  readonly error?: Error;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

export function fakeReader(text: string, options: FakeOptions = {}): TraceReader {
  const names: string[] = [];
  const events = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word): FakeEvent => {
      const match = /^([^@]+)@(-?\d+)(?:\((.*)\))?$/.exec(word);
      if (match === null) throw new Error(`not an event: ${word}`);
      const [, name, time, fields = ''] = match;
      if (!names.includes(name!)) names.push(name!);
      const pairs = fields.split(',').filter((field) => field !== '');
      return {
        type: names.indexOf(name!),
        time: Number(time),
        fields: new Map(
          pairs.map((pair): [string, string] => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)]),
        ),
      };
    });
  const types: EventType[] = names.map((name, type) => {
    const fields = new Map(events.filter((event) => event.type === type).flatMap((event) => [...event.fields]));
    return { name, fields: [...fields].map(([field, value]) => ({ name: field, numeric: NUMBER.test(value) })) };
  });
  const columns: TableColumn[] = [
    { name: 'Event type', description: 'Name of the event', type: 'STRING', scanned: 'type' },
    { name: 'Contents', description: 'Fields of the event', type: 'STRING' },
  ];
  let delivered = 0;

  async function* batches(requests: readonly FieldRequest[], strings: StringTable): AsyncGenerator<EventBatch> {
    for await (const batch of scan(0, events.length, requests, strings)) {
      delivered += batch.length;
      yield batch;
    }
    if (options.error !== undefined) throw options.error;
  }

  async function* scan(
    first: number,
    end: number,
    requests: readonly FieldRequest[],
    strings: StringTable,
  ): AsyncGenerator<EventBatch> {
    const size = options.batchSize ?? 1000;
    for (let from = first; from < end; from += size) {
      const part = events.slice(from, Math.min(end, from + size));
      yield {
        length: part.length,
        time: Float64Array.from(part, (event) => event.time),
        type: Uint16Array.from(part, (event) => event.type),
        fields: requests.map((request) =>
          Float64Array.from(part, (event) =>
            value(event.fields.get(request.names?.[event.type] ?? request.name), request, strings),
          ),
        ),
      };
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const notices: readonly Notice[] = [];
  return {
    base: options.base ?? 0n,
    types,
    properties: options.properties ?? new Map(),
    ...(options.hostId === undefined ? {} : { hostId: options.hostId }),
    columns,
    notices,
    lost: options.lost ?? [],
    ...(options.tracks === undefined ? {} : { tracks: options.tracks }),
    get progress() {
      return { bytesDone: delivered, bytesTotal: events.length, events: delivered };
    },
    batches,
    scan: (from, to, requests, strings) => scan(from, Math.min(to, delivered), requests, strings),
    cells: (from, to, wanted) =>
      events.slice(from, Math.min(to, delivered)).map((event) => {
        const contents = [...event.fields].map(([field, text]) => `${field}=${text}`).join(', ');
        return wanted.map((column) => [names[event.type]!, contents][column]!);
      }),
    close: () => undefined,
  };
}

function value(text: string | undefined, { as }: FieldRequest, strings: StringTable): number {
  if (text === undefined) return Number.NaN;
  if (as === 'text') return strings.intern(text);
  const number = Number(text);
  if (as === 'number' || (Number.isSafeInteger(number) && number >= 0)) return number;
  return -1 - strings.intern(text);
}

/**
 * Function entries and exits of `lttng_ust_cyg_profile`. A word is `function[start-end]`, with `/tid` before the bracket
 * for another thread than 1, and `-` without an end for a function that is not left. Functions are `A`, `B`, …: their
 * addresses are 0x41, 0x42, ….
 */
export function callTrace(text: string, options: FakeOptions = {}): TraceReader {
  const points = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word, order) => {
      const match = /^([A-Z])(?:\/(\d+))?\[(\d+)-(\d*)\]$/.exec(word);
      if (match === null) throw new Error(`not a call: ${word}`);
      const [, name, tid = '1', start, end] = match;
      const fields = `(addr=${name!.charCodeAt(0)},vpid=7,vtid=${tid},procname=app)`;
      const entry = { time: Number(start), order, word: `lttng_ust_cyg_profile:func_entry@${start}${fields}` };
      if (end === '') return [entry];
      // At one time, exits come first, inner ones before outer ones; but an empty call is entered before it is left.
      const exitOrder = start === end ? order + 0.5 : -1 - order;
      return [entry, { time: Number(end), order: exitOrder, word: `lttng_ust_cyg_profile:func_exit@${end}${fields}` }];
    });
  points.sort((a, b) => a.time - b.time || a.order - b.order);
  return fakeReader(points.map(({ word }) => word).join(' '), options);
}
