/**
 * Does an event match filters? Asked for millions of events, batch by batch of a `scan`.
 *
 * A filter reads an event's columns in the table and its own fields, both by name. Only fields that the filters read are
 * requested, and cells that no field tells are made only where a filter gets as far as to them. Events of a type that has
 * nothing else for the filters to read are all alike: each such type is judged once.
 *
 * Bare words look at the event's type, its fields, and the columns of text that fields tell.
 */
import { type Filter, type FilterSubject, type FilterValue, keysNamed } from '../../filter/filter.ts';
import type { EventBatch, EventType, FieldForm, FieldInfo, FieldRequest } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { ThreadValues } from '../kernel/current-threads/thread-columns.ts';
import { CellColumn } from './cell-column.ts';
import { type EventColumn, eventColumns, eventKeys, NANOSECONDS, ownFields, TIMESTAMP, TRACE } from './event-keys.ts';
import { FieldColumns } from './field-columns.ts';

type Get = (row: number) => FilterValue | readonly FilterValue[] | undefined;

interface TypeShape {
  readonly keys: readonly string[];
  readonly namedOnly: readonly string[];
  /** Of the keys that the filters read. */
  readonly gets: ReadonlyMap<string, Get>;
  /** Of the columns that are asked for; undefined where the type has none of that name. */
  readonly columns: readonly (Get | undefined)[];
  /** Do all events of the type match, or none? */
  readonly isConstant: boolean;
}

const UNKNOWN = -1;
const NOT_ASKED: TypeShape = { keys: [], namedOnly: [], gets: new Map(), columns: [], isConstant: true };

export class EventTest implements FilterSubject {
  readonly requests: readonly FieldRequest[];
  readonly #trace: IndexedTrace;
  readonly #filters: readonly Filter[];
  readonly #known: readonly EventColumn[];
  readonly #columns: FieldColumns;
  readonly #threads: ThreadValues | undefined;
  readonly #cells = new Map<string, CellColumn>();
  readonly #shapes: readonly TypeShape[];
  /** By type, of those that are constant. */
  readonly #verdicts: Int8Array;
  #batch!: EventBatch;
  #strings!: StringTable;
  #first = 0;
  #row = 0;
  #shape!: TypeShape;
  /** What texts under negative keys say. */
  #keys = new Map<number, FilterValue>();

