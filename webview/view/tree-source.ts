/**
 * The tree of an output: asked for until it is complete, with what the user expanded, sorted and filtered.
 *
 * What the user opened or closed is remembered by entry id, so that a growing tree keeps its shape.
 */
import type { Entry, OutputType, TimeWindow, Tree } from '../../client/messages.ts';
import { LatestWins } from '../latest-wins.ts';
import { withKept } from './kept-rows.ts';
import { Signal } from './signal.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import { expandedAtFirst, type TreeOrder, type TreeRow, treeRows } from './tree-rows.ts';

export type TreeWindow = TimeWindow & { readonly selectionOnly?: boolean };
interface Question {
  readonly window?: TreeWindow;
}

const NONE: ReadonlySet<number> = new Set();

export class TreeSource {
  readonly tree = new Signal<Tree | undefined>(undefined);
  readonly rows = new Signal<readonly TreeRow[]>([]);
  readonly problem = new Signal<string | undefined>(undefined);
  readonly order = new Signal<TreeOrder | undefined>(undefined);
  readonly filter = new Signal('');
  readonly #toggled = new Map<number, boolean>();
  readonly #asking: LatestWins<Question, Tree>;
  readonly #keeps: () => ReadonlySet<number>;
  #last: Question = {};
  /** What is held is of an output that was made anew since. */
  #isOld = false;
  /** Of the tree held, made when first needed: a pointer that moves asks for a path each time. */
  #byId: ReadonlyMap<number, Entry> | undefined;

  /** `keeps`: entries that stay though an answer lacks them. */
  constructor(model: TraceModel, outputId: string, type: OutputType, keeps = () => NONE) {
    this.#keeps = keeps;
    this.#asking = new LatestWins<Question, Tree>({
      ask: ({ window }) => model.host.tree(outputId, type, window),
      got: (tree) => this.#take(tree),
      failed: (error) => this.problem.set(messageOf(error)),
      busy: model.counting,
    });
    this.order.subscribe(() => this.#arrange());
    this.filter.subscribe(() => this.#arrange());
  }

  ask(window?: TreeWindow): void {
    this.problem.set(undefined);
    this.#last = window ? { window } : {};
    this.#asking.want(this.#last);
  }

  /** `remade`: of what is held nothing need be in the new tree. */
  again(remade = false): void {
    this.problem.set(undefined);
    this.#isOld ||= remade;
    this.#asking.want(this.#last);
  }

  stop(): void {
    this.#asking.stop();
  }

  toggle(id: number, expanded: boolean): void {
    this.#toggled.set(id, expanded);
    this.#arrange();
  }

  /** Clicking a header: names ascending first, figures from the largest down; then the other way; then as it came. */
  sortBy(column: number): void {
    const order = this.order.value;
    const first = column > 0;
    if (order?.column !== column) this.order.set({ column, descending: first });
    else this.order.set(order.descending === first ? { column, descending: !first } : undefined);
  }

  path(entryId: number): string[] {
    return this.lineage(entryId).map(({ labels }) => labels[0] ?? '');
  }

  /** The entry and those above it, outermost first. */
  lineage(entryId: number): Entry[] {
    this.#byId ??= new Map((this.tree.value?.entries ?? []).map((entry) => [entry.id, entry]));
    const byId = this.#byId;
    const lineage = new Set<Entry>();
    for (let at = byId.get(entryId); at && !lineage.has(at); at = byId.get(at.parentId)) lineage.add(at);
    return [...lineage].reverse();
  }

  #take(told: Tree): void {
    const kept = this.#isOld ? NONE : this.#keeps();
    const tree = { ...told, entries: withKept(this.tree.value?.entries ?? [], told.entries, kept) };
    if (tree.status === 'FAILED') this.problem.set(tree.statusMessage || 'The server could not make this output.');
    // A running analysis may have nothing yet: what is shown stays.
    if (told.entries.length === 0 && tree.status === 'RUNNING' && this.tree.value) return;
    const before = this.tree.value?.entries;
    this.#isOld = false;
    this.#byId = undefined;
    this.tree.set(tree);
    if (!before || !sameEntries(before, tree.entries)) this.#arrange();
  }

  #arrange(): void {
    const tree = this.tree.value;
    if (!tree) return;
    const first = expandedAtFirst(tree.autoExpandLevel);
    const order = this.order.value;
    const filter = this.filter.value.trim();
    this.rows.set(
      treeRows(tree.entries, {
        isExpanded: (entry, depth) => this.#toggled.get(entry.id) ?? first(depth),
        ...(order ? { order } : {}),
        ...(filter ? { filter } : {}),
      }),
    );
  }
}

/** Whether a tree asked for again would look the same: ids, parents and texts. */
function sameEntries(a: readonly Entry[], b: readonly Entry[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry, i) => {
      const other = b[i]!;
      return (
        entry.id === other.id &&
        entry.parentId === other.parentId &&
        entry.labels.length === other.labels.length &&
        entry.labels.every((label, column) => label === other.labels[column])
      );
    })
  );
}
