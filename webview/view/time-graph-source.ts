/**
 * The data of a time graph or flame graph lane: which rows are in sight, what is held for them, what to ask for.
 *
 * Only rows in sight (and a block around them) are asked for. An answer replaces what is held; until it comes, what is held
 * is drawn, stretched to the view. Answers of a running analysis are asked for again.
 */
import type { Annotation, Arrows, Entry, OutputFilter, States, Status } from '../../client/messages.ts';
import { type Instances, makeInstances } from '../chart/instances.ts';
import { longestStates, nextMatch } from '../chart/state-scan.ts';
import { type FoundState, nextState, previousState, stateAt } from '../chart/state-search.ts';
import { LatestWins } from '../latest-wins.ts';
import type { Theme } from '../theme/theme.ts';
import { covers, type FetchWindow, fetchWindow, sameWindow } from '../time/fetch-window.ts';
import { type Range, sameRange, within } from '../time/range.ts';
import { rowsInSight } from './lanes.ts';
import { type Modifiers, NO_MODIFIERS, selectRows } from './selected-rows.ts';
import { Signal } from './signal.ts';
import { StatePaint } from './state-paint.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import { TreeSource } from './tree-source.ts';

/** Rows are asked for in blocks of this many, so that slow scrolling seldom asks. */
const BLOCK = 16;

/** How long the view rests before all states are looked at for a filter, or rows are asked for, ms. */
const REST = 200;

const NOTHING: ReadonlySet<number> = new Set();

interface Question {
  readonly filter: (OutputFilter & { readonly deep: boolean }) | undefined;
  readonly window: FetchWindow;
  readonly items: readonly number[];
  readonly itemSet: ReadonlySet<number>;
  /** The answers of a later round are others, though the question is the same. */
  readonly round: number;
}

export interface Held extends Question {
  readonly states: States;
}

interface AnnotationList {
  readonly status: Status;
  readonly list: readonly Annotation[];
}

