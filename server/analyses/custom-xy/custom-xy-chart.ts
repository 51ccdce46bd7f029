/**
 * A chart over time of columns and fields of the events that match filters: numbers as lines, texts as counts of their
 * values. What it draws is gathered by a pass over the events, once somebody asks for it.
 *
 * Cost: `value-line.ts` and `value-counts.ts`, for 8 million points at the most; O(series · samples · log n) an answer.
 */
import { derivedDescriptor } from '../derived-descriptor.ts';
import { EventPass, type PassResult } from '../event-pass.ts';
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type {
  Configuration,
  OutputDescriptor,
  SeriesQuery,
  Status,
  TreeEntry,
  TreeModel,
  XYAxis,
  XYModel,
  XYSeries,
} from '../output.ts';
import { Pace } from '../pace.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { lineOver, numberAxis } from '../xy-axes.ts';
import { chartSeries } from './chart-series.ts';
import { type ChartedEvents, refuseUnknown } from './event-columns.ts';
import { TraceChart } from './trace-chart.ts';

const MOST_POINTS = 2 ** 23;
/** Columns whose values depend on where traces are moved in time. */
const TIMES = /^timestamp/i;

export class CustomXYChart extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #charted: ChartedEvents;
  readonly #axis: Partial<XYAxis>;
  readonly #mostPoints: number;
  #pass!: EventPass<TraceChart>;
  /** Offsets of the traces, where filters may read times. */
  #basis = '';
  #failure: string | undefined;
  #isChecked: boolean;

  /** Throws a `QueryError` if the traces have been read and tell nothing of a name that is asked for. */
  constructor(
    experiment: Experiment,
    parent: OutputDescriptor,
    configuration: Configuration,
    charted: ChartedEvents,
    axis: Partial<XYAxis>,
    mostPoints = MOST_POINTS,
  ) {
    super(experiment);
    this.#isChecked = experiment.status !== 'RUNNING';
    if (this.#isChecked) refuseUnknown(experiment, charted);
    this.descriptor = derivedDescriptor(parent, configuration, 'TREE_TIME_XY');
    this.#charted = charted;
    this.#axis = axis;
    this.#mostPoints = mostPoints;
    this.#begin();
  }

  override get status(): Status {
    this.#refresh();
    if (!this.#isChecked && this.experiment.status !== 'RUNNING') this.#check();
    return this.#failure === undefined ? this.#pass.status : 'FAILED';
  }
  override get statusMessage(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    const full =
      this.#pass.status === 'COMPLETED' ? this.#results().find(({ consumer }) => consumer.isFull) : undefined;
    if (full === undefined) return this.#pass.statusMessage;
    const { trace, consumer } = full;
    const until = formatTimestamp(trace.base + BigInt(trace.times.at(Math.max(0, consumer.events - 1))));
    return `Shown up to ${until} only: more points than are kept (${this.#mostPoints}). A narrower filter shows all.`;
  }

  async tree(): Promise<TreeModel> {
    const results = this.#results();
    const entries: TreeEntry[] = [];
    for (const { trace, consumer } of results) {
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const root = this.experiment.traces.length > 1 ? { parentId: id(0) } : {};
      if ('parentId' in root)
        entries.push({ id: id(0), labels: [trace.name, String(consumer.matching)], hasData: false });
      const groups = new Set<number>();
      for (const { entry, label, events, group, isDefault } of chartSeries(consumer, this.#charted.columns)) {
        if (group !== undefined && !groups.has(group)) {
          groups.add(group);
          const column = this.#charted.columns[group - 1]!;
          const total = consumer.series[group - 1]!.events;
          entries.push({ id: id(group), ...root, labels: [column, String(total)], hasData: false });
        }
        const parent = group === undefined ? root : { parentId: id(group) };
        entries.push({ id: id(entry), ...parent, labels: [label, String(events)], hasData: true, isDefault });
      }
    }
    return {
      headers: [
        { name: 'Name', tooltip: 'Column, value', dataType: 'STRING' },
        { name: 'Events', tooltip: 'Events that match and tell it', dataType: 'NUMBER' },
      ],
      entries,
    };
  }

  async xy({ times, items }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const { ids, traces } = this.experiment;
    const series: XYSeries[] = [];
    for (const { trace, consumer } of this.#results()) {
      const wanted = new Set(items.filter((id) => ids.trace(id) === trace.ordinal).map((id) => ids.entry(id)));
      const samples = times.relativeTo(trace.base);
      for (const { entry, label, group, axis, sampled } of chartSeries(consumer, this.#charted.columns)) {
        if (!wanted.has(entry)) continue;
        const column = group === undefined ? [] : [this.#charted.columns[group - 1]!];
        series.push({
          seriesId: ids.id(trace.ordinal, entry),
          seriesName: [...(traces.length > 1 ? [trace.name] : []), ...column, label].join('/'),
          ...lineOver(times),
          yValues: await sampled(samples, pace),
          yAxis: { ...numberAxis(axis), ...this.#axis },
        });
        await pace.pause();
      }
    }
    return { title: this.descriptor.name, series };
  }

  close(): void {
    this.#pass.close();
  }

  #begin(): void {
    const made: TraceChart[] = [];
    this.#basis = this.#basisNow();
    this.#pass = new EventPass(this.experiment, (trace, strings) => {
      const room = made.reduce((left, { points }) => left - points, this.#mostPoints);
      if (room <= 0) return undefined;
      const chart = new TraceChart(trace, strings, this.#charted, room);
      made.push(chart);
      return chart;
    });
  }

  /** What there is in traces that were still being read is known now. */
  #check(): void {
    this.#isChecked = true;
    try {
      refuseUnknown(this.experiment, this.#charted);
    } catch (error) {
      this.#failure = (error as Error).message;
      this.close();
    }
  }

  #results(): readonly PassResult<TraceChart>[] {
    this.#refresh();
    return this.#pass.results();
  }

  /** Begins anew once a trace was moved, if times are read. */
  #refresh(): void {
    if (this.#basis === this.#basisNow() || this.#pass.status === 'FAILED') return;
    this.#pass.close();
    this.#begin();
  }

  #basisNow(): string {
    const { columns, filters } = this.#charted;
    const readsTimes = [...columns, ...filters.flatMap(({ fields }) => fields)].some((name) => TIMES.test(name));
    return readsTimes ? this.experiment.traces.map(({ offset }) => offset).join() : '';
  }
}
