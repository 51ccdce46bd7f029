/**
 * A flame chart less the calls that don't match. Rows, threads and processes without a match are left out; ids of entries
 * are the parent's, so tooltips, arrows and styles are too.
 *
 * The matching calls are copied to rows of their own, whose index keeps the longest one of every pixel: none is lost at
 * any zoom, however many others lie around it. They are gathered in the background once somebody looks, in slices, following
 * the parent while that is still read; until then answers are partial and say RUNNING. Cost: 20 B a matching call.
 */
import type { CallStackIndex } from '../../analyses/call-stack/call-stack-index.ts';
import { callGraphRow } from '../../analyses/call-stack/call-subject.ts';
import type { CallRow } from '../../analyses/call-stack/call-track.ts';
import type { FlameChart } from '../../analyses/call-stack/flame-chart.ts';
import { derivedDescriptor } from '../../analyses/derived-descriptor.ts';
import type { IndexedTrace } from '../../analyses/indexed-trace.ts';
import {
  type Annotation,
  type AnnotationsQuery,
  type Arrows,
  type Configuration,
  LIVE,
  type Output,
  type OutputDescriptor,
  type SeriesQuery,
  type StatesModel,
  type StatesQuery,
  type Status,
  type Style,
  type TooltipQuery,
  type TreeEntry,
  type TreeModel,
  type TreeQuery,
} from '../../analyses/output.ts';
import { Pace } from '../../analyses/pace.ts';
import { answerStates } from '../../analyses/time-graph/state-rows.ts';
import { type GraphRow, StateTest } from '../../analyses/time-graph/state-test.ts';
import type { Filter } from '../../filter/filter.ts';
import { StateRow } from '../../index/state-row.ts';

/** How long to wait for more calls while the parent is read, ms. */
const PATIENCE = 50;
const BATCH = 1024;

interface MatchingRow {
  readonly trace: IndexedTrace;
  readonly source: CallRow;
  /** The calls that match, of the first `done` calls of the source. */
  readonly matches: StateRow;
  /** The source and its matches as rows of a time graph. */
  readonly all: GraphRow;
  readonly shown: GraphRow;
  done: number;
}

export class FilteredFlameChart implements Output {
  readonly descriptor: OutputDescriptor;
  readonly #parent: FlameChart;
  readonly #filter: Filter;
  /** For single calls; gathering has one of its own. */
  readonly #test: StateTest;
  /** By entry id. */
  readonly #rows = new Map<number, MatchingRow>();
  /** Ends the gathering that goes on. */
  #gathering = new AbortController();
  /** What decided which calls match when it began. */
  #basis = '';
  #status: Status = 'RUNNING';
  #failure: string | undefined;
  /** How many events the parent had seen when all of its calls were looked at last. */
  #gathered = -1;

  constructor(parent: FlameChart, configuration: Configuration, filter: Filter) {
    this.#parent = parent;
    this.#filter = filter;
    this.#test = new StateTest(filter);
    this.descriptor = derivedDescriptor(parent.descriptor, configuration);
  }

