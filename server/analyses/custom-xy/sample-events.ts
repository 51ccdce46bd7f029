/**
 * What a chart would draw of an experiment, found while the user waits: of all its events, or where there is no time for
 * that, of some from many places, so that what a trace begins with is not taken for all of it.
 */
import { StringTable } from '../../index/string-table.ts';
import type { Experiment } from '../experiment-output.ts';
import type { ChartedEvents } from './event-columns.ts';
import { TraceChart } from './trace-chart.ts';

/** Parts of a trace; of each, the events from its begin on are looked at. */
const PARTS = 10;

interface Sample {
  readonly charts: readonly TraceChart[];
  /** Events looked at. */
  readonly events: number;
}

/** Each part has the same share of `milliseconds`, and what those before it have left over. */
export async function sampleEvents(
  { traces }: Experiment,
  charted: ChartedEvents,
  milliseconds: number,
): Promise<Sample> {
  const deadline = performance.now() + milliseconds;
  const charts: TraceChart[] = [];
  let events = 0;
  let left = PARTS * traces.length;
  for (const trace of traces) {
    const strings = new StringTable();
    const chart = new TraceChart(trace, strings, charted, Number.POSITIVE_INFINITY);
    charts.push(chart);
    const begin = (part: number): number => Math.floor((part * trace.events) / PARTS);
    for (let part = 0; part < PARTS; part++, left--) {
      const now = performance.now();
      const until = now + (deadline - now) / left;
      chart.events = begin(part);
      if (begin(part) === begin(part + 1)) continue;
      for await (const batch of trace.source.reader.scan(begin(part), begin(part + 1), chart.requests, strings)) {
        await chart.consume(batch, batch.fields);
        events += batch.length;
        if (performance.now() > until) break;
      }
    }
  }
  return { charts, events };
}
