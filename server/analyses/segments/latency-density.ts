/**
 * How many segments took how long. Durations are cut into ranges, equal ones up to the longest of all unless others are
 * asked for; each counts the segments that lie at least partly in the window of time: of a whole trace, or of one group of
 * its runs.
 *
 * Cost: one step for each segment in the window.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { OutputDescriptor, SeriesQuery, TreeModel, XYModel, XYSeries } from '../output.ts';
import { Pace } from '../pace.ts';
import { numberAxis } from '../xy-axes.ts';
import { type DurationBins, equalBins } from './duration-bins.ts';
import { eachChunk, type SegmentRun } from './segments.ts';

/** What is counted together. */
export interface DensityGroup {
  readonly trace: IndexedTrace;
  /** Number of its entry in the trace; 0 for the trace itself, below which all others lie. */
  readonly entry: number;
  readonly label: string;
  readonly runs: readonly SegmentRun[];
}

/** How the output speaks of segments. */
interface DensityTerms {
  readonly title: string;
  readonly duration: string;
  readonly count: string;
}

export class LatencyDensity extends ExperimentOutput {
  readonly descriptor: OutputDescriptor;
  readonly #terms: DensityTerms;
  readonly #groups: () => readonly DensityGroup[];
  readonly #bins: (wanted: number, longest: number) => DurationBins;

  constructor(
    experiment: Experiment,
    descriptor: OutputDescriptor,
    terms: DensityTerms,
    groups: () => readonly DensityGroup[],
    bins = equalBins,
  ) {
    super(experiment);
    this.descriptor = descriptor;
    this.#terms = terms;
    this.#groups = groups;
    this.#bins = bins;
  }

  /** The same segments, counted in other ranges, as they are for the longest duration. */
  binned(descriptor: OutputDescriptor, bins: (longest: number) => DurationBins): LatencyDensity {
    return new LatencyDensity(this.experiment, descriptor, this.#terms, this.#groups, (_, longest) => bins(longest));
  }

  tree(): TreeModel {
    const { ids } = this.experiment;
    return {
      headers: [{ name: 'Name', tooltip: 'Trace and what is counted in it' }],
      entries: this.#groups().map(({ trace: { ordinal }, entry, label }) => ({
        id: ids.id(ordinal, entry),
        ...(entry === 0 ? { isDefault: true } : { parentId: ids.id(ordinal, 0) }),
        labels: [label],
        hasData: true,
      })),
    };
  }

  async xy({ times, items, extra }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const { ids } = this.experiment;
    const groups = this.#groups();
    const wanted = typeof extra.nbSamples === 'number' ? extra.nbSamples : times.length;
    const longest = groups.reduce((most, { runs }) => runs.reduce((most, run) => Math.max(most, run.longest), most), 0);
    const bins = this.#bins(wanted, longest);
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const group = groups.find(({ trace, entry }) => ids.id(trace.ordinal, entry) === seriesId);
      if (group === undefined) continue;
      const { trace, entry, label, runs } = group;
      const yValues = new Float64Array(bins.ranges.length);
      const from = Number(times.start - trace.base);
      const to = Number(times.end - trace.base);
      for (const run of runs) await count(run, { from, to, bins }, yValues, pace);
      series.push({
        seriesId,
        seriesName: entry === 0 ? trace.name : `${trace.name}/${label}`,
        style: { values: { 'series-type': 'bar' } },
        xRanges: bins.ranges,
        yValues,
        xAxis: {
          label: this.#terms.duration,
          unit: 'ns',
          dataType: 'DURATION',
          axisDomain: { type: 'range', ...bins.domain },
        },
        yAxis: numberAxis(this.#terms.count),
      });
    }
    return { title: this.#terms.title, series };
  }
}

async function count(
  run: SegmentRun,
  { from, to, bins }: { readonly from: number; readonly to: number; readonly bins: DurationBins },
  counted: Float64Array,
  pace: Pace,
): Promise<void> {
  await eachChunk(run, run.within(from, to), pace, ({ start, end, name }, _, length) => {
    for (let i = 0; i < length; i++) {
      if (start[i]! > to || end[i]! < from || name[i]! < 0) continue;
      const bin = bins.of(end[i]! - start[i]!);
      if (bin >= 0) counted[bin]! += 1;
    }
  });
}
