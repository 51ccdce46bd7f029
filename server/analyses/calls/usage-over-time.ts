/**
 * Tokens and costs over time: what the calls that ended between a sample and the one before it have used, each by itself,
 * without the calls that it made; so that the values of a window add up to what was used in it.
 */
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, XYModel, XYSeries } from '../output.ts';
import { timeAxis } from '../xy-axes.ts';
import { experimentCalls, type ProjectCalls } from './experiment-calls.ts';
import { COMPLETION, COST, PROMPT, type UsageSeries } from './usage-series.ts';

const ROOT = 0;
/** Of all ops: the kinds of a chart, from here on. */
const ALL = 1;
const OPS = 4;

interface Kind {
  readonly what: number;
  readonly name: string;
}

interface Chart {
  readonly descriptor: OutputDescriptor;
  readonly kinds: readonly Kind[];
  readonly unit: string;
}

const TOKENS: Chart = {
  descriptor: {
    id: 'heddle.calls.tokens',
    name: 'Tokens over Time',
    description: 'Show how many tokens calls have used over time, by op',
    type: 'TREE_TIME_XY',
  },
  kinds: [
    { what: PROMPT, name: 'Prompt tokens' },
    { what: COMPLETION, name: 'Completion tokens' },
  ],
  unit: '',
};

const COSTS: Chart = {
  descriptor: {
    id: 'heddle.calls.cost',
    name: 'Cost over Time',
    description: 'Show what the tokens of calls have cost over time, by op',
    type: 'TREE_TIME_XY',
  },
  kinds: [{ what: COST, name: 'Cost' }],
  unit: 'USD',
};

export class UsageOverTime extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #chart: Chart;

  static tokens(experiment: Experiment): UsageOverTime {
    return new UsageOverTime(experiment, TOKENS);
  }

  static cost(experiment: Experiment): UsageOverTime {
    return new UsageOverTime(experiment, COSTS);
  }

  private constructor(experiment: Experiment, chart: Chart) {
    super(experiment);
    this.#chart = chart;
    this.descriptor = chart.descriptor;
  }

  tree(): TreeModel {
    const { kinds } = this.#chart;
    const entries: TreeEntry[] = [];
    for (const { trace, index } of experimentCalls(this.experiment)) {
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      entries.push({ id: id(ROOT), labels: [trace.name], hasData: false });
      kinds.forEach(({ name }, k) => {
        entries.push({ id: id(ALL + k), parentId: id(ROOT), labels: [name], hasData: true, isDefault: true });
        index.usageOf.forEach((_, op) => {
          const labels = [index.numbers.ops.text(op)];
          entries.push({ id: id(OPS + op * kinds.length + k), parentId: id(ALL + k), labels, hasData: true });
        });
      });
    }
    return { headers: [{ name: 'Name', tooltip: 'Project, what was used, and the op that used it' }], entries };
  }

  xy({ times, items }: SeriesQuery): XYModel {
    const { ids } = this.experiment;
    const { kinds, unit, descriptor } = this.#chart;
    const all = experimentCalls(this.experiment);
    const series = items.flatMap((seriesId): XYSeries[] => {
      const calls = all.find(({ trace }) => trace.ordinal === ids.trace(seriesId));
      const found = calls && seriesOf(calls, ids.entry(seriesId), kinds);
      if (found === undefined) return [];
      const { kind, name, usage } = found;
      return [
        {
          seriesId,
          seriesName: `${calls!.trace.name}/${name}`,
          style: { values: { 'series-type': 'bar' } },
          xValues: times,
          yValues: differences(usage, kind.what, times.relativeTo(calls!.trace.base)),
          xAxis: timeAxis(times),
          yAxis: { label: kind.name, unit, dataType: 'NUMBER' },
        },
      ];
    });
    return { title: descriptor.name, series };
  }
}

function seriesOf(
  { index }: ProjectCalls,
  entry: number,
  kinds: readonly Kind[],
): { kind: Kind; name: string; usage: UsageSeries } | undefined {
  const ofAll = kinds[entry - ALL];
  if (ofAll !== undefined) return { kind: ofAll, name: ofAll.name, usage: index.usage };
  const op = Math.floor((entry - OPS) / kinds.length);
  const kind = kinds[(entry - OPS) % kinds.length];
  const usage = index.usageOf[op];
  return kind === undefined || usage === undefined
    ? undefined
    : { kind, name: `${kind.name}/${index.numbers.ops.text(op)}`, usage };
}

/** The first sample counts as far back as the second one is away. */
function differences(usage: UsageSeries, what: number, samples: Float64Array): Float64Array {
  const gap = samples.length > 1 ? samples[1]! - samples[0]! : 0;
  let before = samples.length === 0 ? 0 : usage.upTo(what, samples[0]! - gap);
  return samples.map((time) => {
    const upTo = usage.upTo(what, time);
    const used = Math.max(0, upTo - before);
    before = upTo;
    return used;
  });
}
