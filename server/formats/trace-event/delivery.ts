/**
 * Collected events to batches: gathers the requested fields in time order into columns that are filled again and again.
 * Text ids of the scanner become ids of the trace's `StringTable` at the first use of each.
 */
import type { StringTable } from '../../index/string-table.ts';
import type { EventBatch, FieldRequest, Track } from '../reader.ts';
import { SEGMENT_BITS, SEGMENT_MASK } from '../time-order.ts';
import type { ByteInterner } from './byte-interner.ts';
import type { Collector } from './collector.ts';
import type { Segment } from './event-columns.ts';
import { PHASE_COUNTER, phaseLetter } from './phases.ts';
import type { CounterValues } from './trace-event-reader.ts';

const BATCH = 1 << 14;

/** The value of one event's field; `row` is the event's row in `segment`. */
type Getter = (segment: Segment, row: number) => number;

export class Delivery {
  readonly tracks: readonly Track[];
  readonly #collector: Collector;
  readonly #order: Uint32Array | undefined;
  readonly #strings: StringTable;
  readonly #texts: TextMap;
  readonly #typeOfPhase = new Uint16Array(256);
  readonly #time: Float64Array;
  readonly #type: Uint16Array;
  readonly #fields: Float64Array[];
  readonly #getters: Getter[];

  constructor(
    collector: Collector,
    order: Uint32Array | undefined,
    phaseCodes: readonly number[],
    requests: readonly FieldRequest[],
    strings: StringTable,
  ) {
    this.#collector = collector;
    this.#order = order;
    this.#strings = strings;
    this.#texts = new TextMap(collector.texts, strings);
    this.tracks = collector.tracks.tracks((id) => collector.texts.text(id));
    phaseCodes.forEach((code, type) => {
      this.#typeOfPhase[code] = type;
    });
    const rows = Math.min(BATCH, collector.columns.length);
    this.#time = new Float64Array(rows);
    this.#type = new Uint16Array(rows);
    this.#fields = requests.map(() => new Float64Array(rows));
    this.#getters = requests.map((request) => this.#getter(request));
  }

  /** The events from `from` on, up to `to` at most. */
  batch(from: number, to = this.#collector.columns.length): EventBatch {
    const { columns } = this.#collector;
    const length = Math.min(BATCH, to - from);
    const order = this.#order;
    for (let i = 0; i < length; i++) {
      const event = order === undefined ? from + i : order[from + i];
      const segment = columns.segments[event >>> SEGMENT_BITS];
      const row = event & SEGMENT_MASK;
      this.#time[i] = segment.time[row];
      this.#type[i] = this.#typeOfPhase[segment.phase[row]];
    }
    for (let f = 0; f < this.#fields.length; f++) this.#fill(this.#fields[f], this.#getters[f], from, length);
    return { length, time: this.#time, type: this.#type, fields: this.#fields };
  }

  /** The counters' columns; their series become ids of the string table in place. Call once. */
  counterValues(): CounterValues {
    const { counters } = this.#collector;
    const { series, value, length } = counters;
    for (let i = 0; i < length; i++) series[i] = this.#texts.id(series[i]);
    return { length, series: series.subarray(0, length), value: value.subarray(0, length) };
  }

  #fill(column: Float64Array, getter: Getter, from: number, length: number): void {
    const { segments } = this.#collector.columns;
    const order = this.#order;
    for (let i = 0; i < length; i++) {
      const event = order === undefined ? from + i : order[from + i];
      column[i] = getter(segments[event >>> SEGMENT_BITS], event & SEGMENT_MASK);
    }
  }

  #getter({ name, names, as }: FieldRequest): Getter {
    if (names !== undefined) {
      const getters = names.map((name) => this.#getter({ name, as }));
      return (segment, row) => getters[this.#typeOfPhase[segment.phase[row]]](segment, row);
    }
    const texts = this.#texts;
    const strings = this.#strings;
    const { identities, counters, bindPoints, instantScopes } = this.#collector;
    const textOf = (id: number) => this.#collector.texts.text(id);
    const text = as === 'text';
    switch (name) {
      case 'name':
        return text ? (segment, row) => texts.idOrNaN(segment.name[row] - 1) : absent;
      case 'cat':
        return text ? (segment, row) => texts.idOrNaN(segment.category[row] - 1) : absent;
      case 'bp':
        return text ? (segment, row) => texts.idOrNaN(bindPoints[(segment.flags[row] & 15) - 1] ?? -1) : absent;
      case 's':
        return text ? (segment, row) => texts.idOrNaN(instantScopes[(segment.flags[row] >> 4) - 1] ?? -1) : absent;
      case 'ph': {
        const letters = Float64Array.from({ length: 256 }, () => Number.NaN);
        return text
          ? (segment, row) => {
              const code = segment.phase[row];
              if (Number.isNaN(letters[code])) letters[code] = strings.intern(phaseLetter(code));
              return letters[code];
            }
          : absent;
      }
      case 'dur':
        return text ? absent : (segment, row) => segment.duration[row];
      case '$track':
        return text ? absent : (segment, row) => segment.track[row];
      case 'pid':
        return this.#trackText(text, (track) => track.pid);
      case 'tid':
        return this.#trackText(text, (track) => track.tid);
      case 'id':
        return (segment, row) => {
          const identity = segment.identity[row] - 1;
          if (identity < 0) return Number.NaN;
          return text ? strings.intern(identities.text(identity, textOf)) : identity;
        };
      case 'scope':
        return text
          ? (segment, row) => {
              const identity = segment.identity[row] - 1;
              return identity < 0 ? Number.NaN : texts.idOrNaN(identities.scope(identity));
            }
          : absent;
      case '$counterFirst':
        return text
          ? absent
          : (segment, row) =>
              segment.phase[row] === PHASE_COUNTER ? counters.starts[segment.counter[row]] : Number.NaN;
      case '$counterCount':
        return text
          ? absent
          : (segment, row) =>
              segment.phase[row] === PHASE_COUNTER ? counters.count(segment.counter[row]) : Number.NaN;
      default:
        return absent;
    }
  }

  /** pid and tid: texts, or numbers where they are some. */
  #trackText(text: boolean, part: (track: Track) => string): Getter {
    const values = Float64Array.from(this.tracks, (track) => {
      if (text) return this.#strings.intern(part(track));
      return part(track) === '' ? Number.NaN : Number(part(track));
    });
    return (segment, row) => values[segment.track[row]];
  }
}

function absent(): number {
  return Number.NaN;
}

/** Ids of the scanner's texts → ids in the trace's string table. */
class TextMap {
  readonly #texts: ByteInterner;
  readonly #strings: StringTable;
  /** id + 1; 0 for those not yet asked for. */
  readonly #ids: Uint32Array;

  constructor(texts: ByteInterner, strings: StringTable) {
    this.#texts = texts;
    this.#strings = strings;
    this.#ids = new Uint32Array(texts.size);
  }

  id(text: number): number {
    const known = this.#ids[text];
    if (known !== 0) return known - 1;
    const id = this.#strings.intern(this.#texts.text(text));
    this.#ids[text] = id + 1;
    return id;
  }

  idOrNaN(text: number): number {
    return text < 0 ? Number.NaN : this.id(text);
  }
}
