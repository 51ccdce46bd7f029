/**
 * The calls of a trace as the rows of a tree. A call whose parent is not among them stands at the outermost level; calls that
 * are each other's parents stand there, too. Works through stacks, since traces may be a thousand levels deep.
 */
import type { CallRow } from '../../client/call-messages.ts';
import { microseconds } from '../../client/calls/read-calls.ts';

export interface TraceRow {
  readonly call: CallRow;
  readonly depth: number;
  readonly children: number;
  /** Microseconds since the epoch. */
  readonly start: number;
  /** Undefined while it runs. */
  readonly end: number | undefined;
}

export interface TraceTree {
  /** Depth first, siblings by their start. */
  readonly rows: readonly TraceRow[];
  readonly start: number;
  /** The latest time that is known. */
  readonly end: number;
}

/** `calls`: by their start. */
export function traceTree(calls: readonly CallRow[]): TraceTree {
  const ids = new Set(calls.map(({ id }) => id));
  const children = new Map<string | undefined, CallRow[]>();
  for (const call of calls) {
    const parent =
      call.parentId !== undefined && ids.has(call.parentId) && call.parentId !== call.id ? call.parentId : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(call);
    else children.set(parent, [call]);
  }
  const rows: TraceRow[] = [];
  const seen = new Set<string>();
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;

  const put = (root: CallRow): void => {
    const stack: { readonly call: CallRow; readonly depth: number }[] = [{ call: root, depth: 0 }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { call, depth } = next;
      if (seen.has(call.id)) continue;
      seen.add(call.id);
      const below = children.get(call.id) ?? [];
      const row = { call, depth, children: below.length, ...timesOf(call) };
      rows.push(row);
      start = Math.min(start, row.start);
      end = Math.max(end, row.end ?? row.start);
      for (let i = below.length - 1; i >= 0; i--) stack.push({ call: below[i]!, depth: depth + 1 });
    }
  };
  for (const root of children.get(undefined) ?? []) put(root);
  for (const call of calls) if (!seen.has(call.id)) put(call);
  return { rows, start, end };
}

/** Without what is below a closed one. */
export function openRows(rows: readonly TraceRow[], closed: ReadonlySet<string>): readonly TraceRow[] {
  if (closed.size === 0) return rows;
  const open: TraceRow[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = closed.has(row.call.id) ? row.depth : Number.POSITIVE_INFINITY;
    open.push(row);
  }
  return open;
}

/** From the outermost call of the trace down to the parent of this one. */
export function parentsOf(calls: readonly CallRow[], id: string): readonly CallRow[] {
  const byId = new Map(calls.map((call) => [call.id, call]));
  const parents: CallRow[] = [];
  const seen = new Set<string>([id]);
  let at = byId.get(byId.get(id)?.parentId ?? '');
  while (at !== undefined && !seen.has(at.id)) {
    seen.add(at.id);
    parents.push(at);
    at = byId.get(at.parentId ?? '');
  }
  return parents.reverse();
}

/** Where the parent of a row stands among rows. */
export function parentRow(rows: readonly TraceRow[], at: number): number | undefined {
  const depth = rows[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0; i--) if (rows[i]!.depth < depth) return i;
  return undefined;
}

function timesOf({ startedAt, latencyMs, endedAt }: CallRow) {
  const start = microseconds(startedAt);
  return { start, end: endedAt === undefined ? undefined : start + (latencyMs ?? 0) * 1000 };
}
