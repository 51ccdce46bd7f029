/**
 * The rows that a tree shows: entries in order, with what is collapsed or filtered out left away.
 *
 * Not recursive (call trees can be thousands of levels deep); parents may come after children; an entry whose parent is
 * missing, or is itself, is a root. Cost: O(n) and, when sorted, O(n log n).
 */
import type { Entry } from '../../client/messages.ts';

export interface TreeRow {
  readonly entry: Entry;
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
}

export interface TreeOrder {
  readonly column: number;
  readonly descending: boolean;
}

export interface TreeView {
  readonly isExpanded: (entry: Entry, depth: number) => boolean;
  readonly order?: TreeOrder;
  /** Keeps entries that contain it in any label, their ancestors and their descendants. */
  readonly filter?: string;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Numbers by value ("1,234", "12.5 %"), all else as text with numbers in it. */
export function compareCells(a: string, b: string): number {
  const [x, y] = [numberIn(a), numberIn(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? collator.compare(a, b) : x - y;
}

const DURATION_NS: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, us: 1e3, ms: 1e6, s: 1e9 };

/** Longer text is no number; the pattern must not be tried on it. */
const LONGEST_NUMBER = 40;

function numberIn(text: string): number {
  if (text.length > LONGEST_NUMBER) return Number.NaN;
  const match = /^\s*(-?[\d,]*\.?\d+(?:e[-+]?\d+)?)\s*(%|ns|µs|us|ms|s)?\s*$/i.exec(text);
  if (!match) return Number.NaN;
  return Number(match[1]!.replaceAll(',', '')) * (DURATION_NS[match[2] ?? ''] ?? 1);
}

export function treeRows(entries: readonly Entry[], view: TreeView): TreeRow[] {
  const children = childrenOf(entries);
  const kept = view.filter ? matching(entries, view.filter.toLowerCase()) : undefined;
  const rows: TreeRow[] = [];
  const stack: { entry: Entry; depth: number }[] = [];
  const push = (siblings: readonly Entry[] | undefined, depth: number) => {
    const sorted = sort(siblings ?? [], view.order);
    for (let i = sorted.length - 1; i >= 0; i--) {
      const entry = sorted[i]!;
      if (!kept || kept.has(entry.id)) stack.push({ entry, depth });
    }
  };
  push(children.get(undefined), 0);
  for (let top = stack.pop(); top; top = stack.pop()) {
    const below = children.get(top.entry.id);
    const expanded = below !== undefined && (kept !== undefined || view.isExpanded(top.entry, top.depth));
    rows.push({ ...top, hasChildren: below !== undefined, expanded });
    if (expanded) push(below, top.depth + 1);
  }
  return rows;
}

function childrenOf(entries: readonly Entry[]): Map<number | undefined, Entry[]> {
  const parents = new Map(entries.map((entry) => [entry.id, entry.parentId]));
  const reaches = reachesRoot(parents);
  const children = new Map<number | undefined, Entry[]>();
  for (const entry of entries) {
    const parent = parents.has(entry.parentId) && reaches(entry.id) ? entry.parentId : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(entry);
    else children.set(parent, [entry]);
  }
  return children;
}

/** Whether a walk up from an entry ends: parents that go round in a circle would otherwise be lost. */
function reachesRoot(parents: ReadonlyMap<number, number>): (id: number) => boolean {
  const known = new Map<number, boolean>();
  return (id) => {
    const path: number[] = [];
    const onPath = new Set<number>();
    let at: number | undefined = id;
    while (at !== undefined && parents.has(at) && !known.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents.get(at);
    }
    const ends = at === undefined || !parents.has(at) || known.get(at) === true;
    for (const step of path) known.set(step, ends);
    return ends;
  };
}

function matching(entries: readonly Entry[], text: string): Set<number> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const hits = new Set<number>();
  for (const entry of entries) if (entry.labels.some((label) => label.toLowerCase().includes(text))) hits.add(entry.id);
  const kept = new Set<number>(hits);
  for (const id of hits)
    for (let at = byId.get(byId.get(id)!.parentId); at && !kept.has(at.id); at = byId.get(at.parentId)) kept.add(at.id);
  // Descendants of hits: walk up until a known verdict is met.
  const below = new Map<number, boolean>();
  for (const entry of entries) {
    const path: number[] = [];
    let at: Entry | undefined = entry;
    while (at && !hits.has(at.id) && !below.has(at.id) && path.length <= entries.length) {
      path.push(at.id);
      at = at.parentId === at.id ? undefined : byId.get(at.parentId);
    }
    const inside = at !== undefined && (hits.has(at.id) || below.get(at.id) === true);
    for (const id of path) {
      below.set(id, inside);
      if (inside) kept.add(id);
    }
  }
  return kept;
}

function sort(siblings: readonly Entry[], order: TreeOrder | undefined): readonly Entry[] {
  if (!order) return siblings;
  const sign = order.descending ? -1 : 1;
  return [...siblings].sort((a, b) => sign * compareCells(a.labels[order.column] ?? '', b.labels[order.column] ?? ''));
}

/** Expanded at first: levels above `autoExpandLevel`; all if it is absent or negative. */
export const expandedAtFirst =
  (autoExpandLevel: number | undefined) =>
  (depth: number): boolean =>
    autoExpandLevel === undefined || autoExpandLevel < 0 || depth < autoExpandLevel;
