/**
 * The first look at a file of records: each is read once, for its time, its type and which fields there are. That tells
 * the order of the events and all types before the first of them is delivered.
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { ByteSource } from '../byte-source.ts';
import { Notices } from '../notices.ts';
import type { Pacer } from '../pacer.ts';
import { type EventType, FormatError, type Notice } from '../reader.ts';
import { MOST_FIELDS } from './field-table.ts';
import { RecordEvents } from './record-events.ts';
import type { Framing, RecordParser } from './record-layout.ts';
import { streamRecords } from './record-stream.ts';

const MOST_TYPES = 65_535;
/**
 * From the first event, ns: nine years. Beyond 2^53 a time is exact where it is a whole number of µs (to 2.3 years), of
 * ms (to 18); others are rounded by some ns.
 */
const FURTHEST = 2 ** 58;

interface TypeFacts {
  readonly index: number;
  /** By number of field: has an event of the type had it? */
  readonly has: Uint8Array;
}

export class RecordSurvey {
  readonly notices: Notices;
  readonly events = new RecordEvents();
  readonly #path: string;
  readonly #parser: RecordParser;
  readonly #types = new Map<string, TypeFacts>();
  /** Of the first event; times count from there. NaN before. */
  #second = Number.NaN;
  #hasFullFields = false;
  /** Of the last event. */
  #last: TypeFacts | undefined;
  /** Types of events to which lines were added. */
  readonly #continued = new Set<TypeFacts>();

  constructor(path: string, parser: RecordParser) {
    this.#path = path;
    this.#parser = parser;
    this.notices = new Notices(path);
  }

  /** ns since the epoch of time 0. */
  get base(): bigint {
    if (this.events.length === 0) return 0n;
    return BigInt(this.#second) * 1_000_000_000n + BigInt(this.events.earliest);
  }

  get types(): readonly EventType[] {
    const { fields } = this.#parser;
    const { names } = fields;
    return [...this.#types].map(([name, { has }]) => ({
      name,
      fields: names.flatMap((name, f) => (has[f] === 1 ? [{ name, numeric: fields.isNumeric(f) }] : [])),
    }));
  }

  typeIndex(name: string): number {
    return this.#types.get(name)?.index ?? -1;
  }

  /** Of the event that the parser has read, ns since `base`. Only after the survey. */
  get time(): number {
    return this.#sinceSecond() - this.events.earliest;
  }

  async run(source: ByteSource, framing: Framing, pacer: Pacer, stopped: () => boolean): Promise<void> {
    try {
      this.events.end = await streamRecords(
        source.chunks(),
        framing,
        {
          record: (framing, offset) => this.#record(framing, offset),
          tooLong: (offset) => this.notices.add('this is longer than 1 MiB: what is beyond that was left out', offset),
          stopped,
        },
        pacer,
      );
    } catch (error) {
      const isSystem = error instanceof Error && 'syscall' in error;
      if (this.events.length === 0 || !(error instanceof FormatError || isSystem)) throw error;
      this.events.end = Number.MAX_SAFE_INTEGER;
      this.notices.add(error.message);
    }
    if (stopped()) return;
    // Only now is it known which fields are numbers.
    const field = this.#continued.size === 0 ? -1 : this.#parser.continuation();
    if (field >= 0) for (const { has } of this.#continued) has[field] = 1;
    if (this.#hasFullFields)
      this.notices.add(`there are more than ${MOST_FIELDS} fields; those that came later were left out`);
    this.notices.close();
    await this.events.sort(pacer);
  }

  #record(framing: Framing, offset: number): void {
    const parser = this.#parser;
    const text = framing.text();
    const problem = parser.read(text);
    if (problem !== undefined) {
      if (text.trim() === '') return;
      if (!parser.isContinued || this.#last === undefined) this.notices.add(problem, offset);
      else this.#continued.add(this.#last);
      return;
    }
    if (Number.isNaN(this.#second)) this.#second = parser.seconds;
    const time = this.#sinceSecond();
    if (Math.abs(time) > FURTHEST) {
      this.notices.add('its time is more than nine years from that of the first event; it was left out', offset);
      return;
    }
    const type = this.#type(parser.type);
    if (type !== undefined) {
      this.#last = type;
      this.#heedFields(type);
      this.events.add(offset, time, type.index);
    }
  }

  #sinceSecond(): number {
    return (this.#parser.seconds - this.#second) * 1e9 + this.#parser.nanoseconds;
  }

  #type(name: string): TypeFacts | undefined {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    if (this.#types.size === MOST_TYPES) {
      this.notices.add('there are too many types of events; those of further types are left out');
      return undefined;
    }
    const facts = { index: this.#types.size, has: new Uint8Array(MOST_FIELDS) };
    // A copy: it may be part of a far longer text.
    this.#types.set(Buffer.from(name).toString(), facts);
    return facts;
  }

  #heedFields({ has }: TypeFacts): void {
    const { fields, values } = this.#parser;
    for (let f = 0; f < values.length; f++) if (values[f] !== undefined) has[f] = 1;
    fields.heedAll(values);
    if (fields.length === MOST_FIELDS) this.#hasFullFields = true;
  }

  save(out: IndexWriter): void {
    this.events.save(out);
    out.facts('second', this.events.length === 0 ? 0 : this.#second);
    out.facts('fields', this.#parser.fields.saved());
    out.facts('notices', this.notices.list);
    out.facts(
      'types',
      [...this.#types].map(([name, { has }]) => [name, [...has.keys()].filter((f) => has[f] === 1)]),
    );
  }

  load(from: IndexReader): void {
    this.events.load(from);
    this.#second = from.facts('second') as number;
    this.#parser.fields.load(from.facts('fields'));
    this.notices.begin(from.facts('notices') as Notice[]);
    for (const [name, present] of from.facts('types') as [string, number[]][]) {
      const has = new Uint8Array(MOST_FIELDS);
      for (const field of present) has[field] = 1;
      this.#types.set(name, { index: this.#types.size, has });
    }
  }

  /** Throws a `FormatError` if there is no event at all. */
  checkFound(): void {
    if (this.events.length > 0) return;
    const [first] = this.notices.list;
    const why = first === undefined ? '' : `: ${first.message}`;
    throw new FormatError(`it holds no event${why}`, this.#path, first?.offset);
  }
}
