/**
 * Performance counters that a tracer adds to events as context (`perf_cpu_…`, `perf_thread_…`): with every event comes
 * the counter's value, of the event's CPU or of its thread.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { StepSeries } from '../../index/step-series.ts';
import { CounterIndex } from './counter-index.ts';

const COUNTER = /^perf_(cpu|thread)_/;
const OF_THREAD = /^perf_thread_/;
const THREAD_FIELDS = ['vtid', 'tid'];

export class ContextCounters extends CounterIndex {
  readonly cumulative = true;
  readonly keptAs = 'counters-context 1';
  readonly requests: readonly FieldRequest[];
  readonly #names: readonly string[];
  /** By event type, which of the counters it carries. */
  readonly #carried: readonly (readonly number[])[];
  readonly #ofThread: readonly boolean[];
  /** By counter: CPU or thread → series. */
  readonly #keys: readonly KeyTable[];
  readonly #series: readonly StepSeries[][];

  /** Undefined where no event carries such a field. */
  static of(reader: TraceReader): ContextCounters | undefined {
    const names = new Set(
      reader.types.flatMap(({ fields }) =>
        fields.filter(({ name, numeric }) => numeric && COUNTER.test(name)).map(({ name }) => name),
      ),
    );
    return names.size === 0 ? undefined : new ContextCounters(reader, [...names]);
  }

  private constructor(reader: TraceReader, names: readonly string[]) {
    super();
    const thread = THREAD_FIELDS.find((wanted) =>
      reader.types.some(({ fields }) => fields.some(({ name }) => name === wanted)),
    );
    this.#names = names;
    this.#ofThread = names.map((name) => thread !== undefined && OF_THREAD.test(name));
    this.#carried = reader.types.map(({ fields }) =>
      names.flatMap((wanted, i) => (fields.some(({ name }) => name === wanted) ? [i] : [])),
    );
    this.#keys = names.map(() => new KeyTable());
    this.#series = names.map(() => []);
    this.requests = [
      { name: '$cpu', as: 'number' },
      { name: thread ?? 'vtid', as: 'number' },
      ...names.map((name): FieldRequest => ({ name, as: 'number' })),
    ];
  }

  consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): void {
    const cpus = fields[0]!;
    const threads = fields[1]!;
    for (let i = 0; i < length; i++) {
      for (const counter of this.#carried[type[i]!]!) {
        const value = fields[2 + counter]![i]!;
        if (Number.isNaN(value)) continue;
        const owner = this.#ofThread[counter] ? threads[i]! : cpus[i]!;
        const id = this.#keys[counter]!.id(owner);
        const series = this.#series[counter]!;
        if (id === series.length) series.push(this.#add(counter, owner));
        series[id]!.push(time[i]!, value);
      }
    }
  }

  #add(counter: number, owner: number): StepSeries {
    const name = this.#names[counter]!;
    if (Number.isNaN(owner)) return this.add(name);
    return this.add(name, this.#ofThread[counter] ? 'Thread' : 'CPU', String(owner));
  }
}
