/**
 * Histogram: how many events there are over time, counted by binary search in the events' times.
 *
 * y of a sample is the number of events after the sample before it and up to itself; the first one counts all events up
 * to it, so that the values of a whole window add up to all events up to its end.
 */
import { partitionPoint } from '../../index/partition-point.ts';
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, XYModel, XYSeries } from '../output.ts';
import { numberAxis, timeAxis } from '../xy-axes.ts';

const ROOT = 0;
const TOTAL = 1;
const LOST = 2;

export class Histogram extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.tmf.core.histogram.HistogramDataProvider',
    name: 'Histogram',
    description: 'Show a histogram of number of events to time for a trace',
    type: 'TREE_TIME_XY',
  };

  static applies(_experiment: Experiment): boolean {
    return true;
  }

  tree(): TreeModel {
    const { traces, ids } = this.experiment;
    const entries: TreeEntry[] = [];
    for (const { ordinal, name, source } of traces) {
      const parentId = ids.id(ordinal, ROOT);
      entries.push({ id: parentId, labels: [name], hasData: false });
      entries.push({ id: ids.id(ordinal, TOTAL), parentId, labels: ['Total'], hasData: true, isDefault: true });
      if (source.reader.lost.length > 0) {
        entries.push({ id: ids.id(ordinal, LOST), parentId, labels: ['Lost'], hasData: true });
      }
    }
    return { headers: [{ name: 'Name', tooltip: 'Trace and kind of events' }], entries };
  }

  xy({ times, items }: SeriesQuery): XYModel {
    const { traces, ids } = this.experiment;
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const trace = traces[ids.trace(seriesId)];
      const entry = ids.entry(seriesId);
      if (trace === undefined || (entry !== TOTAL && entry !== LOST)) continue;
      const samples = times.relativeTo(trace.base);
      series.push({
        seriesId,
        seriesName: `${trace.name}/${entry === TOTAL ? 'Total' : 'Lost'}`,
        style: { values: { 'series-type': entry === TOTAL ? 'area' : 'bar' } },
        xValues: times,
        yValues: entry === TOTAL ? eventCounts(trace, samples) : lostCounts(trace, samples),
        xAxis: timeAxis(times),
        yAxis: numberAxis(entry === TOTAL ? 'Number of events' : 'Number of lost events'),
      });
    }
    return { title: 'Histogram', series };
  }
}

function eventCounts(trace: IndexedTrace, samples: Float64Array): Float64Array {
  let before = 0;
  return samples.map((time) => {
    const upTo = trace.times.countUpTo(time);
    const count = upTo - before;
    before = upTo;
    return count;
  });
}

/** A gap counts where it begins. */
function lostCounts(trace: IndexedTrace, samples: Float64Array): Float64Array {
  const counts = new Float64Array(samples.length);
  for (const { start, count } of trace.source.reader.lost) {
    const sample = partitionPoint(samples.length, (i) => samples[i]! < start);
    if (sample < samples.length) counts[sample]! += count;
  }
  return counts;
}
