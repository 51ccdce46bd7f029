/**
 * What a specifier asks of an event besides its name: the value that it is classified by, and its fields as one text
 * ("fd=3, ret=0", as the events table has them). Asked of the events of a scan, batch by batch.
 *
 * A classifier is the name of a column of the events table that fields tell, or of a field. TID and PID mean, in a kernel
 * trace, the thread that is current on the event's CPU and its process; elsewhere what the trace calls so.
 */
import type { FilterValue } from '../../filter/filter.ts';
import type { EventBatch, EventType, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import { eventColumns } from '../events-table/event-keys.ts';
import { EventTest } from '../events-table/event-test.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { type ThreadColumn, ThreadValues } from '../kernel/current-threads/thread-columns.ts';
import { latestLives, statesOf } from '../kernel/kernel-traces.ts';
import { type ThreadFacts, threadFacts } from '../kernel/thread-status/thread-tree.ts';

/** What else a thread or a process is called, in order of preference. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  tid: ['TID', 'VTID', 'Thread', 'vtid', 'tid'],
  pid: ['PID', 'VPID', 'Process', 'vpid', 'pid'],
};

const THREAD_COLUMNS: readonly ThreadColumn[] = ['TID', 'PID'];

/** Names by which events of the type can be classified, TID and PID by their own names. */
export function classifiersOf(reader: TraceReader, { fields }: EventType): readonly string[] {
  const named = eventColumns(reader)
    .filter(({ scanned }) => scanned !== undefined)
    .map(({ name }) => name);
  const own = fields.filter(({ name, shared }) => shared !== 'packet' && !name.startsWith('$'));
  return [...named, ...own.map(({ name }) => name)];
}

/** The column or field that is meant; undefined if events of this type have none. */
function keyOf(reader: TraceReader, type: EventType, classifier: string): string | undefined {
  const names = classifiersOf(reader, type);
  const lower = classifier.toLowerCase();
  for (const wanted of ALIASES[lower] ?? [classifier]) if (names.includes(wanted)) return wanted;
  return names.find((name) => name.toLowerCase() === lower);
}

function isThread(classifier: string): boolean {
  return classifier.toLowerCase() in ALIASES;
}

/** Can events of this type tell the classifier? `isKernel`: whether the trace has kernel events. */
export function tells(reader: TraceReader, type: EventType, classifier: string, isKernel: boolean): boolean {
  if (classifier === '' || (isKernel && isThread(classifier))) return true;
  return keyOf(reader, type, classifier) !== undefined;
}

export class EventAspects {
  readonly requests: readonly FieldRequest[];
  readonly #trace: IndexedTrace;
  #strings: StringTable;
  /** In a kernel trace, by type: the current thread and its process. */
  readonly #threads: readonly (readonly ((row: number) => number | undefined)[])[] | undefined;
  readonly #threadRequests: FieldRequest[] = [];
  readonly #fields: EventTest;
  /** By type and classifier. */
  readonly #keys: readonly ReadonlyMap<string, string>[];
  /** By type. */
  readonly #contents: readonly (readonly string[])[];
  #facts: ReadonlyMap<number, ThreadFacts> | undefined;
  #types: Uint16Array = new Uint16Array(0);
  #times: Float64Array = new Float64Array(0);
  #threadFields: readonly Float64Array[] = [];
  #row = 0;
  /** Number of the batch's first event; events so far. */
  #first = 0;
  #done = 0;

  /** `asked`: of which types, and `contents`: whether their fields are asked for as a text. */
  constructor(
    trace: IndexedTrace,
    strings: StringTable,
    classifiers: readonly string[],
    asked: (type: number) => boolean,
    contents: boolean,
  ) {
    const { reader } = trace.source;
    this.#trace = trace;
    this.#strings = strings;
    this.#threads = classifiers.some(isThread) ? this.#threadValues(asked) : undefined;
    const own = classifiers.filter((name) => name !== '' && !(isThread(name) && this.#threads !== undefined));
    this.#keys = reader.types.map(
      (type, t) =>
        new Map(
          (asked(t) ? own : []).flatMap((classifier): [string, string][] => {
            const key = keyOf(reader, type, classifier);
            return key === undefined ? [] : [[classifier, key]];
          }),
        ),
    );
    this.#contents = reader.types.map((type, t) => (contents && asked(t) ? contentsOf(type) : []));
    const read = new Set([...this.#keys.flatMap((keys) => [...keys.values()]), ...this.#contents.flat()]);
    const reads = ({ keys, namedOnly = [] }: { keys: readonly string[]; namedOnly?: readonly string[] }) =>
      new Set([...keys, ...namedOnly].filter((key) => read.has(key)));
    this.#fields = new EventTest(trace, [{ text: '', reads, matches: () => true }], asked);
    this.requests = [...this.#threadRequests, ...this.#fields.requests];
  }

  /** From now on, events of this batch are asked about. All batches, in their order. */
  enter(batch: EventBatch, fields: readonly Float64Array[]): void {
    const { length, time, type } = batch;
    const own = this.#threadRequests.length;
    this.#times = time;
    this.#types = type;
    this.#threadFields = fields.slice(0, own);
    this.#first = this.#done;
    this.#fields.enter({ length, time, type, fields: fields.slice(own) }, this.#done, this.#strings);
    this.#done += length;
  }

  /** From now on, texts of fields are of this table. */
  renew(strings: StringTable): void {
    this.#strings = strings;
  }

  look(row: number): void {
    this.#row = row;
    this.#fields.look(row);
  }

  /** Undefined where the event does not tell. */
  value(classifier: string): FilterValue | undefined {
    if (classifier === '') return '';
    if (this.#threads !== undefined && isThread(classifier)) {
      const column = THREAD_COLUMNS.findIndex((name) => name.toLowerCase() === classifier.toLowerCase());
      return this.#threads[this.#types[this.#row]!]![column]?.(this.#row);
    }
    const key = this.#keys[this.#types[this.#row]!]!.get(classifier);
    const value = key === undefined ? undefined : this.#fields.values(key);
    return typeof value === 'object' ? value[0] : value;
  }

  contents(): string {
    const texts: string[] = [];
    for (const name of this.#contents[this.#types[this.#row]!]!) {
      const value = this.#fields.values(name);
      if (value !== undefined) texts.push(`${name}=${typeof value === 'object' ? value[1] || value[0] : value}`);
    }
    return texts.join(', ');
  }

  /** How a value of the classifier is shown. */
  nameOf(classifier: string, value: FilterValue): string {
    const thread = classifier.toLowerCase() === 'tid' ? this.#known.get(Number(value)) : undefined;
    if (thread !== undefined) return `${thread.name} [${thread.tid}]`;
    return typeof value === 'string' ? value : `${classifier} ${value}`;
  }

  #threadValues(asked: (type: number) => boolean) {
    const values = ThreadValues.of(this.#trace, {
      field: (request) => {
        const known = this.#threadRequests.findIndex(({ name, as }) => name === request.name && as === request.as);
        const column = known >= 0 ? known : this.#threadRequests.push(request) - 1;
        return (row) => this.#threadFields[column]![row]!;
      },
      event: (row) => this.#first + row,
      time: (row) => this.#times[row]!,
    });
    return (
      values &&
      this.#trace.source.reader.types.map((_, type) =>
        asked(type) ? THREAD_COLUMNS.map((name) => values.column(name, type)) : [],
      )
    );
  }

  /** Threads of a kernel trace by id, in their latest lives. */
  get #known(): ReadonlyMap<number, ThreadFacts> {
    this.#facts ??= this.#threads === undefined ? new Map() : knownThreads(this.#trace);
    return this.#facts;
  }
}

function knownThreads(trace: IndexedTrace): ReadonlyMap<number, ThreadFacts> {
  const traced = statesOf(trace);
  const lives = traced === undefined ? [] : [...latestLives(traced.states)].filter((life) => life >= 0);
  return new Map(lives.map((life) => threadFacts(traced!, life)).map((facts) => [facts.tid, facts]));
}

/** The fields that hold a value of their own. */
function contentsOf({ fields }: EventType): readonly string[] {
  const names = fields
    .filter(({ name, shared }) => shared !== 'packet' && !name.startsWith('$'))
    .map(({ name }) => name);
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
}
