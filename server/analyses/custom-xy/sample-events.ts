/** What a chart would draw of the first events of an experiment, found while the user waits. */
import { StringTable } from '../../index/string-table.ts';
import type { Experiment } from '../experiment-output.ts';
import type { ChartedEvents } from './event-columns.ts';
import { TraceChart } from './trace-chart.ts';

interface Sample {
  readonly charts: readonly TraceChart[];
  /** Events looked at. */
  readonly events: number;
}

/** Looks at the first `most` events, trace by trace, and ends after `milliseconds`. */
export async function sampleEvents(
  { traces }: Experiment,
  charted: ChartedEvents,
  most: number,
  milliseconds: number,
): Promise<Sample> {
  const deadline = performance.now() + milliseconds;
  const charts: TraceChart[] = [];
  let events = 0;
  for (const trace of traces) {
    const strings = new StringTable();
    const chart = new TraceChart(trace, strings, charted, Number.POSITIVE_INFINITY);
    charts.push(chart);
    const end = Math.min(trace.events, most - events);
    if (end <= 0) continue;
    for await (const batch of trace.source.reader.scan(0, end, chart.requests, strings)) {
      await chart.consume(batch, batch.fields);
      events += batch.length;
      if (performance.now() > deadline) return { charts, events };
    }
  }
  return { charts, events };
}
