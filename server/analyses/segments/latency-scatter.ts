/**
 * Latency vs Time: a point for each segment, its start against its duration, in one series a name.
 *
 * As many points as can be told apart: of a series, one for each cell of the picture, where a cell is one sample wide and
 * a 256th of the longest visible duration high; and cells grow if there would be too many points. The longest of all
 * segments that begin in a sample's width is never left out. Cost: two steps for each segment in the window.
 */
import { SampleTimes } from '../../index/sample-times.ts';
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, XYModel, XYSeries } from '../output.ts';
import { Pace } from '../pace.ts';
import { timeAxis } from '../xy-axes.ts';
import { PointGrid } from './point-grid.ts';
import { eachChunk, type SegmentRun, type TraceSegments } from './segments.ts';

const ROOT = 0;

export class LatencyScatter extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #find: () => readonly TraceSegments[];

  constructor(experiment: Experiment, descriptor: OutputDescriptor, find: () => readonly TraceSegments[]) {
    super(experiment);
    this.descriptor = descriptor;
    this.#find = find;
  }

  tree(): TreeModel {
    const { ids } = this.experiment;
    return {
      headers: [{ name: 'Name', tooltip: 'Trace and name' }],
      entries: this.#find().flatMap(({ trace, source }): TreeEntry[] => {
        const root = ids.id(trace.ordinal, ROOT);
        const names = Array.from({ length: source.names }, (_, name) => ({ name, label: source.label(name) }));
        names.sort((a, b) => (a.label === b.label ? a.name - b.name : a.label < b.label ? -1 : 1));
        return [
          { id: root, labels: [trace.name], hasData: false },
          ...names.map(({ name, label }) => ({
            id: ids.id(trace.ordinal, name + 1),
            parentId: root,
            labels: [label],
            hasData: true,
            isDefault: true,
          })),
        ];
      }),
    };
  }

  async xy({ times, items }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const { ids } = this.experiment;
    const series: XYSeries[] = [];
    const xAxis = timeAxis(times);
    for (const { trace, source } of this.#find()) {
      const from = Number(times.start - trace.base);
      const to = Number(times.end - trace.base);
      /** By name, the series, from 1; 0: not asked for. */
      const wanted = new Uint32Array(source.names);
      const names: number[] = [];
      for (const id of items) {
        const name = ids.entry(id) - 1;
        if (ids.trace(id) === trace.ordinal && name >= 0 && name < wanted.length) wanted[name] = names.push(name);
      }
      if (names.length === 0) continue;
      const { runs } = source;
      let longest = 0;
      await visit(runs, from, to, wanted, pace, (_, __, duration) => {
        if (duration > longest) longest = duration;
      });
      const grid = new PointGrid(from, to, times.length, names.length, longest);
      await visit(runs, from, to, wanted, pace, (s, start, duration) => grid.add(s, start, duration));
      const points = await grid.points(pace);
      names.forEach((name, s) => {
        const { x, y } = points[s]!;
        series.push({
          seriesId: ids.id(trace.ordinal, name + 1),
          seriesName: String(ids.id(trace.ordinal, name + 1)),
          style: { values: { 'series-type': 'scatter' } },
          xValues: SampleTimes.points(x, trace.base),
          yValues: y,
          xAxis,
          yAxis: { label: 'Duration', unit: 'ns', dataType: 'DURATION' },
        });
      });
    }
    return { title: 'Latency vs Time', series };
  }
}

/** Calls back for each segment of a wanted series that begins within [from, to]: its series, start and duration. */
async function visit(
  runs: readonly SegmentRun[],
  from: number,
  to: number,
  wanted: Uint32Array,
  pace: Pace,
  point: (series: number, start: number, duration: number) => void,
): Promise<void> {
  for (const run of runs) {
    await eachChunk(run, run.within(from, to), pace, ({ start, end, name }, _, count) => {
      for (let i = 0; i < count; i++) {
        const begin = start[i]!;
        if (begin < from || begin > to || name[i]! < 0) continue;
        const series = wanted[name[i]!]!;
        if (series > 0) point(series - 1, begin, end[i]! - begin);
      }
    });
  }
}
