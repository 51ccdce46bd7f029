/**
 * An `xyView` of a document: a series for each attribute that its entry's path matches. Its value at a sample is the number
 * that the attribute holds then, a text read as one, else 0; `delta` shows by how much it has changed since the sample
 * before, 0 at the first. Beyond the end of the trace it is 0.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type {
  OutputDescriptor,
  SeriesQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
  XYModel,
  XYSeries,
} from '../../output.ts';
import { Pace } from '../../pace.ts';
import { lineOver, numberAxis } from '../../xy-axes.ts';
import { NOWHERE } from '../attribute-store.ts';
import type { XyEntry, XyView } from '../document.ts';
import type { FoundInTrace } from './time-graph-view.ts';
import { type FoundEntry, nameOf, ViewEntries } from './view-entries.ts';

export class DataDrivenXY extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #title: string;
  readonly #entry: XyEntry;
  readonly #entries: ViewEntries<XyEntry>;
  readonly #found: () => readonly FoundInTrace[];

  /** `analyses`, `found`: as for time graphs. */
  constructor(
    experiment: Experiment,
    descriptor: OutputDescriptor,
    { entry, label, id }: Pick<XyView, 'entry' | 'label' | 'id'>,
    analyses: readonly string[],
    found: () => readonly FoundInTrace[],
  ) {
    super(experiment);
    this.descriptor = descriptor;
    this.#title = label ?? id;
    this.#entry = entry;
    this.#entries = new ViewEntries([entry], analyses);
    this.#found = found;
  }

  async tree(_query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const { trace, find } of this.#found()) {
      const id = (number: number): number => this.experiment.ids.id(trace.ordinal, number);
      entries.push({ id: id(0), labels: [trace.name], hasData: false });
      for (const entry of this.#entries.entries(find)) {
        await pace.pause();
        if (entry === undefined) continue;
        const hasData = entry.shown !== NOWHERE;
        entries.push({ id: id(entry.number), parentId: id(entry.parent), labels: [entry.name], hasData });
      }
    }
    return { headers: [{ name: 'Name', tooltip: 'Trace, series' }], entries };
  }

  async xy({ times, items }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const { ids } = this.experiment;
    const pace = new Pace(signal);
    const all = this.#found();
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const of = all.find(({ trace }) => trace.ordinal === ids.trace(seriesId));
      const entry = of && this.#entries.find(of.find, ids.entry(seriesId));
      if (of === undefined || entry === undefined || entry.shown === NOWHERE) continue;
      series.push({
        seriesId,
        seriesName: `${of.trace.name}/${nameOf(entry)}`,
        ...lineOver(times),
        yValues: this.#values(entry, of.trace, times.relativeTo(of.trace.base)),
        yAxis: numberAxis(this.#title),
      });
      await pace.pause();
    }
    return { title: this.#title, series };
  }

  #values({ store, shown }: FoundEntry, { lastTime }: IndexedTrace, samples: Float64Array): Float64Array {
    const values = samples.map((time) => numberOf(store.values.number(store.valueAt(shown, time))));
    if (this.#entry.displayType === 'delta') {
      for (let i = values.length - 1; i > 0; i--) values[i] = values[i]! - values[i - 1]!;
      values[0] = 0;
    }
    for (let i = values.length - 1; i >= 0 && samples[i]! > lastTime; i--) values[i] = 0;
    return values;
  }
}

function numberOf(number: number): number {
  return Number.isFinite(number) ? number : 0;
}