  /**
   * `asked`: events of which types are asked about; all, if it isn't given. `columns`: names of what is wanted of events
   * besides, see `value`; as in filters, case counts only where it has to.
   */
  constructor(
    trace: IndexedTrace,
    filters: readonly Filter[],
    asked: (type: number) => boolean = () => true,
    columns: readonly string[] = [],
  ) {
    this.#trace = trace;
    this.#filters = filters;
    this.#known = eventColumns(trace.source.reader);
    this.#columns = new FieldColumns(trace.source.reader.types.length);
    this.#threads = ThreadValues.of(trace, {
      field: (request) => this.#raw(this.#columns.of(request)),
      event: (row) => this.#first + row,
      time: (row) => this.#batch.time[row]!,
    });
    this.#shapes = trace.source.reader.types.map((type, t) => (asked(t) ? this.#shapeOf(type, t, columns) : NOT_ASKED));
    this.requests = this.#columns.requests;
    this.#verdicts = new Int8Array(this.#shapes.length).fill(UNKNOWN);
  }

  get keys(): readonly string[] {
    return this.#shape.keys;
  }
  get namedOnly(): readonly string[] {
    return this.#shape.namedOnly;
  }

  /** From now on, events of this batch are asked about; `first` is the number of the first one among those of the trace. */
  enter(batch: EventBatch, first: number, strings: StringTable): void {
    this.#batch = batch;
    this.#first = first;
    if (strings !== this.#strings) this.#keys = new Map();
    this.#strings = strings;
  }

  matches(row: number): boolean {
    const type = this.#batch.type[row]!;
    const known = this.#verdicts[type]!;
    if (known !== UNKNOWN) return known === 1;
    this.look(row);
    let result = true;
    for (let f = 0; result && f < this.#filters.length; f++) result = this.#filters[f]!.matches(this);
    if (this.#shape.isConstant) this.#verdicts[type] = Number(result);
    return result;
  }

  /** From now on, `keys` and `values` tell of this event of the batch. */
  look(row: number): void {
    this.#row = row;
    this.#shape = this.#shapes[this.#batch.type[row]!]!;
  }

  /** What the column, by its place among those asked for, is in an event. */
  value(row: number, column: number): FilterValue | readonly FilterValue[] | undefined {
    return this.#shapes[this.#batch.type[row]!]!.columns[column]?.(row);
  }

  values(key: string): FilterValue | readonly FilterValue[] | undefined {
    return this.#shape.gets.get(key)?.(this.#row);
  }

  #shapeOf(type: EventType, t: number, wanted: readonly string[]): TypeShape {
    const shape = eventKeys(this.#known, type);
    const all = [...shape.keys, ...shape.namedOnly];
    const gets = new Map<string, Get>();
    const get = (key: string): Get => {
      const known = gets.get(key) ?? this.#getter(key, type, t);
      gets.set(key, known);
      return known;
    };
    const read = new Set(this.#filters.flatMap((filter) => [...filter.reads(shape)]));
    for (const key of read) get(key);
    const columns = wanted.map((name) => {
      const [key] = keysNamed(name, all);
      return key === undefined ? undefined : (this.#numbers(key) ?? get(key));
    });
    const scannedType = this.#known.find(({ scanned }) => scanned === 'type')?.name;
    return { ...shape, gets, columns, isConstant: [...read].every((key) => key === TRACE || key === scannedType) };
  }

  /** Of a column of numbers that shows a field as it is written, with a unit say: the numbers. */
  #numbers(key: string): Get | undefined {
    const column = this.#known.find(({ name }) => name === key);
    if (column?.type !== 'NUMBER' || typeof column.scanned !== 'object' || column.scanned.request.as !== 'text') return;
    return this.#value(this.#columns.of({ ...column.scanned.request, as: 'number' }), 'number');
  }

  #getter(key: string, type: EventType, t: number): Get {
    const column = this.#known.find(({ name }) => name === key);
    if (key === TRACE) return () => this.#trace.name;
    if (key === TIMESTAMP || key === NANOSECONDS) return (row) => this.#time(row);
    if (column?.scanned === 'type') return () => type.name;
    if (column?.scanned === 'thread') return this.#threads!.column(column.name, t);
    if (column !== undefined) return this.#cell(column);
    return this.#field(ownFields(this.#known, type).find(({ name }) => name === key)!, t);
  }

  #time(row: number): bigint {
    return this.#trace.base + BigInt(this.#batch.time[row]!);
  }

  #cell({ name, scanned }: EventColumn): Get {
    if (typeof scanned !== 'object') {
      const cells = this.#cells.get(name) ?? new CellColumn(this.#trace.source.reader, name);
      this.#cells.set(name, cells);
      return (row) => {
        const text = cells.at(this.#first + row);
        return text === '' ? undefined : text;
      };
    }
    const { request, text } = scanned;
    const get = this.#value(this.#columns.of(request), request.as);
    if (text === undefined) return get;
    return (row) => {
      const value = get(row);
      return typeof value === 'number' ? text(value) : value;
    };
  }

  #field({ name, numeric, labelled, shared }: FieldInfo, type: number): Get {
    const valueAs = (as: FieldForm) =>
      this.#value(shared === undefined ? this.#columns.ofType(type, name, as) : this.#columns.of({ name, as }), as);
    const get = valueAs(numeric ? 'key' : 'text');
    if (labelled !== true) return get;
    const label = valueAs('text');
    return (row) => {
      const value = get(row);
      return value === undefined ? undefined : [value, label(row) ?? ''];
    };
  }

  #raw(column: number): (row: number) => number {
    return (row) => this.#batch.fields[column]![row]!;
  }

  #value(column: number, as: FieldForm): (row: number) => FilterValue | undefined {
    const raw = this.#raw(column);
    return (row) => {
      const value = raw(row);
      if (Number.isNaN(value)) return undefined;
      if (as === 'text') return this.#strings.text(value);
      return as === 'key' && value < 0 ? this.#key(value) : value;
    };
  }

  /** The number, exactly, or the text for which a negative key stands. */
  #key(key: number): FilterValue {
    let value = this.#keys.get(key);
    if (value === undefined) {
      const text = this.#strings.text(-1 - key);
      value = text;
      if (/^-?\d{1,20}$/.test(text)) {
        const number = Number(text);
        value = Number.isSafeInteger(number) ? number : BigInt(text);
      } else if (/^-?\d+\.\d+$/.test(text)) value = Number(text);
      this.#keys.set(key, value);
    }
    return value;
  }
}
