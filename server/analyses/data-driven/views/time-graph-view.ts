/** A `timeGraphView` of a document: rows for the attributes that its entries' paths match, with their states. */
import { formatDuration } from '../../durations.ts';
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type {
  OutputDescriptor,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
} from '../../output.ts';
import { Pace } from '../../pace.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import { answerStates } from '../../time-graph/state-rows.ts';
import { type GraphRow, stateKeys } from '../../time-graph/state-test.ts';
import { type AttributeStore, NOWHERE, NULL } from '../attribute-store.ts';
import type { TimeGraphView } from '../document.ts';
import { DefinedLooks } from './value-looks.ts';
import type { EntryPart, FindAttributes, FoundEntry } from './view-entries.ts';
import { spanOf, ViewEntries } from './view-entries.ts';

const KEYS = stateKeys(['State', 'Value'], ['Attribute Path']);

/** What a document's analyses have found in a trace. */
export interface FoundInTrace {
  readonly trace: IndexedTrace;
  readonly find: FindAttributes;
}

interface RowPart extends EntryPart {
  readonly displayText: boolean;
}

/** What is shown of a `TimeGraphView`. */
export type ShownStates = Pick<TimeGraphView, 'definedValues'> & { readonly entries: readonly RowPart[] };

export class DataDrivenTimeGraph extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #entries: ViewEntries<RowPart>;
  readonly #defined: DefinedLooks;
  readonly #found: () => readonly FoundInTrace[];
  readonly #looks = new WeakMap<AttributeStore, readonly [plain: Looks, written: Looks]>();

  /** `analyses`: the ids of those that it shows. `found`: in each trace, as far as the pass has got. */
  constructor(
    experiment: Experiment,
    descriptor: OutputDescriptor,
    { definedValues, entries }: ShownStates,
    analyses: readonly string[],
    found: () => readonly FoundInTrace[],
  ) {
    super(experiment);
    this.descriptor = descriptor;
    this.#entries = new ViewEntries(entries, analyses);
    this.#defined = new DefinedLooks(definedValues);
    this.#found = found;
  }

  async tree(_query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const { trace, find } of this.#found()) {
      const id = (number: number): number => this.experiment.ids.id(trace.ordinal, number);
      const whole = { start: trace.start, end: trace.end + 1n };
      entries.push({ id: id(0), labels: [trace.name], hasData: false, ...whole });
      for (const entry of this.#entries.entries(find)) {
        await pace.pause();
        if (entry === undefined) continue;
        const span = spanOf(entry);
        entries.push({
          id: id(entry.number),
          parentId: id(entry.parent),
          labels: [entry.name],
          hasData: entry.shown !== NOWHERE,
          ...(span === undefined
            ? whole
            : { start: trace.base + BigInt(span.start), end: trace.base + BigInt(Math.min(span.end, trace.now)) }),
        });
      }
    }
    return { headers: [{ name: 'Name', tooltip: 'Trace, attributes' }], entries };
  }

  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const found = this.#found();
    return answerStates(query, signal, (entryId) => {
      const entry = this.#find(found, entryId);
      return entry && this.#row(entry.trace, entry.found);
    });
  }

  tooltip({ items, element, time }: TooltipQuery): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    const entry = this.#find(this.#found(), element.entryId ?? items[0] ?? 0);
    if (entry === undefined || entry.found.shown === NOWHERE || element.type !== 'STATE') return lines;
    const { store, shown } = entry.found;
    const value = store.valueAt(shown, Number(time - entry.trace.base));
    if (value === NULL) return lines;
    const name = this.#defined.name(store.values, value);
    const text = store.values.text(value);
    lines.set('State', name);
    if (text !== name) lines.set('Value', text);
    lines.set('Attribute Path', store.path(shown).join('/'));
    lines.set('Duration', formatDuration(Number(element.duration)));
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return this.#defined.styles();
  }

  #row(trace: IndexedTrace, { part, store, shown }: FoundEntry<RowPart>): GraphRow | undefined {
    const states = shown === NOWHERE ? undefined : store.states(shown);
    if (states === undefined) return undefined;
    const looks = this.#looksOf(store)[part.displayText ? 1 : 0];
    return {
      trace,
      states,
      looks,
      subject: {
        ...KEYS,
        values: (key, _start, _end, value) => {
          if (key === 'State') return this.#defined.name(store.values, value);
          if (key === 'Value') return store.values.text(value);
          return key === 'Attribute Path' ? store.path(shown).join('/') : undefined;
        },
      },
    };
  }

  #looksOf(store: AttributeStore): readonly [Looks, Looks] {
    const made = this.#looks.get(store);
    if (made !== undefined) return made;
    const looks = [this.#defined.of(store.values, false), this.#defined.of(store.values, true)] as const;
    this.#looks.set(store, looks);
    return looks;
  }

  #find(all: readonly FoundInTrace[], id: number): { trace: IndexedTrace; found: FoundEntry<RowPart> } | undefined {
    const { ids } = this.experiment;
    const of = all.find(({ trace }) => trace.ordinal === ids.trace(id));
    const found = of && this.#entries.find(of.find, ids.entry(id));
    return found && { trace: of!.trace, found };
  }
}
