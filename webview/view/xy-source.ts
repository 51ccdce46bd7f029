/**
 * The series of a chart: which are checked, what is held, what to ask for. Over time the window is widened and quantised as
 * for states; over another axis the question is the trace's window that the chart is about.
 */
import type { Header, OutputInfo, Series, XY } from '../../client/messages.ts';
import { LatestWins } from '../latest-wins.ts';
import { css } from '../theme/data-colours.ts';
import type { Theme } from '../theme/theme.ts';
import { covers, type FetchWindow, fetchWindow, sameWindow } from '../time/fetch-window.ts';
import { type Range, span } from '../time/range.ts';
import { Signal } from './signal.ts';
import { styleValue } from './state-paint.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import { TreeSource } from './tree-source.ts';

interface Question {
  readonly window: FetchWindow;
  readonly items: readonly number[];
  /** Nothing lies before the window. */
  readonly fromStart: boolean;
  /** The answers of a later round are others, though the question is the same. */
  readonly round: number;
}

/** Where no series is the server's default, those of the traces as a whole are shown; else this many. */
const FIRST = 3;
/** Device pixels per step of a chart of counts: single events would make it noise. */
const COUNT_STEP = 4;

export class XYSource {
  readonly output: OutputInfo;
  readonly trees: TreeSource;
  readonly checked = new Signal<ReadonlySet<number>>(new Set());
  readonly data = new Signal<XY | undefined>(undefined);
  readonly problem = new Signal<string | undefined>(undefined);
  /** Counts of events up to each sample; the first has all before the window and is left away, see `steps`. */
  readonly counts: boolean;
  #held: Question | undefined;
  #failed: Question | undefined;
  #chosen = false;
  #sorted = false;
  #traces = 0;
  #round = 0;
  /** The output was made anew, and its tree is not there yet. */
  #isRemade = false;
  readonly #asking: LatestWins<Question, XY>;

