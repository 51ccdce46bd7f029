/**
 * The histogram behind the overview: the events of all traces, over the whole time in bars of a few pixels, asked again
 * while a trace grows.
 */
import type { OutputInfo, Series, Status } from '../../client/messages.ts';
import { LatestWins } from '../latest-wins.ts';
import { Signal } from './signal.ts';
import type { TraceModel } from './trace-model.ts';
import { steps } from './xy-source.ts';

interface Question {
  readonly output: OutputInfo;
  readonly start: number;
  readonly end: number;
  readonly samples: number;
  readonly revision: number | undefined;
}

/** Events counted in steps of one length, the first of which begins at `start`. */
export interface Bars {
  readonly start: number;
  readonly step: number;
  readonly counts: Float64Array;
}

interface Answer {
  readonly status: Status;
  readonly bars?: Bars;
}

/** CSS pixels per bar. */
const BAR = 3;

export class OverviewSource {
  readonly data = new Signal<Bars | undefined>(undefined);
  readonly #model: TraceModel;
  readonly #asking: LatestWins<Question, Answer>;
  #last: Question | undefined;

  constructor(model: TraceModel) {
    this.#model = model;
    this.#asking = new LatestWins<Question, Answer>({
      ask: (question) => this.#ask(question),
      got: ({ bars }) => {
        if (bars) this.data.set(bars);
      },
      // An overview without a histogram still shows the window.
      failed: () => {},
    });
  }

  prepare(width: number): void {
    const output = this.#model.outputs.value.find((each) => each.id.includes('HistogramDataProvider'));
    const experiment = this.#model.experiment.value;
    if (!output || width < 10 || !experiment) return;
    const { start, end } = this.#model.bounds;
    const samples = Math.max(2, Math.floor(width / BAR));
    const last = this.#last;
    const revision = experiment.liveRevision;
    const isSame = last?.output.id === output.id && last.start === start && last.end === end;
    if (isSame && last?.samples === samples && last.revision === revision) return;
    this.#last = { output, start, end, samples, revision };
    this.#asking.want(this.#last);
  }

  stop(): void {
    this.#asking.stop();
  }

  async #ask({ output, start, end, samples }: Question): Promise<Answer> {
    const host = this.#model.host;
    const tree = await host.tree(output.id, output.type);
    const totals = tree.entries.filter((entry) => entry.isDefault && entry.hasData).map((entry) => entry.id);
    if (totals.length === 0) return { status: tree.status };
    const first = Math.floor(start);
    const step = Math.max(1, Math.ceil((end - first) / (samples - 1)));
    const bars = Math.max(1, Math.ceil((end - first) / step));
    const window = { start: first, end: first + bars * step, samples: bars + 1 };
    const { status, series } = await host.xy(output.id, output.type, window, totals);
    return series.length === 0 ? { status } : { status, bars: { start: first, step, counts: sum(series) } };
  }
}

function sum(series: readonly Series[]): Float64Array {
  const [first, ...others] = series.map((each) => steps(each, true).y);
  const counts = Float64Array.from(first!);
  for (const other of others) for (let i = 0; i < counts.length; i++) counts[i]! += other[i] ?? 0;
  return counts;
}
