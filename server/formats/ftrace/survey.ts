/**
 * The first look at a file of ftrace text: where its events are, whether they stand in order of time, which types there
 * are and what fields these have, and what was lost. Fields are taken from the first events of a type, and where a type
 * has many, from ever fewer of them.
 *
 * Cost: 16 bytes an event while it goes on, 8 afterwards (12 where lines are out of order).
 */
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import { Notices } from '../notices.ts';
import type { Pacer } from '../pacer.ts';
import type { EventType, FieldInfo, LostEvents, Notice } from '../reader.ts';
import { SEGMENT_BITS, SEGMENT_MASK, SEGMENT_SIZE, timeOrder } from '../time-order.ts';
import { eventFields, eventName, FieldSpans } from './event-text.ts';
import { LineHead } from './line-head.ts';
import type { Lines } from './lines.ts';
import { numberOf } from './values.ts';

const MOST_TYPES = 65_535;
const MOST_FIELDS = 256;
/** Lines between two looks at the clock. */
const STRIDE = 512;
/** The fields of all of a type's first events are looked at, then those of one in so many. */
const SAMPLED = 64;
const EVERY = 1024;
const LOST = /^CPU:?\s*(\d+) \[(?:LOST )?(\d+) EVENTS(?: DROPPED)?\]\s*$/;
const WRITTEN = /^#\s*entries-in-buffer\/entries-written:\s*(\d+)\/(\d+)/;
const NO_EVENT = 'this line is no event';

/** Fields that every event has, from the head of its line. */
const COMMON: readonly FieldInfo[] = [
  { name: 'common_pid', numeric: true },
  { name: 'common_comm', numeric: false },
];

const GROUP: FieldInfo = { name: 'common_tgid', numeric: true };

interface Kept {
  readonly second: number;
  readonly earliest: number;
  readonly tellsGroups: boolean;
  readonly lost: readonly LostEvents[];
  readonly notices: readonly Notice[];
  readonly types: readonly EventType[];
}

interface TypeFacts {
  readonly index: number;
  count: number;
  /** Name → are all values numbers? */
  readonly fields: Map<string, boolean>;
}

export class Survey {
  readonly notices: Notices;
  readonly lost: LostEvents[] = [];
  readonly types = new Map<string, TypeFacts>();
  /** Of the lines that are events, in the file's order. */
  readonly offsets: Float64Array[] = [];
  length = 0;
  /** Seconds and ns of the first event; times are relative to the second. */
  second = Number.NaN;
  /** By time; undefined where the file is in order. */
  order: Uint32Array | undefined;
  bytesDone = 0;
  /** Do lines tell the thread group? */
  #tellsGroups = false;
  #times: { readonly time: Float64Array }[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #sorted = true;
  #earliest = Number.POSITIVE_INFINITY;

  constructor(path: string) {
    this.notices = new Notices(path);
  }

