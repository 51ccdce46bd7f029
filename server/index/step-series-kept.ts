/** Many step series kept as three columns: how many changes each has, and the times and values of all. */
import { StepSeries } from './step-series.ts';
import type { IndexReader, IndexWriter } from './store/kept.ts';

export function saveSeries(out: IndexWriter, series: readonly StepSeries[]): void {
  const none = new Float64Array(0);
  out.column('counts', [Uint32Array.from(series, ({ length }) => length)]);
  out.column('time', [none, ...series.map(({ time, length }) => time.data.subarray(0, length))]);
  out.column('value', [none, ...series.map(({ value, length }) => value.data.subarray(0, length))]);
}

/** In the order in which they were saved. Nothing can be added to them. */
export function loadSeries(from: IndexReader): StepSeries[] {
  const time = from.float64('time');
  const value = from.float64('value');
  let at = 0;
  return Array.from(from.uint32('counts'), (count) => {
    const series = new StepSeries();
    series.time.data = time.subarray(at, at + count);
    series.value.data = value.subarray(at, at + count);
    series.time.length = count;
    series.value.length = count;
    at += count;
    return series;
  });
}
