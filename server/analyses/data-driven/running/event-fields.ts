/**
 * The fields that an analysis reads of events: by name, from whichever column holds the field for the event's type. Each
 * field of a type is asked for once, and types share columns, so that there are as few as the type with the most fields
 * needs.
 *
 * Where the type has no field of the name, it may be `cpu`, `timestamp`, `hostid` (in any case), or a column of the
 * events table that can be had from fields, or tells of the thread that is current in a kernel trace; such a column is also
 * found in another case. `context._x` is also found as `x`.
 */
import type { FieldForm, FieldRequest, TraceReader } from '../../../formats/reader.ts';
import type { StringTable } from '../../../index/string-table.ts';
import { type EventColumn, eventColumns } from '../../events-table/event-keys.ts';
import { FieldColumns } from '../../events-table/field-columns.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import { ThreadValues } from '../../kernel/current-threads/thread-columns.ts';
import { ABSENT, BIG, DOUBLE, INT, LONG, STRING, TIME, type TypedValue } from '../state-values.ts';

/** Distinct fields of one analysis. */
const MOST_FIELDS = 256;
const EXACT = 2 ** 53;

/** How a value of one type of events is had. */
type Way =
  | { readonly as: 'number'; readonly number: number; readonly key: number }
  | { readonly as: 'text' | 'cpu'; readonly column: number }
  | { readonly as: 'time' }
  | { readonly as: 'constant'; readonly text: number }
  | { readonly as: 'thread'; readonly value: (row: number) => number | undefined }
  | { readonly as: 'cell'; readonly column: number; readonly text: (value: number) => string };

/** The event at hand. */
export class CurrentEvent {
  type = 0;
  /** ns since the base. */
  time = 0;
  index = 0;
  /** Number in the trace of the batch's first event. */
  first = 0;
  fields: readonly Float64Array[] = [];
}

export class EventFields {
  readonly event = new CurrentEvent();
  readonly #reader: TraceReader;
  readonly #strings: StringTable;
  readonly #columns: FieldColumns;
  readonly #tableColumns: readonly EventColumn[];
  readonly #threads: ThreadValues | undefined;
  readonly #known = new Map<string, (into: TypedValue) => void>();
  /** By type: number of its name. */
  readonly #names: Uint32Array;

  constructor(trace: IndexedTrace, strings: StringTable) {
    const { reader } = trace.source;
    const { event } = this;
    this.#reader = reader;
    this.#tableColumns = eventColumns(reader);
    this.#threads = ThreadValues.of(trace, {
      field: (request) => {
        const column = this.#columns.of(request);
        return (row) => event.fields[column]![row]!;
      },
      event: (row) => event.first + row,
      time: () => event.time,
    });
    this.#strings = strings;
    this.#columns = new FieldColumns(reader.types.length);
    this.#names = Uint32Array.from(reader.types, ({ name }) => strings.intern(name));
  }

  /** To be asked for once all fields are known. */
  get requests(): readonly FieldRequest[] {
    return this.#columns.requests;
  }

  /** Reads the name of the event's type. */
  readonly name = (into: TypedValue): void => {
    into.kind = STRING;
    into.number = this.#names[this.event.type]!;
  };

  /** Reads the field of the event at hand. `labelled`: of a number that has a label, the label. Throws for one field too many. */
  field(name: string, labelled = false): (into: TypedValue) => void {
    const key = `${labelled} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size === MOST_FIELDS)
      throw new Error(`an analysis reads more than ${MOST_FIELDS} fields of events`);
    const ways = this.#reader.types.map((_, type) => this.#wayOf(type, name, labelled));
    const read = this.#reading(ways);
    this.#known.set(key, read);
    return read;
  }

  #reading(ways: readonly (Way | undefined)[]): (into: TypedValue) => void {
    const { event } = this;
    const strings = this.#strings;
    return (into) => {
      const way = ways[event.type];
      if (way === undefined) {
        into.kind = ABSENT;
        return;
      }
      const { fields, index } = event;
      switch (way.as) {
        case 'number': {
          const number = fields[way.number]![index]!;
          into.number = number;
          if (Number.isNaN(number)) into.kind = ABSENT;
          else if (!Number.isInteger(number)) into.kind = DOUBLE;
          else {
            const key = number > -EXACT && number < EXACT ? 0 : fields[way.key]![index]!;
            into.kind = key < 0 ? BIG : LONG;
            if (key < 0) into.number = -1 - key;
          }
          return;
        }
        case 'cpu':
        case 'text': {
          const value = fields[way.column]![index]!;
          into.kind = Number.isNaN(value) || value < 0 ? ABSENT : way.as === 'cpu' ? INT : STRING;
          into.number = value;
          return;
        }
        case 'time':
          into.kind = TIME;
          into.number = event.time;
          return;
        case 'constant':
          into.kind = STRING;
          into.number = way.text;
          return;
        case 'thread': {
          const value = way.value(index);
          into.kind = value === undefined ? ABSENT : LONG;
          into.number = value ?? 0;
          return;
        }
        default: {
          const value = fields[way.column]![index]!;
          into.kind = Number.isNaN(value) ? ABSENT : STRING;
          if (!Number.isNaN(value)) into.number = strings.intern(way.text(value));
        }
      }
    };
  }

  #wayOf(type: number, name: string, labelled: boolean): Way | undefined {
    const { types, hostId } = this.#reader;
    const inContext = /^context\._(.+)$/.exec(name)?.[1];
    const field =
      types[type]!.fields.find((field) => field.name === name) ??
      types[type]!.fields.find((field) => field.name === inContext);
    if (field !== undefined) {
      const column = (as: FieldForm): number =>
        field.shared === undefined
          ? this.#columns.ofType(type, field.name, as)
          : this.#columns.of({ name: field.name, as });
      if (!field.numeric || (labelled && field.labelled)) return { as: 'text', column: column('text') };
      return { as: 'number', number: column('number'), key: column('key') };
    }
    const special = name.toLowerCase();
    if (special === 'cpu') return { as: 'cpu', column: this.#columns.of({ name: '$cpu', as: 'number' }) };
    if (special === 'timestamp') return { as: 'time' };
    if (special === 'hostid' && hostId !== undefined) return { as: 'constant', text: this.#strings.intern(hostId) };
    const columns = this.#tableColumns;
    const column =
      columns.find((column) => column.name === name) ?? columns.find((column) => column.name.toLowerCase() === special);
    if (column?.scanned === undefined) return undefined;
    const { scanned } = column;
    if (scanned === 'thread') return this.#threads && { as: 'thread', value: this.#threads.column(column.name, type) };
    if (scanned === 'type') return { as: 'constant', text: this.#names[type]! };
    return this.#cellWay(scanned.request, scanned.text);
  }

  #cellWay(request: FieldRequest, text: ((value: number) => string) | undefined): Way {
    const column = this.#columns.of(request);
    if (text !== undefined) return { as: 'cell', column, text };
    if (request.as === 'text') return { as: 'text', column };
    const number = this.#columns.of({ ...request, as: 'number' });
    return { as: 'number', number, key: this.#columns.of({ ...request, as: 'key' }) };
  }
}
