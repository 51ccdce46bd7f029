/**
 * A number that events tell, over time: it holds until an event tells another one.
 *
 * What a sample shows that stands for several changes is the one farthest from the sample before, so that no peak is lost
 * at any zoom; where a sample stands for one change or none, it is the value at that time. 0 before the first event, as of
 * counters. Cost: 17 B a change; O(log n) a sample.
 */
import { Extremes } from '../../index/extremes.ts';
import { StepSeries } from '../../index/step-series.ts';

const STRIDE = 4096;

export class ValueLine {
  /** Events that told a number. */
  events = 0;
  readonly #series = new StepSeries();
  readonly #extremes = new Extremes(this.#series.value);

  /** Changes that are kept. */
  get points(): number {
    return this.#series.length;
  }

  push(time: number, value: number): void {
    this.events++;
    const { length, last, time: times, value: values } = this.#series;
    if (length > 0 && last === value) return;
    // Not by `StepSeries.push`, which would let go of what an earlier event of the same time told.
    times.push(time);
    values.push(value);
    if (times.length % STRIDE === 0) this.#extremes.grow();
  }

  /** `samples`: times in order, ns since the reader's base. */
  sampled(samples: Float64Array): Float64Array {
    const { data } = this.#series.value;
    let from = -1;
    let before = 0;
    return samples.map((time) => {
      const to = this.#series.countUpTo(time);
      let value = to === 0 ? 0 : data[to - 1]!;
      if (from >= 0 && to - from > 1) {
        const { least, most } = this.#extremes.of(from, to);
        value = before - least > most - before ? least : most;
      }
      from = to;
      before = value;
      return value;
    });
  }
}
