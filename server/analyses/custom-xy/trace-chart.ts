/**
 * What a chart draws of the events of one trace: of those that match, each column as a line of numbers or as counts of its
 * texts. One consumer of a pass; it stops when there are more points than may be kept.
 */
import type { FilterValue } from '../../filter/filter.ts';
import { Pacer } from '../../formats/pacer.ts';
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { EventConsumer } from '../event-pass.ts';
import { EventTest } from '../events-table/event-test.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { type ChartedEvents, numericColumns } from './event-columns.ts';
import { ValueCounts } from './value-counts.ts';
import { ValueLine } from './value-line.ts';

const STRIDE = 256;

type Value = FilterValue | readonly FilterValue[] | undefined;

export class TraceChart implements EventConsumer {
  readonly requests: readonly FieldRequest[];
  /** By column. */
  readonly series: readonly (ValueLine | ValueCounts)[];
  /** The number of the next event in its trace. */
  events = 0;
  /** Of the events looked at, those that match. */
  matching = 0;
  readonly #test: EventTest;
  readonly #most: number;
  readonly #pacer = new Pacer();
  #strings: StringTable;

  /** `most`: points that may be kept. */
  constructor(trace: IndexedTrace, strings: StringTable, { columns, filters }: ChartedEvents, most: number) {
    this.#test = new EventTest(trace, filters, undefined, columns);
    this.#strings = strings;
    this.#most = most;
    this.requests = this.#test.requests;
    this.series = numericColumns(trace, columns).map((isNumber) => (isNumber ? new ValueLine() : new ValueCounts()));
  }

  get points(): number {
    return this.series.reduce((sum, { points }) => sum + points, 0);
  }
  get isFull(): boolean {
    return this.points >= this.#most;
  }

  renew(strings: StringTable): void {
    this.#strings = strings;
  }

  async consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): Promise<void> {
    this.#test.enter({ length, time, type, fields }, this.events, this.#strings);
    for (let i = 0; i < length; i++) {
      if (i % STRIDE === 0 && (this.#pacer.due || this.isFull)) {
        if (this.isFull) return;
        await this.#pacer.rest();
      }
      this.events++;
      if (!this.#test.matches(i)) continue;
      this.matching++;
      for (let c = 0; c < this.series.length; c++) this.#push(this.series[c]!, time[i]!, this.#test.value(i, c));
    }
  }

  finish(): void {
    // Values hold until the end.
  }

  #push(series: ValueLine | ValueCounts, time: number, value: Value): void {
    if (series instanceof ValueLine) {
      const number = numberOf(value);
      if (Number.isFinite(number)) series.push(time, number);
    } else if (value !== undefined) {
      series.push(time, textOf(value));
    }
  }
}

/** NaN if it is none. */
function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object') return numberOf(value[0]);
  return value === undefined || value === '' ? Number.NaN : Number(value);
}

/** Of a number with a label, the label. */
function textOf(value: NonNullable<Value>): string {
  return String(typeof value === 'object' ? value.at(-1) : value);
}
