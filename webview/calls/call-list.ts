/**
 * The calls that a question finds, page by page as they come into sight. Sorting, filtering and paging are the server's.
 *
 * Live: at the top, new calls push the others down. Elsewhere nothing moves: later calls than the newest known one are left
 * out by the question itself, and only counted (`newer`), until `showNewer`. What is shown stays until its page was asked
 * for anew. An answer to an older question than the last is dropped. At most `MOST_PAGES` pages are held.
 */
import type { CallRow, CallsHost, CallsOrder, CallsQuestion } from '../../client/call-messages.ts';

export const PAGE = 100;
const MOST_PAGES = 40;

export interface ListView {
  readonly question: CallsQuestion;
  readonly order: CallsOrder;
  readonly descending: boolean;
}

type Asked = Pick<CallsHost, 'callsPage' | 'callsCount'>;

export class CallList {
  readonly #host: Asked;
  readonly #project: string;
  readonly #changed: () => void;
  readonly #pages = new Map<number, readonly CallRow[]>();
  readonly #stale = new Set<number>();
  #view: ListView;
  #generation = 0;
  #inSight: readonly [first: number, last: number] = [0, 0];
  #atTop = true;
  #newest: string | undefined;
  #frozenTo: string | undefined;
  #isPaging = false;
  #isCounting = false;
  #countAgain = false;
  #counted: number | undefined;
  #stopped = false;
  /** Changes whenever something else does. */
  version = 0;
  newer = 0;
  problem: string | undefined;

  constructor(host: Asked, project: string, view: ListView, changed: () => void) {
    this.#host = host;
    this.#project = project;
    this.#view = view;
    this.#changed = changed;
    this.#restart();
  }

  /** How many are known of; undefined before the first answer. */
  get size(): number | undefined {
    if (this.#counted !== undefined) return this.#counted;
    let size: number | undefined;
    for (const [page, rows] of this.#pages) size = Math.max(size ?? 0, page * PAGE + rows.length);
    return size;
  }

  /** Whether `size` is that of all calls. */
  get isCounted(): boolean {
    return this.#counted !== undefined;
  }

  /** As it is asked for, with what is left out of it for now. */
  get question(): CallsQuestion {
    return this.#frozenTo === undefined ? this.#view.question : { ...this.#view.question, to: this.#frozenTo };
  }

  row(index: number): CallRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  indexOf(id: string): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * PAGE + at;
    }
    return undefined;
  }

  /** Other calls, from the first on. */
  show(view: ListView): void {
    this.#view = view;
    this.#restart();
  }

  want(first: number, last: number): void {
    this.#inSight = [first, last];
    void this.#nextPage();
  }

  /** Told when the list is scrolled to its top, or away from it. */
  scrolled(atTop: boolean): void {
    if (atTop === this.#atTop) return;
    this.#atTop = atTop;
    if (!atTop) {
      // An order that puts new calls last moves nothing.
      const appends = this.#view.order === 'started_at' && !this.#view.descending;
      this.#frozenTo = appends || this.#view.question.to !== undefined ? undefined : this.#newest;
    } else if (this.#frozenTo !== undefined) this.showNewer();
  }

  showNewer(): void {
    this.#frozenTo = undefined;
    this.newer = 0;
    this.refresh();
  }

  /** Something in the project has changed. */
  refresh(): void {
    this.#generation++;
    this.problem = undefined;
    for (const page of this.#pages.keys()) this.#stale.add(page);
    void this.#count();
    void this.#nextPage();
  }

  stop(): void {
    this.#stopped = true;
    this.#generation++;
  }

  #restart(): void {
    this.#pages.clear();
    this.#stale.clear();
    this.#counted = undefined;
    this.#frozenTo = undefined;
    this.#newest = undefined;
    this.#atTop = true;
    this.#inSight = [0, 0];
    this.newer = 0;
    this.refresh();
    this.#tell();
  }

  async #nextPage(): Promise<void> {
    if (this.#isPaging || this.#stopped) return;
    const page = this.#missing();
    if (page === undefined) return;
    this.#isPaging = true;
    const generation = this.#generation;
    const { question } = this;
    const { order, descending } = this.#view;
    try {
      const rows = await this.#host.callsPage(this.#project, {
        ...{ question, order, descending },
        ...{ offset: page * PAGE, limit: PAGE },
      });
      if (generation === this.#generation) {
        this.#keep(page, rows);
        this.problem = undefined;
      }
    } catch (error) {
      if (generation === this.#generation) {
        this.problem = (error as Error).message;
        // What can't be had now is asked for again with the next change, or when the user wants it.
        this.#stale.delete(page);
        if (!this.#pages.has(page)) this.#generation++;
      }
    }
    this.#isPaging = false;
    if (this.#stopped) return;
    this.#tell();
    if (this.problem === undefined) void this.#nextPage();
  }

  /** The first page in sight that was never asked for, else one that was asked for before the last change. */
  #missing(): number | undefined {
    const [from, to] = this.#inSight.map((index) => Math.floor(Math.max(0, index) / PAGE)) as [number, number];
    const end = this.#counted === undefined ? to : Math.min(to, Math.floor(Math.max(0, this.#counted - 1) / PAGE));
    let stale: number | undefined;
    for (let page = from; page <= end; page++) {
      if (!this.#pages.has(page)) return page;
      if (this.#stale.has(page)) stale ??= page;
    }
    return stale;
  }

  #keep(page: number, rows: readonly CallRow[]): void {
    this.#stale.delete(page);
    this.#pages.delete(page);
    this.#pages.set(page, rows);
    for (const row of rows)
      if (this.#newest === undefined || row.startedAt > this.#newest) this.#newest = row.startedAt;
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(oldest);
    }
  }

  async #count(): Promise<void> {
    this.#countAgain = true;
    if (this.#isCounting) return;
    this.#isCounting = true;
    while (this.#countAgain && !this.#stopped) {
      this.#countAgain = false;
      const generation = this.#generation;
      const shown = this.question;
      const all = this.#view.question;
      try {
        const [size, total] = await Promise.all([
          this.#host.callsCount(this.#project, shown),
          shown === all ? undefined : this.#host.callsCount(this.#project, all),
        ]);
        if (generation !== this.#generation) continue;
        this.#counted = size;
        this.newer = total === undefined ? 0 : Math.max(0, total - size);
        for (const page of this.#pages.keys()) if (page * PAGE >= size && page > 0) this.#pages.delete(page);
      } catch (error) {
        if (generation === this.#generation) this.problem = (error as Error).message;
      }
      this.#tell();
    }
    this.#isCounting = false;
    void this.#nextPage();
  }

  #tell(): void {
    if (this.#stopped) return;
    this.version++;
    this.#changed();
  }
}
