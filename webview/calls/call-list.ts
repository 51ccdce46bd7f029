/**
 * The calls that a question finds, page by page as they come into sight. Sorting, filtering and paging are the server's.
 *
 * Live: at the top, new calls push the others down. Elsewhere nothing moves: new calls are only counted (`newer`) until
 * `showNewer`, and pages are asked for behind them, where the newest come first; in other orders, what is shown stays as it
 * is. An answer to an older question than the last is dropped. At most `MOST_PAGES` pages are held.
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
  /** Questions so far: answers to former ones are dropped. */
  #generation = 0;
  /** Changes so far: what was asked for before the last one is stale. */
  #changes = 0;
  #inSight: readonly [first: number, last: number] = [0, 0];
  #atTop = true;
  /** How many there were when the list was scrolled away from its top. */
  #frozen: number | undefined;
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

  get question(): CallsQuestion {
    return this.#view.question;
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
    const [before] = this.#inSight;
    this.#inSight = [first, last];
    // What could not be had is not asked for again and again; what lies elsewhere may be had.
    if (Math.floor(first / PAGE) !== Math.floor(before / PAGE)) this.problem = undefined;
    void this.#nextPage();
  }

  /** Told when the list is scrolled to its top, or away from it. */
  scrolled(atTop: boolean): void {
    if (atTop === this.#atTop) return;
    this.#atTop = atTop;
    // An order that puts new calls last moves nothing.
    if (!atTop) this.#frozen = this.#order === 'newest last' ? undefined : this.#counted;
    else if (this.newer > 0) this.showNewer();
    else this.#frozen = undefined;
  }

  showNewer(): void {
    this.#frozen = undefined;
    this.newer = 0;
    this.refresh();
  }

  /** Something in the project has changed. */
  refresh(): void {
    this.#changes++;
    if (this.problem !== undefined) {
      this.problem = undefined;
      this.#tell();
    }
    if (this.#frozen === undefined || this.#order === 'newest first')
      for (const page of this.#pages.keys()) this.#stale.add(page);
    void this.#count();
    // Where pages are follows from the count.
    if (this.#frozen === undefined) void this.#nextPage();
  }

  stop(): void {
    this.#stopped = true;
    this.#generation++;
  }

  #restart(): void {
    this.#pages.clear();
    this.#stale.clear();
    this.#counted = undefined;
    this.#frozen = undefined;
    this.#atTop = true;
    this.#inSight = [0, 0];
    this.newer = 0;
    this.#generation++;
    this.refresh();
    this.#tell();
  }

  async #nextPage(): Promise<void> {
    if (this.#isPaging || this.#stopped || this.problem !== undefined) return;
    const page = this.#missing();
    if (page === undefined) return;
    this.#isPaging = true;
    const generation = this.#generation;
    const changes = this.#changes;
    const { question, order, descending } = this.#view;
    const shift = this.#order === 'newest first' ? this.newer : 0;
    try {
      const rows = await this.#host.callsPage(this.#project, {
        ...{ question, order, descending },
        ...{ offset: page * PAGE + shift, limit: PAGE },
      });
      if (generation === this.#generation) {
        this.#keep(page, this.#frozen === undefined ? rows : unmoved(rows, this.#pages.get(page)));
        if (changes !== this.#changes) this.#stale.add(page);
      }
    } catch (error) {
      if (generation === this.#generation) this.problem = (error as Error).message;
    }
    this.#isPaging = false;
    if (this.#stopped) return;
    this.#tell();
    void this.#nextPage();
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
      try {
        const total = await this.#host.callsCount(this.#project, this.#view.question);
        if (generation !== this.#generation) continue;
        const size = Math.min(total, this.#frozen ?? total);
        this.#counted = size;
        this.newer = total - size;
        for (const page of this.#pages.keys()) if (page * PAGE >= size && page > 0) this.#pages.delete(page);
      } catch (error) {
        if (generation === this.#generation) this.problem = (error as Error).message;
      }
      this.#tell();
    }
    this.#isCounting = false;
    void this.#nextPage();
  }

  get #order(): 'newest first' | 'newest last' | 'other' {
    const { order, descending } = this.#view;
    if (order !== 'started_at') return 'other';
    return descending ? 'newest first' : 'newest last';
  }

  #tell(): void {
    if (this.#stopped) return;
    this.version++;
    this.#changed();
  }
}

/** Calls that began between the count and the answer stand before the others: left out, they move nothing. */
function unmoved(rows: readonly CallRow[], shown: readonly CallRow[] | undefined): readonly CallRow[] {
  const first = shown?.[0];
  const moved = first === undefined ? 0 : rows.findIndex(({ id }) => id === first.id);
  return moved <= 0 ? rows : [...rows.slice(moved), ...shown!.slice(shown!.length - moved)];
}
