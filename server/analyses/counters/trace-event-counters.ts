/**
 * Counter events (phase C) of Trace Event JSON: each sets one or more series of a counter that belongs to a process.
 * Counters of one name and different ids are different counters; the second and later ones bear a number.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import { isTraceEventReader, type TraceEventReader } from '../../formats/trace-event/trace-event-reader.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { StepSeries } from '../../index/step-series.ts';
import type { StringTable } from '../../index/string-table.ts';
import { CounterIndex } from './counter-index.ts';

const TEXTS = 2 ** 26;

export class TraceEventCounters extends CounterIndex {
  readonly cumulative = false;
  readonly keptAs = 'counters-trace-event 1';
  readonly requests: readonly FieldRequest[] = [
    { name: '$counterFirst', as: 'number' },
    { name: '$counterCount', as: 'number' },
    { name: 'name', as: 'text' },
    { name: 'id', as: 'key' },
    { name: '$track', as: 'number' },
  ];
  readonly #reader: TraceEventReader;
  readonly #strings: StringTable;
  /** (process, name), then (that, id), then (that, series). */
  readonly #processes = new Map<string, number>();
  readonly #counters = new KeyTable();
  readonly #withIds = new KeyTable();
  readonly #keys = new KeyTable();
  /** By counter, how many ids it has; by counter with id, which of them it is, from 1. */
  readonly #variants: number[] = [];
  readonly #numbers: number[] = [];
  readonly #series: StepSeries[] = [];

  static of(reader: TraceReader, strings: StringTable): TraceEventCounters | undefined {
    return isTraceEventReader(reader) ? new TraceEventCounters(reader, strings) : undefined;
  }

  private constructor(reader: TraceEventReader, strings: StringTable) {
    super();
    this.#reader = reader;
    this.#strings = strings;
  }

  consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): void {
    const [firsts, counts, names, ids, tracks] = fields as Columns;
    const { phases, counterValues } = this.#reader;
    for (let i = 0; i < length; i++) {
      if (phases[type[i]!] !== 'C') continue;
      const first = firsts[i]!;
      for (let v = first; v < first + counts[i]!; v++) {
        const series = this.#find(tracks[i]!, names[i]!, ids[i]!, counterValues.series[v]!);
        series.push(time[i]!, counterValues.value[v]!);
      }
    }
  }

  #find(track: number, name: number, id: number, series: number): StepSeries {
    const { pid, processName } = this.#reader.tracks[track]!;
    let process = this.#processes.get(pid);
    if (process === undefined) {
      process = this.#processes.size;
      this.#processes.set(pid, process);
    }
    const counter = this.#counters.id(process * TEXTS + (name >= 0 ? name + 1 : 0));
    const withId = this.#withIds.id(counter * TEXTS + (id >= 0 ? id + 1 : 0));
    if (withId === this.#numbers.length) {
      this.#variants[counter] = (this.#variants[counter] ?? 0) + 1;
      this.#numbers.push(this.#variants[counter]!);
    }
    const key = this.#keys.id(withId * TEXTS + series);
    if (key === this.#series.length) {
      const number = this.#numbers[withId]!;
      const text = (part: number): string => (part >= 0 ? this.#strings.text(part) : '');
      const label = number > 1 ? `${text(name)} (${number})` : text(name);
      const of = text(series);
      const process = processName === undefined ? pid || 'UNKNOWN' : `${processName} (${pid})`;
      this.#series.push(this.add(of === 'value' || of === text(name) ? label : `${label}: ${of}`, 'Process', process));
    }
    return this.#series[key]!;
  }
}

type Columns = readonly [
  first: Float64Array,
  count: Float64Array,
  name: Float64Array,
  id: Float64Array,
  track: Float64Array,
];
