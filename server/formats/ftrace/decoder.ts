/**
 * Events of a surveyed file, a batch at a time: each line is looked at once more, and of its fields those that were asked
 * for are read. Batches share their columns.
 */
import type { StringTable } from '../../index/string-table.ts';
import type { EventBatch, FieldRequest } from '../reader.ts';
import { eventFields, eventName, FieldSpans } from './event-text.ts';
import { LineHead } from './line-head.ts';
import type { Lines } from './lines.ts';
import type { Survey } from './survey.ts';
import { keyOf, numberOf, stateOf } from './values.ts';

const BATCH = 1024;

type Get = (fields: FieldSpans, head: LineHead, lines: Lines, type: number) => number;

export class Decoder implements EventBatch {
  length = 0;
  readonly time = new Float64Array(BATCH);
  readonly type = new Uint16Array(BATCH);
  readonly fields: readonly Float64Array[];
  readonly #survey: Survey;
  readonly #lines: Lines;
  readonly #gets: readonly Get[];
  /** By type: has it a field that was asked for? */
  readonly #isWanted: Uint8Array;
  readonly #head = new LineHead();
  readonly #spans = new FieldSpans();

  constructor(survey: Survey, lines: Lines, requests: readonly FieldRequest[], strings: StringTable) {
    this.#survey = survey;
    this.#lines = lines;
    this.fields = requests.map(() => new Float64Array(BATCH));
    this.#gets = requests.map((request) => getter(request, strings));
    this.#isWanted = Uint8Array.from(survey.types.values(), ({ fields, index }) =>
      requests.some(({ name, names }) => fields.has(names?.[index] ?? name)) ? 1 : 0,
    );
  }

  /** Events `from` and following, up to `to`. A line that has changed since keeps the time of the one before it. */
  fill(from: number, to: number): void {
    const survey = this.#survey;
    const lines = this.#lines;
    const head = this.#head;
    this.length = Math.max(0, Math.min(BATCH, to - from));
    for (let i = 0; i < this.length; i++) {
      const event = survey.order === undefined ? from + i : survey.order[from + i]!;
      const isThere = lines.at(survey.offset(event)) && head.read(lines.bytes, lines.start, lines.end);
      const text = isThere ? lines.text(head.body, lines.end) : '';
      const name = eventName(text);
      const time = (head.seconds - survey.second) * 1e9 + head.nanoseconds - survey.earliest;
      this.time[i] = i > 0 && !(time >= this.time[i - 1]!) ? this.time[i - 1]! : time;
      const type = survey.types.get(name)?.index ?? 0;
      this.type[i] = type;
      this.#spans.read(this.#isWanted[type] === 1 ? eventFields(name, text) : '');
      for (let f = 0; f < this.#gets.length; f++) this.fields[f]![i] = this.#gets[f]!(this.#spans, head, lines, type);
    }
  }
}

function getter({ name, names, as }: FieldRequest, strings: StringTable): Get {
  if (names !== undefined) {
    const gets = names.map((name) => (name === '' ? undefined : getter({ name, as }, strings)));
    return (fields, head, lines, type) => gets[type]?.(fields, head, lines, type) ?? Number.NaN;
  }
  if (name === '$cpu' || name === '$stream') return (_, head) => head.cpu;
  if (name === 'common_pid') return (_, head) => head.tid;
  if (name === 'common_tgid') return (_, head) => (head.tgid < 0 ? Number.NaN : head.tgid);
  if (name === 'common_comm') return (_, head, lines) => strings.intern(lines.text(head.commStart, head.commEnd));
  if (name === 'prev_state' && as === 'number') return (fields) => stateOf(fields.find(name));
  if (as === 'number') return (fields) => numberOf(fields.find(name));
  if (as === 'key') return (fields) => keyOf(fields.find(name), strings);
  return (fields) => {
    const text = fields.find(name);
    return text === undefined ? Number.NaN : strings.intern(text);
  };
}