export class TimeGraphSource {
  readonly outputId: string;
  readonly ownAxis: boolean;
  readonly trees: TreeSource;
  /** The view's, or a flame graph's own. */
  readonly range: Signal<Range>;
  readonly problem = new Signal<string | undefined>(undefined);
  readonly scrollTop = new Signal(0);
  readonly selectedRow = new Signal<number | undefined>(undefined);
  /** Entries of all selected rows, if they are more than one. */
  readonly markedRows = new Signal<ReadonlySet<number>>(new Set());
  /** Counts changes that must be drawn. */
  readonly version = new Signal(0);
  readonly filter: Signal<OutputFilter | undefined>;
  readonly empty = new Signal(false);
  held: Held | undefined;
  readonly hasArrows = new Signal(false);
  readonly showArrows = new Signal(true);
  arrows: Arrows | undefined;
  annotations: readonly Annotation[] = [];
  readonly paint: StatePaint;
  readonly #model: TraceModel;
  readonly #states: LatestWins<Question, States>;
  readonly #arrows: LatestWins<FetchWindow, Arrows>;
  readonly #annotations: LatestWins<FetchWindow, AnnotationList>;
  #rowOf = new Map<number, number>();
  #bounds: Range | undefined;
  #instances: Instances | undefined;
  #failed: Question | undefined;
  #deepening: ReturnType<typeof setTimeout> | undefined;
  #extrasFor: FetchWindow | undefined;
  #round = 0;
  /** There are too many rows to show them all: those of the range in sight are asked for. */
  #isPartial = false;
  #rowsFor: Range | undefined;
  #moving: ReturnType<typeof setTimeout> | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(model: TraceModel, outputId: string, ownAxis: boolean, filter?: OutputFilter) {
    this.#model = model;
    this.filter = new Signal(filter);
    this.outputId = outputId;
    this.ownAxis = ownAxis;
    this.range = ownAxis ? new Signal<Range>({ start: 0, end: 1 }) : model.range;
    this.paint = new StatePaint();
    this.trees = new TreeSource(model, outputId, ownAxis ? 'GANTT_CHART' : 'TIME_GRAPH');
    this.trees.rows.subscribe(() => this.#arranged());
    if (!ownAxis) {
      this.#stops.push(
        this.trees.tree.subscribe(() => {
          model.reach(this.#latest());
          this.#noteRows();
        }),
        model.range.subscribe(() => this.#moved()),
      );
    }
    this.#states = new LatestWins<Question, States>({
      ask: ({ window, items, filter }) => model.host.states(outputId, window, items, filter),
      got: (states, question) => this.#take(states, question),
      failed: (error, question) => {
        this.#failed = question;
        this.problem.set(messageOf(error));
      },
      busy: model.counting,
    });
    this.#arrows = new LatestWins<FetchWindow, Arrows>({
      ask: (window) => model.host.arrows(outputId, window),
      got: (arrows) => {
        this.arrows = arrows.source.length > 0 ? arrows : undefined;
        // Of a part without any the button stays.
        if (this.arrows) this.hasArrows.set(true);
        this.#changed();
      },
      failed: () => {},
      busy: model.counting,
    });
    this.#annotations = new LatestWins<FetchWindow, AnnotationList>({
      ask: async (window) => ({ status: 'COMPLETED', list: await model.host.annotations(outputId, window) }),
      got: ({ list }) => {
        this.annotations = list;
        this.#changed();
      },
      failed: () => {},
      busy: model.counting,
    });
    this.filter.subscribe(() => {
      this.#failed = undefined;
      this.#changed();
    });
    this.trees.ask();
    this.#askStyles();
  }

  stop(): void {
    clearTimeout(this.#deepening);
    clearTimeout(this.#moving);
    for (const stop of this.#stops) stop();
    for (const asking of [this.trees, this.#states, this.#arrows, this.#annotations]) asking.stop();
    this.#model.countMatches(this.outputId, undefined);
  }

  /** From anew: after an error, when the server came back, or when the output was made anew. */
  refresh(remade = false): void {
    this.#failed = undefined;
    this.problem.set(undefined);
    this.#round++;
    this.trees.again(remade);
    this.#askStyles();
    this.#extrasFor = undefined;
    this.#changed();
  }

  #askStyles(): void {
    this.#model.host.styles(this.outputId).then(
      (styles) => {
        this.paint.use(styles);
        this.#redo();
      },
      () => {},
    );
  }

  get bounds(): Range {
    if (!this.ownAxis) return this.#model.bounds;
    return this.#bounds ?? { start: 0, end: 1 };
  }

  /** `extend`: with Ctrl or Shift, or along with a step of the keys. */
  selectRow(row: number | undefined, extend: Modifiers = NO_MODIFIERS): void {
    const ids = this.trees.rows.value.map(({ entry }) => entry.id);
    const marked =
      row === undefined ? NOTHING : selectRows(ids, this.markedRows.value, this.selectedRow.value, row, extend);
    if (marked.size > 0 || this.markedRows.value.size > 0) this.markedRows.set(marked);
    this.selectedRow.set(row);
  }

  /** Of a row that is one of several selected ones, all of them; else the row's own. */
  entriesAt(row: number): readonly Entry[] {
    const rows = this.trees.rows.value;
    const entry = rows[row]?.entry;
    const marked = this.markedRows.value;
    if (entry === undefined) return [];
    return marked.has(entry.id) ? rows.flatMap((each) => (marked.has(each.entry.id) ? [each.entry] : [])) : [entry];
  }

  rowOf = (entryId: number): number | undefined => this.#rowOf.get(entryId);

  /** Rows in sight of a body `height` high. */
  sight(height: number): [number, number] {
    return rowsInSight(this.scrollTop.value, height, this.trees.rows.value.length);
  }

  /** Asks for what the view lacks. `pixels`: the chart's width in device pixels. */
  prepare(pixels: number, height: number): void {
    const rows = this.trees.rows.value;
    const [first, last] = this.sight(height);
    if (last < first || pixels < 2) return;
    const view = this.range.value;
    const missing =
      this.held?.round !== this.#round ||
      rows.slice(first, last + 1).some((row) => row.entry.hasData && !this.held?.itemSet.has(row.entry.id));
    const filter = this.filter.value && { ...this.filter.value, deep: false };
    const isFiltered = this.held?.filter?.text === filter?.text && this.held?.filter?.mode === filter?.mode;
    if (this.held && isFiltered && !missing && covers(this.held.window, view, pixels, this.bounds)) return;
    const from = Math.max(0, Math.floor(first / BLOCK) * BLOCK - BLOCK / 2);
    const to = Math.min(rows.length, Math.ceil((last + 1) / BLOCK) * BLOCK + BLOCK / 2);
    const items = rows
      .slice(from, to)
      .filter((row) => row.entry.hasData)
      .map((row) => row.entry.id);
    if (items.length === 0) return;
    const window = fetchWindow(view, pixels, this.bounds);
    const question = { window, items, itemSet: new Set(items), filter, round: this.#round };
    const same = (other: Question | undefined) =>
      other !== undefined &&
      other.round === question.round &&
      sameWindow(other.window, question.window) &&
      other.filter?.text === filter?.text &&
      other.filter?.mode === filter?.mode &&
      other.items.length === items.length &&
      other.items[0] === items[0] &&
      items.every((item) => other.itemSet.has(item));
    if (!same(this.#states.wanted) && !same(this.#failed)) this.#states.want(question);
    if (!this.ownAxis && (!this.#extrasFor || !sameWindow(this.#extrasFor, question.window))) {
      this.#extrasFor = question.window;
      this.#arrows.want(question.window);
      this.#annotations.want(question.window);
    }
  }

  instances(theme: Theme): Instances | undefined {
    if (!this.held) return undefined;
    if (!this.#instances || this.paint.outdated(theme, this.#model.search.value)) {
      const paint = this.paint.of(this.held.states, theme, this.#model.search.value);
      this.#instances = makeInstances(this.held.states, this.held.window, this.rowOf, paint);
      this.#model.countMatches(this.outputId, this.paint.matchesIn(this.held.states, this.#model.search.value));
    }
    return this.#instances;
  }

  stateAt(row: number, time: number, slack: number): FoundState | undefined {
    const entry = this.trees.rows.value[row]?.entry;
    return entry && this.held && this.#named(stateAt(this.held.states, entry.id, time, slack));
  }

  longest(range: Range, count: number): FoundState[] {
    return this.held ? longestStates(this.held.states, range, count).map((found) => this.paint.named(found)) : [];
  }

  /** From what is held; if that ends, asks for the rest of the trace at the same number of samples. */
  async neighbour(entryId: number, from: Range, direction: 1 | -1): Promise<FoundState | undefined> {
    const find = direction > 0 ? nextState : previousState;
    const edge = direction > 0 ? from.end : from.start;
    const known = this.held && find(this.held.states, entryId, edge);
    if (known) return this.#named(known);
    const bounds = this.bounds;
    const rest = direction > 0 ? { start: edge, end: bounds.end } : { start: bounds.start, end: edge };
    if (rest.end - rest.start < 1) return undefined;
    const window = { start: Math.floor(rest.start), end: Math.ceil(rest.end), samples: 4000 };
    const filter = this.filter.value && { ...this.filter.value, deep: true };
    const states = await this.#model.host.states(this.outputId, window, [entryId], filter);
    return this.#named(find(states, entryId, edge));
  }

  /** The state that begins just then, on a row that bears these metadata. */
  async find(start: number, metadata: Readonly<Record<string, string>>): Promise<FoundState | undefined> {
    const wanted = Object.entries(metadata);
    const bearing = (entries: readonly Entry[]) =>
      entries
        .filter(({ metadata }) => wanted.every(([name, value]) => metadata?.[name]?.includes(value)))
        .map(({ id }) => id);
    const window = { start, end: start + 1, samples: 2 };
    let items = bearing(this.trees.rows.value.map(({ entry }) => entry));
    if (items.length === 0 && this.#isPartial) {
      items = bearing((await this.#model.host.tree(this.outputId, 'TIME_GRAPH', window)).entries);
    }
    if (items.length === 0) return undefined;
    const states = await this.#model.host.states(this.outputId, window, items);
    const found = items.map((id) => stateAt(states, id, start, 0)).find((state) => state?.start === start);
    return found && this.paint.named(found);
  }

  /** The next state that bears the text, in time and over all rows held; goes round at the end. */
  match(search: string | undefined, from: Range | undefined, direction: 1 | -1): FoundState | undefined {
    const text = search?.trim().toLowerCase();
    if (!text || !this.held) return undefined;
    const picked = this.#model.picked.value;
    const row = picked?.kind === 'state' && picked.outputId === this.outputId ? this.rowOf(picked.entryId) : undefined;
    const now = from && { time: from.start, row: row ?? -1 };
    return this.#named(nextMatch(this.held.states, this.rowOf, text, now, direction));
  }

  #named(found: FoundState | undefined): FoundState | undefined {
    return found && this.paint.named(found);
  }

  #take(states: States, question: Question): void {
    if (states.status === 'FAILED') {
      this.#failed = question;
      this.problem.set('The server could not answer for this part of the trace.');
      return;
    }
    this.#failed = undefined;
    this.problem.set(undefined);
    // A running analysis that has nothing yet must not wipe what is shown.
    if (states.status === 'RUNNING' && states.start.length === 0 && this.held) return;
    this.held = { ...question, states };
    this.#deepen(question);
    this.empty.set(states.status === 'COMPLETED' && states.start.length === 0);
    this.#redo();
  }

  /** What would be shown anyway is filtered at once; once the view rests, what lies between samples too. */
  #deepen(question: Question): void {
    clearTimeout(this.#deepening);
    const { filter } = question;
    if (!filter || filter.deep) return;
    this.#deepening = setTimeout(() => {
      const isSame = this.held?.window === question.window && this.held.items === question.items;
      if (isSame && this.#states.wanted === undefined)
        this.#states.want({ ...question, filter: { ...filter, deep: true } });
    }, REST);
  }

  #arranged(): void {
    this.#rowOf = new Map(this.trees.rows.value.map((row, index) => [row.entry.id, index]));
    if (this.ownAxis) this.#measure();
    this.#redo();
  }

  #noteRows(): void {
    const isPartial = this.trees.tree.value?.entries.some(({ metadata }) => metadata?.left_out !== undefined) === true;
    if (this.#isPartial || !isPartial) return;
    this.#isPartial = true;
    this.#moved();
  }

  #moved(): void {
    if (!this.#isPartial) return;
    clearTimeout(this.#moving);
    this.#moving = setTimeout(() => this.#askRows(), REST);
  }

  #askRows(): void {
    const { start, end } = this.range.value;
    const wanted =
      this.#model.follows.value === 'whole' ? undefined : { start: Math.floor(start), end: Math.ceil(end) };
    if (sameRange(wanted, this.#rowsFor)) return;
    this.#rowsFor = wanted;
    this.trees.ask(wanted && { ...wanted, samples: 2 });
  }

  /** The end of the last state of any entry. */
  #latest(): number {
    return (this.trees.tree.value?.entries ?? []).reduce((latest, { end = 0 }) => Math.max(latest, end), 0);
  }

  /** A flame graph's own axis reaches from 0 to its last entry's end. */
  #measure(): void {
    const end = this.#latest();
    const before = this.#bounds;
    if (end <= 0 || before?.end === end) return;
    const whole = !before || this.range.value.end >= before.end;
    this.#bounds = { start: 0, end };
    if (whole) this.range.set(within({ start: 0, end }, this.#bounds));
  }

  #redo(): void {
    this.#instances = undefined;
    this.#changed();
  }

  #changed(): void {
    this.version.set(this.version.value + 1);
  }
}
