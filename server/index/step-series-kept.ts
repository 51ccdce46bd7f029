/** Many step series kept as three columns: how many changes each has, and the times and values of all. */
import { StepSeries } from './step-series.ts';
import type { IndexReader, IndexWriter } from './store/kept.ts';

export function saveSeries(out: IndexWriter, series: readonly StepSeries[]): void {
  const none = new Float64Array(0);
  out.column('counts', [Uint32Array.from(series, ({ length }) => length)]);
  out.column('time', [none, ...series.map(({ time }) => time.items)]);
  out.column('value', [none, ...series.map(({ value }) => value.items)]);
}

/** In the order in which they were saved. Nothing can be added to them. */
export function loadSeries(from: IndexReader): StepSeries[] {
  const time = from.float64('time');
  const value = from.float64('value');
  let at = 0;
  return Array.from(from.uint32('counts'), (count) => {
    const series = new StepSeries();
    series.time.load(time.subarray(at, at + count));
    series.value.load(value.subarray(at, at + count));
    at += count;
    return series;
  });
}
