/** The histogram behind the overview: the whole trace in about two pixels a bar, asked again while the trace grows. */
import type { OutputInfo, XY } from '../../client/messages.ts';
import { LatestWins } from './latest-wins.ts';
import { Signal } from './signal.ts';
import type { TraceModel } from './trace-model.ts';

interface Question {
  readonly output: OutputInfo;
  readonly start: number;
  readonly end: number;
  readonly samples: number;
}

/** CSS pixels per bar. */
const BAR = 3;

export class OverviewSource {
  readonly data = new Signal<XY | undefined>(undefined);
  readonly #model: TraceModel;
  readonly #asking: LatestWins<Question, XY>;
  #last: Question | undefined;

  constructor(model: TraceModel) {
    this.#model = model;
    this.#asking = new LatestWins<Question, XY>({
      ask: (question) => this.#ask(question),
      got: (xy) => {
        if (xy.series.length > 0) this.data.set(xy);
      },
      // An overview without a histogram still shows the window.
      failed: () => {},
    });
  }

  prepare(width: number): void {
    const output = this.#model.outputs.value.find((each) => each.id.includes('HistogramDataProvider'));
    if (!output || width < 10 || !this.#model.experiment.value) return;
    const { start, end } = this.#model.bounds;
    const samples = Math.max(2, Math.floor(width / BAR));
    const last = this.#last;
    if (last && last.output.id === output.id && last.start === start && last.end === end && last.samples === samples)
      return;
    this.#last = { output, start, end, samples };
    this.#asking.want(this.#last);
  }

  stop(): void {
    this.#asking.stop();
  }

  async #ask({ output, start, end, samples }: Question): Promise<XY> {
    const host = this.#model.host;
    const tree = await host.tree(output.id, output.type);
    const total =
      tree.entries.find((entry) => entry.isDefault && entry.hasData) ?? tree.entries.find((entry) => entry.hasData);
    if (!total) return { status: tree.status, title: '', series: [] };
    return host.xy(output.id, output.type, { start: Math.floor(start), end: Math.ceil(end), samples }, [total.id]);
  }
}
