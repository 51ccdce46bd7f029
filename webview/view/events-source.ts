/** The data of an events table: its columns, the lines in sight, the search, and the way between lines and times. */
import type { Lines, LinesOrder, LinesRequest, OutputFilter, TableColumn } from '../../client/messages.ts';
import { Signal } from './signal.ts';
import { type Line, TablePages } from './table-pages.ts';
import { messageOf, type TraceModel } from './trace-model.ts';

/** Between two questions how far a filter is, ms. */
const POLL = 250;

/** Column id → pattern. */
export type Search = Readonly<Record<number, string>>;

export class EventsSource {
  readonly outputId: string;
  readonly columns = new Signal<readonly TableColumn[] | undefined>(undefined);
  readonly problem = new Signal<string | undefined>(undefined);
  readonly searchProblem = new Signal<string | undefined>(undefined);
  readonly search = new Signal<Search>({});
  readonly order = new Signal<LinesOrder | undefined>(undefined);
  /** Of segments: lines of events come in one order only, in which times and searches find them. */
  readonly sortable: boolean;
  readonly filter: Signal<OutputFilter | undefined>;
  /** How far a filter that hides has come; `isCancelled` if no more is asked for. */
  readonly filtered = new Signal<(NonNullable<Lines['filtered']> & { readonly isCancelled: boolean }) | undefined>(
    undefined,
  );
  readonly version = new Signal(0);
  readonly pages: TablePages;
  readonly #model: TraceModel;
  readonly #stops: (() => void)[] = [];
  #latest = 0;
  #polling: ReturnType<typeof setTimeout> | undefined;

  constructor(model: TraceModel, outputId: string, filter?: OutputFilter) {
    this.#model = model;
    this.filter = new Signal(filter);
    this.outputId = outputId;
    this.sortable = /SegmentStoreTable/.test(outputId);
    this.pages = new TablePages(
      (index, count) => this.#lines({ index, count, ...this.#searched() }),
      () => this.#changed(),
      (error) => this.problem.set(messageOf(error)),
    );
    this.refresh();
    this.#stops.push(
      model.experiment.subscribe(() => this.#grown()),
      this.search.subscribe(() => this.pages.clear()),
      this.order.subscribe(() => this.pages.clear()),
      this.filter.subscribe(() => {
        clearTimeout(this.#polling);
        this.#polling = undefined;
        this.filtered.set(undefined);
        this.pages.empty();
      }),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#polling);
    this.pages.stop();
  }

  refresh(): void {
    this.problem.set(undefined);
    this.#model.host.columns(this.outputId).then(
      (columns) => this.columns.set(columns),
      (error) => this.problem.set(messageOf(error)),
    );
    this.pages.clear();
  }

  /** By a column's values, then the other way round, then as they came. What takes long comes first. */
  sortBy({ id, type }: TableColumn): void {
    const order = this.order.value;
    const first = type === 'DURATION';
    if (order?.columnId !== id) this.order.set({ columnId: id, descending: first });
    else this.order.set(order.descending === first ? { columnId: id, descending: !first } : undefined);
  }

  /** ns since the experiment's base, if the line tells its time. */
  timeOf(line: Line): number | undefined {
    const at = this.columns.value?.findIndex((column) => column.name === 'Timestamp ns') ?? -1;
    const text = line.cells[at];
    return text !== undefined && /^-?\d+$/.test(text) ? Number(BigInt(text) - this.#model.base) : undefined;
  }

  /** Index of the first line at or after a time; undefined if a later question overtook this one. */
  async indexAt(time: number): Promise<number | undefined> {
    const mine = ++this.#latest;
    const lines = await this.#lines({ time: Math.round(time), count: 1 });
    if (mine !== this.#latest) return undefined;
    this.pages.take(lines);
    this.#changed();
    return Math.min(lines.lines[0]?.index ?? lines.lowIndex, Math.max(0, lines.size - 1));
  }

  /** The next or previous line that matches, from `index` on. */
  async find(index: number, direction: 1 | -1): Promise<Line | undefined> {
    const search = this.#searched().search;
    if (!search || index < 0) return undefined;
    this.searchProblem.set(undefined);
    try {
      const lines = await this.#lines({ index, count: 1, search, direction: direction > 0 ? 'NEXT' : 'PREVIOUS' });
      if (lines.lines.length === 0) this.searchProblem.set(direction > 0 ? 'No later match' : 'No earlier match');
      return lines.lines[0];
    } catch (error) {
      this.searchProblem.set(messageOf(error));
      return undefined;
    }
  }

  #searched(): { readonly search?: Search } {
    const patterns = Object.entries(this.search.value).filter(([, text]) => text !== '');
    return patterns.length > 0 ? { search: Object.fromEntries(patterns) } : {};
  }

  /** One line, as the table has it. */
  async line(index: number): Promise<Line | undefined> {
    return (await this.#lines({ index, count: 1 })).lines[0];
  }

  /** No more is looked for; what was found stays. */
  cancelFilter(): void {
    clearTimeout(this.#polling);
    this.#polling = undefined;
    const filtered = this.filtered.value;
    if (filtered) this.filtered.set({ ...filtered, isCancelled: true });
  }

  resumeFilter(): void {
    const filtered = this.filtered.value;
    if (filtered) this.#follow({ ...filtered, isCancelled: false });
  }

  async #lines(request: LinesRequest) {
    this.#model.counting(1);
    try {
      const order = this.order.value;
      const filter = this.filter.value;
      const lines = await this.#model.host.lines(this.outputId, {
        ...request,
        ...(order ? { order } : {}),
        ...(filter ? { filter } : {}),
      });
      if (lines.filtered && filter === this.filter.value)
        this.#follow({ ...lines.filtered, isCancelled: this.filtered.value?.isCancelled ?? false });
      return lines;
    } finally {
      this.#model.counting(-1);
    }
  }

  /** While a filter is at work, it is asked for more matches again and again, which also keeps it at work. */
  #follow(filtered: NonNullable<typeof this.filtered.value>): void {
    this.filtered.set(filtered);
    if (filtered.done >= filtered.of || filtered.isCancelled || this.#polling !== undefined) return;
    this.#polling = setTimeout(() => {
      this.#polling = undefined;
      this.#askForMore();
    }, POLL);
  }

  #askForMore(): void {
    const filter = this.filter.value;
    this.#lines({ index: this.pages.size, count: 1 }).then(
      (lines) => {
        if (filter !== this.filter.value) return;
        this.pages.take(lines);
        this.#changed();
      },
      () => {},
    );
  }

  /** More events were indexed: the size, and with it the scroll bar, follows. */
  #grown(): void {
    if (this.pages.size < (this.#model.experiment.value?.events ?? 0) && !this.filtered.value?.isCancelled)
      this.#askForMore();
  }

  #changed(): void {
    this.version.set(this.version.value + 1);
  }
}