  get status(): Status {
    this.#keepUp();
    return this.#status;
  }
  get statusMessage(): string | undefined {
    const { statusMessage } = this.#parent;
    if (this.#failure !== undefined || this.#status !== 'RUNNING') return this.#failure ?? statusMessage;
    return statusMessage === LIVE && this.#gathered === this.#events() ? LIVE : undefined;
  }

  tree(query: TreeQuery): TreeModel {
    this.#keepUp();
    const { headers, entries } = this.#parent.treeWith((id) => this.#isShownEntry(id), query);
    const kept = new Map<number, Partial<TreeEntry>>();
    for (const [id, row] of this.#rows) {
      if (this.#isShown(row)) kept.set(id, span(row));
    }
    // Parents stand before their children.
    for (const { id, parentId } of entries.toReversed()) {
      if (parentId !== undefined && kept.has(id) && !kept.has(parentId)) kept.set(parentId, {});
    }
    return {
      headers,
      entries: entries.filter(({ id }) => kept.has(id)).map((entry) => ({ ...entry, ...kept.get(entry.id) })),
    };
  }

  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    this.#keepUp();
    return answerStates(query, signal, (id) => {
      const row = this.#rows.get(id);
      if (row === undefined) return undefined;
      this.#showOpen(row);
      return row.shown;
    });
  }

  /** Those of the parent that join two rows that are shown. */
  arrows(query: SeriesQuery): readonly Arrows[] {
    const shown = (id: number): boolean => this.#isShownEntry(id);
    return this.#parent.arrows(query).map(({ start, end, source, target, ...rest }) => {
      const keep = (_: number, i: number) => shown(source[i]!) && shown(target[i]!);
      return {
        ...rest,
        start: start.filter(keep),
        end: end.filter(keep),
        source: source.filter(keep),
        target: target.filter(keep),
      };
    });
  }

  tooltip(query: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    return this.#parent.tooltip(query);
  }
  styles(): Readonly<Record<string, Style>> {
    return this.#parent.styles();
  }
  annotationCategories(): readonly string[] {
    return this.#parent.annotationCategories();
  }
  annotations(query: AnnotationsQuery): ReadonlyMap<string, readonly Annotation[]> {
    return this.#parent.annotations(query);
  }

  close(): void {
    this.#gathering.abort();
    this.#status = 'FAILED';
    this.#failure = 'The output has been deleted';
  }

  #keepUp(): void {
    const isClosed = this.#gathering.signal.aborted;
    if (!isClosed && this.#basis !== this.#basisNow()) this.#begin();
  }

  #begin(): void {
    this.#gathering.abort();
    const gathering = new AbortController();
    this.#gathering = gathering;
    this.#basis = this.#basisNow();
    this.#rows.clear();
    this.#status = 'RUNNING';
    this.#gather(new StateTest(this.#filter), gathering.signal).catch((error: Error) => {
      if (gathering.signal.aborted) return;
      this.#status = 'FAILED';
      this.#failure = error.message;
    });
  }

  /** Other calls may match once symbols have given functions new names, or the user has moved a trace in time. */
  #basisNow(): string {
    const renames = this.#parent.stacks().reduce((sum, { index }) => sum + index.functions.renamed, 0);
    return [renames, ...this.#parent.experiment.traces.map(({ offset }) => offset)].join();
  }

  async #gather(test: StateTest, signal: AbortSignal): Promise<void> {
    const pace = new Pace(signal);
    for (;;) {
      const { status } = this.#parent;
      const events = this.#events();
      for (const { trace, index } of this.#parent.stacks()) {
        for (const source of index.rows()) {
          const known = this.#row(trace, index, source);
          if (known.done < source.states.count) await this.#follow(known, test, pace);
        }
      }
      signal.throwIfAborted();
      this.#gathered = events;
      if (status !== 'RUNNING') {
        this.#status = status;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
  }

  /** Looks at the calls that the source has got since the last time. */
  async #follow(row: MatchingRow, test: StateTest, pace: Pace): Promise<void> {
    const { matches } = row;
    const { states } = row.source;
    test.enter(row.all);
    while (row.done < states.count) {
      const stop = Math.min(states.count, row.done + BATCH);
      for (let i = row.done; i < stop; i++) {
        const start = states.start(i);
        const end = states.end(i);
        const value = states.value(i);
        if (test.matches(start, end, value)) matches.push(start, end, value);
      }
      row.done = stop;
      await pace.pause();
    }
  }

  #events(): number {
    return this.#parent.experiment.traces.reduce((sum, { events }) => sum + events, 0);
  }

  #row(trace: IndexedTrace, index: CallStackIndex, source: CallRow): MatchingRow {
    const id = this.#parent.experiment.ids.id(trace.ordinal, source.entry);
    let row = this.#rows.get(id);
    if (row === undefined) {
      const matches = new StateRow();
      const all = callGraphRow(trace, index, source);
      row = { trace, source, matches, all, shown: { ...all, states: matches }, done: 0 };
      this.#rows.set(id, row);
    }
    return row;
  }

  #isShownEntry(id: number): boolean {
    const row = this.#rows.get(id);
    return row !== undefined && this.#isShown(row);
  }

  #isShown(row: MatchingRow): boolean {
    this.#showOpen(row);
    return row.matches.count > 0 || row.matches.isOpen;
  }

  /** A call that is open in the source shows as open here, if it matches as far as it has got. */
  #showOpen({ trace, source, matches, all, done }: MatchingRow): void {
    const { states } = source;
    matches.openStart = Number.NaN;
    if (!states.isOpen || done < states.count) return;
    this.#test.enter(all);
    if (!this.#test.matches(states.openStart, trace.now, states.openValue)) return;
    matches.open(states.openStart, states.openValue);
  }
}

function span({ trace, matches }: MatchingRow): Partial<TreeEntry> {
  const start = matches.count > 0 ? matches.start(0) : matches.openStart;
  const end = matches.isOpen ? trace.now : matches.end(matches.count - 1);
  return { start: trace.base + BigInt(start), end: trace.base + BigInt(end) };
}