  constructor(model: TraceModel, output: OutputInfo) {
    this.output = output;
    this.counts = output.id.includes('HistogramDataProvider');
    this.trees = new TreeSource(model, output.id, output.type, () => this.checked.value);
    this.#asking = new LatestWins<Question, XY>({
      ask: ({ window, items }) => model.host.xy(output.id, output.type, window, items),
      got: (xy, question) => this.#take(xy, question),
      failed: (error, question) => {
        this.#failed = question;
        this.problem.set(messageOf(error));
      },
      busy: model.counting,
    });
    this.trees.tree.subscribe(() => {
      const { entries = [], headers = [], status } = this.trees.tree.value ?? {};
      this.#sortOnce(headers);
      const ids = new Set(entries.map((entry) => entry.id));
      this.#traces = entries.filter((entry) => !ids.has(entry.parentId)).length;
      if (this.#isRemade && status === 'COMPLETED') this.#keepChosen(ids);
      this.#firstChoice();
    });
    this.trees.ask();
  }

  stop(): void {
    this.trees.stop();
    this.#asking.stop();
  }

  refresh(remade = false): void {
    this.#failed = undefined;
    this.#held = undefined;
    this.#round++;
    this.#isRemade ||= remade;
    this.problem.set(undefined);
    this.trees.again(remade);
  }

  /** Of what was checked, what is still there; if nothing is, the choice is made anew. */
  #keepChosen(ids: ReadonlySet<number>): void {
    this.#isRemade = false;
    const kept = this.checked.value.intersection(ids);
    if (kept.size === 0) this.#chosen = false;
    else if (kept.size < this.checked.value.size) this.checked.set(kept);
  }

  /** What figures are about: the selected range, or else what is in sight. */
  part({ selection, range }: TraceModel): Range {
    return selection.value && span(selection.value) > 0 ? selection.value : range.value;
  }

  check(id: number, on: boolean): void {
    this.#chosen = true;
    const next = new Set(this.checked.value);
    if (on) next.add(id);
    else next.delete(id);
    this.checked.set(next);
  }

  /** Over the view's time. `pixels`: device pixels of the chart. */
  prepare(view: Range, pixels: number, bounds: Range): void {
    if (pixels < 2) return;
    const room = this.counts ? pixels / COUNT_STEP : pixels;
    if (this.#held && this.#sameItems(this.#held) && covers(this.#held.window, view, room, bounds)) return;
    const window = fetchWindow(view, room, bounds);
    // Steps of one length: the server stretches the last one to the end that is asked for.
    const end = this.counts ? window.start + (window.samples - 1) * window.resolution : window.end;
    this.#want({
      window: { ...window, end: Math.max(end, window.end) },
      items: [...this.checked.value],
      fromStart: window.start <= bounds.start,
      round: this.#round,
    });
  }

  /** Over an axis of its own, about a part of the trace. */
  prepareFor(part: Range, bins: number): void {
    const window = { start: Math.floor(part.start), end: Math.ceil(part.end), samples: bins, resolution: 0 };
    if (this.#held && this.#sameItems(this.#held) && sameWindow(this.#held.window, window)) return;
    this.#want({ window, items: [...this.checked.value], fromStart: false, round: this.#round });
  }

  /** Of a series or an entry: told by the server's style, else by its name with those above it. */
  colour(id: number, theme: Theme): string {
    const path = this.trees.path(id);
    if (/^lost\b/i.test(path.at(-1) ?? '')) return theme.error;
    const series = this.data.value?.series.find((each) => each.id === id);
    const given = styleValue(series?.style, 'color', {});
    const adapted = given === undefined ? undefined : theme.data.adaptedLine(given);
    // Of a single trace its name says nothing; of several it tells their series apart.
    const named = (this.#traces > 1 ? path : path.slice(1)).join('/') || (path[0] ?? String(id));
    return css(adapted ?? theme.data.line(named));
  }

  name(id: number): string {
    return this.trees.path(id).slice(-2).join(' › ');
  }

  #want(question: Question): void {
    if (question.items.length === 0) {
      this.#held = question;
      if (this.data.value) this.data.set({ ...this.data.value, series: [] });
      return;
    }
    const same = (other: Question | undefined) =>
      other !== undefined &&
      other.round === question.round &&
      sameWindow(other.window, question.window) &&
      sameItems(other.items, question.items);
    if (!same(this.#asking.wanted) && !same(this.#failed)) this.#asking.want(question);
  }

  #sameItems(held: Question): boolean {
    return sameItems(held.items, [...this.checked.value]);
  }

  #take(xy: XY, question: Question): void {
    if (xy.status === 'FAILED') {
      this.#failed = question;
      this.problem.set('The server could not compute this chart.');
      return;
    }
    this.problem.set(undefined);
    this.#failed = undefined;
    if (xy.status === 'RUNNING' && xy.series.length === 0 && this.data.value) return;
    this.#held = question;
    this.data.set(this.counts ? { ...xy, series: xy.series.map((each) => steps(each, question.fromStart)) } : xy);
  }

  /** The largest part first, until the user sorts otherwise. */
  #sortOnce(headers: readonly Header[]): void {
    const share = headers.findIndex(({ name }) => name === '%');
    if (share > 0 && !this.#sorted) this.trees.order.set({ column: share, descending: true });
    this.#sorted ||= share > 0;
  }

  #firstChoice(): void {
    if (this.#chosen) return;
    const entries = (this.trees.tree.value?.entries ?? []).filter((entry) => entry.hasData);
    const byServer = entries.filter((entry) => entry.isDefault);
    const ids = new Set((this.trees.tree.value?.entries ?? []).map((entry) => entry.id));
    const roots = entries.filter((entry) => !ids.has(entry.parentId));
    const first = roots.length > 0 ? roots : entries;
    const chosen = (byServer.length > 0 ? byServer : first.slice(0, FIRST)).map((entry) => entry.id);
    if (!sameItems(chosen, [...this.checked.value])) this.checked.set(new Set(chosen));
  }
}

const sameItems = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

/**
 * What each step counts. The first sample has the events before the window and at its very start: the former belong to no
 * step; the latter are the whole of it where the trace begins, and belong to the first step.
 */
export function steps(series: Series, fromStart: boolean): Series {
  if (!series.x || series.x.length < 2) return series;
  const y = series.y.slice(1);
  if (fromStart) y[0]! += series.y[0]!;
  return { ...series, x: series.x.subarray(1), y };
}
