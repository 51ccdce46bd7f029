/**
 * Counters: the values of counters over time. Levels are answered as they are at each sample; counts that only grow as
 * what came since the sample before. The parameter `isCumulative` overrules that: true for values, false for differences.
 */
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, XYModel, XYSeries } from '../output.ts';
import { lineOver, numberAxis } from '../xy-axes.ts';
import { type Counter, CounterIndex, groupPath } from './counter-index.ts';

export class Counters extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.analysis.counters.core.CounterDataProvider',
    name: 'Counters',
    description: 'Show a trend of counter values',
    type: 'TREE_TIME_XY',
  };

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => (trace.find(CounterIndex)?.counters.length ?? 0) > 0);
  }

  tree(): TreeModel {
    const entries = this.experiment.traces.flatMap((trace): TreeEntry[] => {
      const index = trace.find(CounterIndex);
      if (index === undefined || index.counters.length === 0) return [];
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      return [
        { id: id(0), labels: [trace.name], hasData: false },
        ...index.groups.map(
          ({ entry, name, parent }): TreeEntry => ({
            id: id(entry),
            parentId: id(parent?.entry ?? 0),
            labels: [name],
            hasData: false,
          }),
        ),
        ...index.counters.map(
          ({ entry, name, group }): TreeEntry => ({
            id: id(entry),
            parentId: id(group.entry),
            labels: [name],
            hasData: true,
          }),
        ),
      ];
    });
    return { headers: [{ name: 'Name', tooltip: 'Trace, group, counter' }], entries };
  }

  xy({ times, items, extra }: SeriesQuery): XYModel {
    const { traces, ids } = this.experiment;
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const trace = traces[ids.trace(seriesId)];
      const index = trace?.find(CounterIndex);
      const counter = index?.counter(ids.entry(seriesId));
      if (trace === undefined || index === undefined || counter === undefined) continue;
      const differences = typeof extra.isCumulative === 'boolean' ? !extra.isCumulative : index.cumulative;
      series.push({
        seriesId,
        seriesName: [trace.name, ...groupPath(counter.group), counter.name].join('/'),
        ...lineOver(times),
        yValues: values(counter, trace, times.relativeTo(trace.base), differences),
        yAxis: numberAxis(counter.name),
      });
    }
    return { title: 'Counters', series };
  }
}

/** The difference of the first sample is taken over the time that lies between the first two. */
function values({ series }: Counter, trace: IndexedTrace, samples: Float64Array, differences: boolean): Float64Array {
  if (!differences) return samples.map((time) => series.at(time));
  const first = samples[0] ?? 0;
  const start = trace.times.length === 0 ? first : trace.times.first;
  let before = series.at(Math.max(start, 2 * first - (samples[1] ?? first)));
  return samples.map((time) => {
    const value = series.at(time);
    const difference = value - before;
    before = value;
    return difference;
  });
}
