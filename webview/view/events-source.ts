/** The data of an events table: its columns, the lines in sight, the search, and the way between lines and times. */
import type { LinesOrder, LinesRequest, TableColumn } from '../../client/messages.ts';
import { Signal } from './signal.ts';
import { type Line, TablePages } from './table-pages.ts';
import { messageOf, type TraceModel } from './trace-model.ts';

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
  readonly version = new Signal(0);
  readonly pages: TablePages;
  readonly #model: TraceModel;
  readonly #stops: (() => void)[] = [];
  #latest = 0;

  constructor(model: TraceModel, outputId: string) {
    this.#model = model;
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
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
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

  async #lines(request: LinesRequest) {
    this.#model.counting(1);
    try {
      const order = this.order.value;
      return await this.#model.host.lines(this.outputId, order ? { ...request, order } : request);
    } finally {
      this.#model.counting(-1);
    }
  }

  /** More events were indexed: the size, and with it the scroll bar, follows. */
  #grown(): void {
    if (this.pages.size >= (this.#model.experiment.value?.events ?? 0)) return;
    this.#model.host.lines(this.outputId, { index: 0, count: 1 }).then(
      (lines) => {
        this.pages.take(lines);
        this.#changed();
      },
      () => {},
    );
  }

  #changed(): void {
    this.version.set(this.version.value + 1);
  }
}