  /** As it was saved by the reader. */
  static loaded(path: string, from: IndexReader): Survey {
    const facts = from.facts('survey') as Kept;
    const survey = new Survey(path);
    survey.second = facts.second;
    survey.#earliest = facts.earliest;
    survey.#tellsGroups = facts.tellsGroups;
    survey.lost.push(...facts.lost);
    survey.notices.begin(facts.notices);
    facts.types.forEach(({ name, fields }, index) => {
      const own = fields
        .slice(0, -survey.#common.length)
        .map(({ name, numeric }): [string, boolean] => [name, numeric]);
      survey.types.set(name, { index, count: 0, fields: new Map(own) });
    });
    const order = from.uint32('order');
    if (order.length > 0) survey.order = order;
    const offsets = from.float64('offsets');
    for (let at = 0; at < offsets.length; at += SEGMENT_SIZE)
      survey.offsets.push(offsets.subarray(at, at + SEGMENT_SIZE));
    survey.length = offsets.length;
    return survey;
  }

  save(out: IndexWriter): void {
    const { second, earliest, lost, notices, order, offsets, length } = this;
    const tellsGroups = this.#tellsGroups;
    const kept: Kept = { second, earliest, tellsGroups, lost, notices: notices.list, types: this.eventTypes() };
    out.facts('survey', kept);
    out.column('order', order === undefined ? [] : [order]);
    out.column(
      'offsets',
      offsets.map((part, s) => part.subarray(0, length - s * SEGMENT_SIZE)),
    );
  }

  offset(event: number): number {
    return this.offsets[event >>> SEGMENT_BITS]![event & SEGMENT_MASK]!;
  }

  /** ns from the first second's begin to the first event. */
  get earliest(): number {
    return this.length === 0 ? 0 : this.#earliest;
  }

  eventTypes(): EventType[] {
    return [...this.types].map(([name, { fields }]) => ({
      name,
      fields: [...[...fields].map(([field, numeric]) => ({ name: field, numeric })), ...this.#common],
    }));
  }

  get #common(): readonly FieldInfo[] {
    return this.#tellsGroups ? [...COMMON, GROUP] : COMMON;
  }

  async run(lines: Lines, pacer: Pacer, stopped: () => boolean): Promise<void> {
    const head = new LineHead();
    const spans = new FieldSpans();
    for (let offset = 0, n = 1; !stopped() && lines.at(offset); offset = lines.next, n++) {
      this.bytesDone = lines.next;
      if (head.read(lines.bytes, lines.start, lines.end)) this.#event(offset, lines, head, spans);
      else this.#other(lines, offset);
      if (n % STRIDE === 0 && pacer.due) await pacer.rest();
    }
    if (!this.#sorted && !stopped()) await this.#sort(pacer);
    this.#times = [];
    this.notices.close();
  }

  #event(offset: number, lines: Lines, head: LineHead, spans: FieldSpans): void {
    if (Number.isNaN(this.second)) this.second = head.seconds;
    const time = (head.seconds - this.second) * 1e9 + head.nanoseconds;
    if (!Number.isSafeInteger(time)) {
      this.notices.add('this event is too far from the first one in time, and left out', offset);
      return;
    }
    if (!this.#type(lines.text(head.body, lines.end), spans)) return;
    if (head.tgid >= 0) this.#tellsGroups = true;
    if (time < this.#last) this.#sorted = false;
    this.#last = time;
    if (time < this.#earliest) this.#earliest = time;
    const row = this.length & SEGMENT_MASK;
    if (row === 0) {
      this.#times.push({ time: new Float64Array(SEGMENT_SIZE) });
      this.offsets.push(new Float64Array(SEGMENT_SIZE));
    }
    this.#times.at(-1)!.time[row] = time;
    this.offsets.at(-1)![row] = offset;
    this.length++;
  }

  /** False if there are too many types. */
  #type(text: string, spans: FieldSpans): boolean {
    const name = eventName(text);
    let facts = this.types.get(name);
    if (facts === undefined) {
      if (this.types.size === MOST_TYPES) {
        this.notices.add('the trace has too many types of events; those of further types are left out');
        return false;
      }
      facts = { index: this.types.size, count: 0, fields: new Map() };
      this.types.set(name, facts);
    }
    if (facts.count++ >= SAMPLED && facts.count % EVERY !== 0) return true;
    spans.read(eventFields(name, text));
    for (let i = 0; i < spans.count && facts.fields.size < MOST_FIELDS; i++) {
      const key = spans.key(i);
      const numeric = !Number.isNaN(numberOf(spans.value(i)));
      facts.fields.set(key, numeric && facts.fields.get(key) !== false);
    }
    return true;
  }

  #other(lines: Lines, offset: number): void {
    const text = lines.text(lines.start, Math.min(lines.end, lines.start + 200)).trim();
    const written = WRITTEN.exec(text);
    if (written !== null) {
      const overwritten = Number(written[2]) - Number(written[1]);
      if (overwritten > 0) this.lost.push({ start: 0, end: 0, count: overwritten });
      return;
    }
    if (text === '' || text.startsWith('#') || /^(?:cpus=|version = )/.test(text)) return;
    const lost = LOST.exec(text);
    if (lost === null) this.notices.add(NO_EVENT, offset);
    else {
      const at = this.length === 0 ? 0 : this.#last - this.#earliest;
      this.lost.push({ start: at, end: at, count: Number(lost[2]) });
    }
  }

  async #sort(pacer: Pacer): Promise<void> {
    let span = 0;
    for (let i = 0; i < this.length; i++) {
      const { time } = this.#times[i >>> SEGMENT_BITS]!;
      time[i & SEGMENT_MASK]! -= this.#earliest;
      span = Math.max(span, time[i & SEGMENT_MASK]!);
    }
    this.order = await timeOrder({ length: this.length, segments: this.#times }, span, pacer);
  }
}
