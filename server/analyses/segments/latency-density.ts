/**
 * How many segments took how long. Durations from 0 to the longest segment of all are cut into equal ranges; each counts
 * the segments that lie at least partly in the window of time: of a whole trace, or of one group of its runs.
 *
 * Cost: one step for each segment in the window.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { OutputDescriptor, SeriesQuery, TreeModel, XYModel, XYSeries } from '../output.ts';
import { Pace } from '../pace.ts';
import { eventsAxis } from '../xy-axes.ts';
import { eachChunk, type SegmentRun } from './segments.ts';

const MOST_BINS = 65_536;

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

  constructor(
    experiment: Experiment,
    descriptor: OutputDescriptor,
    terms: DensityTerms,
    groups: () => readonly DensityGroup[],
  ) {
    super(experiment);
    this.descriptor = descriptor;
    this.#terms = terms;
    this.#groups = groups;
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
    const bins = Math.min(MOST_BINS, Math.max(1, Math.floor(wanted) || 1));
    const longest = groups.reduce((most, { runs }) => runs.reduce((most, run) => Math.max(most, run.longest), most), 0);
    const step = Math.max(1, Math.floor((longest + 1) / bins));
    const xRanges = Array.from({ length: bins }, (_, i) => ({
      start: BigInt(i === 0 ? 0 : step * i + 1),
      end: BigInt(i === bins - 1 ? Math.max(longest, step * i + 1) : step * (i + 1)),
    }));
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const group = groups.find(({ trace, entry }) => ids.id(trace.ordinal, entry) === seriesId);
      if (group === undefined) continue;
      const { trace, entry, label, runs } = group;
      const yValues = new Float64Array(bins);
      const from = Number(times.start - trace.base);
      const to = Number(times.end - trace.base);
      for (const run of runs) await count(run, { from, to, step }, yValues, pace);
      series.push({
        seriesId,
        seriesName: entry === 0 ? trace.name : `${trace.name}/${label}`,
        style: { values: { 'series-type': 'bar' } },
        xRanges,
        yValues,
        xAxis: {
          label: this.#terms.duration,
          unit: 'ns',
          dataType: 'DURATION',
          axisDomain: { type: 'range', start: 0n, end: BigInt(longest) },
        },
        yAxis: eventsAxis(this.#terms.count),
      });
    }
    return { title: this.#terms.title, series };
  }
}

async function count(
  run: SegmentRun,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  counted: Float64Array,
  pace: Pace,
): Promise<void> {
  const last = counted.length - 1;
  await eachChunk(run, run.within(from, to), pace, ({ start, end, name }, _, length) => {
    for (let i = 0; i < length; i++) {
      if (start[i]! > to || end[i]! < from || name[i]! < 0) continue;
      counted[Math.min(Math.floor((end[i]! - start[i]!) / step), last)]! += 1;
    }
  });
}
