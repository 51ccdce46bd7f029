/**
 * The segments that a pattern's actions make. A segment reaches from the time its scenario began to the event, unless its
 * `segTime` says otherwise; an end before the begin is the event's time instead. The fields of all kinds of segments
 * become aspects, one a name.
 *
 * Segments have to be in order of their ends: where the document gives times of its own, they are kept back and handed
 * over at the end. Cost: 28 B a segment and 8 B a field.
 */
import { Float64Column } from '../../../index/columns.ts';
import { KeyTable } from '../../../index/key-table.ts';
import { sortedBy } from '../../../index/row-order.ts';
import type { Pace } from '../../pace.ts';
import { SegmentSet } from '../../segments/segment-set.ts';
import type { Pattern, SegmentField, SegmentPart, SegmentTime } from '../document.ts';
import { DOUBLE, INT, LONG, NOTHING, STRING, TypedValue } from '../state-values.ts';
import type { Run } from './changes.ts';
import type { Compiler, Read } from './compiler.ts';
import type { CurrentScenario } from './scenarios.ts';

/** Names of segments; those beyond share one. */
const MOST_NAMES = 65_536;
const MOST_FIELDS = 256;
const STRIDE = 1 << 14;

export class PatternSegments {
  readonly set: SegmentSet;
  readonly #compiler: Compiler;
  readonly #scenario: CurrentScenario;
  /** Names of the aspects, and whether they are numbers. */
  readonly #aspects: readonly { readonly name: string; readonly isNumber: boolean }[];
  /** Start, end, name and aspects of each segment in turn, where they are kept back. */
  readonly #back: Float64Column | undefined;
  readonly #named = new KeyTable();
  /** Of the segment that is being made. */
  readonly #values: Float64Array;

  constructor({ actions }: Pattern, compiler: Compiler, scenario: CurrentScenario) {
    this.#compiler = compiler;
    this.#scenario = scenario;
    const segments = actions.flatMap(({ steps }) => steps.flatMap((s) => (s.kind === 'segment' ? [s.segment] : [])));
    this.#back = segments.some(({ time }) => time !== undefined) ? new Float64Column() : undefined;
    const fields = new Map<string, boolean>();
    for (const { name, type } of segments.flatMap(({ fields }) => fields)) {
      fields.set(name, fields.get(name) !== false && (type === 'int' || type === 'long'));
    }
    if (fields.size > MOST_FIELDS) throw new Error(`the segments of a pattern have more than ${MOST_FIELDS} fields`);
    this.#aspects = [...fields].map(([name, isNumber]) => ({ name, isNumber }));
    this.#values = new Float64Array(this.#aspects.length);
    const { strings } = compiler.store.values;
    this.set = new SegmentSet([
      { name: 'Name', description: 'Name of the segment', type: 'STRING', form: 'name' },
      ...this.#aspects.map(({ name, isNumber }) => ({
        name,
        description: `The field ${name} of the segment`,
        type: isNumber ? ('NUMBER' as const) : ('STRING' as const),
        form: isNumber ? ('number' as const) : ('id' as const),
        ...(isNumber ? {} : { text: (value: number) => strings.text(value) }),
      })),
    ]);
  }

  making(segment: SegmentPart): Run {
    const { event } = this.#compiler.fields;
    const readName = this.#reading(segment.name);
    const span = segment.time && this.#spanning(segment.time);
    const fields = segment.fields.map((field) => this.#filling(field));
    const name = new TypedValue();
    return () => {
      const start = this.#scenario.at?.start ?? event.time;
      readName(name);
      this.#values.fill(Number.NaN);
      for (const fill of fields) fill();
      if (span === undefined) this.#add(start, event.time, this.#textOf(name, 'null'));
      else {
        const [begin, end] = span(start);
        this.#add(begin!, end!, this.#textOf(name, 'null'));
      }
    };
  }

  /** No more segments come. */
  async finish(pace: Pace): Promise<void> {
    const back = this.#back;
    if (back === undefined) return;
    const size = 3 + this.#values.length;
    const count = back.length / size;
    const ends = new Float64Array(count);
    const order = new Uint32Array(count);
    for (let s = 0; s < count; s++) {
      ends[s] = back.data[s * size + 1]!;
      order[s] = s;
      if (s % STRIDE === 0) await pace.pause();
    }
    let pushed = 0;
    for (const s of await sortedBy(order, ends, pace)) {
      const at = s * size;
      this.#push(back.data[at]!, back.data[at + 1]!, back.data[at + 2]!, back.data, at + 3);
      if (++pushed % STRIDE === 0) await pace.pause();
    }
    back.length = 0;
  }

  #add(start: number, end: number, name: number): void {
    if (this.#back === undefined) {
      this.#push(start, end, name, this.#values, 0);
      return;
    }
    for (const number of [start, end, name]) this.#back.push(number);
    for (const value of this.#values) this.#back.push(value);
  }

  #push(start: number, end: number, text: number, values: Float64Array, from: number): void {
    const { set } = this;
    const isNamed = this.#named.size < MOST_NAMES || this.#named.find(text) >= 0;
    if (isNamed) this.#named.id(text);
    const { strings } = this.#compiler.store.values;
    const name = set.nameOf(isNamed ? text : -1, (key) => (key < 0 ? 'Other names' : strings.text(key)));
    set.index.push(start, end, name);
    for (let a = 0; a < this.#values.length; a++) set.index.setAspect(a, values[from + a]!);
  }

  #reading(value: SegmentPart['name']): Read {
    if (typeof value !== 'string') return this.#compiler.reading(value);
    const number = this.#compiler.store.values.strings.intern(value);
    return (into) => {
      into.kind = STRING;
      into.number = number;
    };
  }

  /** The number of the value's text. */
  #textOf(value: TypedValue, otherwise: string): number {
    const { values } = this.#compiler.store;
    if (value.kind === STRING) return value.number;
    return values.strings.intern(value.kind <= NOTHING ? otherwise : values.textOf(value));
  }

  #filling({ name, type, value }: SegmentField): Run {
    const a = this.#aspects.findIndex((aspect) => aspect.name === name);
    const { isNumber } = this.#aspects[a]!;
    if (type === 'null') return () => undefined;
    const read = this.#reading(value);
    const { values } = this.#compiler.store;
    const held = new TypedValue();
    return () => {
      read(held);
      if (held.kind <= NOTHING) return;
      if (!isNumber) this.#values[a] = this.#textOf(held, '');
      else if (held.kind === INT || held.kind === LONG || held.kind === DOUBLE) this.#values[a] = held.number;
      else this.#values[a] = values.number(values.encode(held));
    };
  }

  #spanning({ begin, end, duration }: SegmentTime): (start: number) => readonly number[] {
    const [readBegin, readEnd, readDuration] = [begin, end, duration].map(
      (value) => value && this.#compiler.reading(value),
    );
    const { event } = this.#compiler.fields;
    const { values } = this.#compiler.store;
    const held = new TypedValue();
    const time = (read: Read): number => {
      read(held);
      return this.#compiler.timeIn(held);
    };
    return (otherwise) => {
      const told = time(readBegin!);
      const start = Number.isNaN(told) ? otherwise : told;
      let last = event.time;
      if (readEnd !== undefined) last = time(readEnd);
      else if (readDuration !== undefined) {
        readDuration(held);
        last = start + Math.trunc(values.number(values.encode(held)));
      }
      return [start, last >= start ? last : Math.max(start, event.time)];
    };
  }
}
