/**
 * The states of any time graph: from the entries asked for to rows, what is to be seen of each, and how it looks. An
 * output only says what stands behind an entry (`GraphRow`).
 *
 *   states = (query, signal) => answerStates(query, signal, (entryId) => this.#find(entryId));
 *
 * Cost: O(rows asked for · samples · log n); a deep filter looks at every state of the window. Gives way every 15 ms.
 */
import { partitionPoint } from '../../index/partition-point.ts';
import { StateSelection } from '../../index/state-selection.ts';
import type { RowStates, StatesModel, StatesQuery } from '../output.ts';
import { Pace } from '../pace.ts';
import { LookTable } from './look-table.ts';
import { EXCLUDED, StateFilter } from './state-filter.ts';
import type { GraphRow } from './state-test.ts';

/** `find`: undefined for an entry without states. Throws a `QueryError` for a filter that can't be parsed. */
export async function answerStates(
  { times, items, filter }: Pick<StatesQuery, 'times' | 'items' | 'filter'>,
  signal: AbortSignal,
  find: (entryId: number) => GraphRow | undefined,
): Promise<StatesModel> {
  const pace = new Pace(signal);
  const filtered = filter === undefined ? undefined : new StateFilter(filter);
  const selection = new StateSelection();
  const table = new LookTable();
  const samples = new Map<bigint, Float64Array>();
  const rows: RowStates[] = [];
  for (const entryId of items) {
    const row = find(entryId);
    if (row === undefined) continue;
    const { base, now } = row.trace;
    let relative = samples.get(base);
    if (relative === undefined) {
      relative = times.relativeTo(base);
      samples.set(base, relative);
    }
    selection.clear();
    let tags: Uint8Array | undefined;
    const looked = row.span === undefined ? relative : within(relative, row.span);
    if (filtered === undefined) row.states.select(looked, now, selection);
    else if (looked.length > 0) tags = await filtered.select(row, looked, selection, pace);
    const { length } = selection;
    const look = table.indexes(row.looks, selection.value, length);
    if (tags?.some((tag) => tag !== 0)) exclude(look, tags, table.empty);
    else tags = undefined;
    const start = selection.start.slice(0, length);
    const end = selection.end.slice(0, length);
    rows.push({ entryId, base, start, end, look, ...(tags === undefined ? {} : { tags }) });
    if (pace.due) await pace.pause();
  }
  return { looks: table.looks, rows };
}

/** The samples within a span, and its borders where samples lie on both sides of them. */
function within(samples: Float64Array, { start, end }: NonNullable<GraphRow['span']>): Float64Array {
  const { length } = samples;
  const last = end - 1;
  if (length === 0 || (samples[0]! >= start && samples[length - 1]! <= last)) return samples;
  if (samples[length - 1]! < start || samples[0]! > last) return samples.subarray(0, 0);
  const from = countBefore(samples, start);
  const to = countBefore(samples, end);
  const head = from > 0 && samples[from] !== start ? 1 : 0;
  const tail = to < length && samples[to - 1] !== last && start !== last ? 1 : 0;
  const inner = new Float64Array(head + to - from + tail);
  inner.set(samples.subarray(from, to), head);
  if (head === 1) inner[0] = start;
  if (tail === 1) inner[inner.length - 1] = last;
  return inner;
}

function countBefore(samples: Float64Array, time: number): number {
  return partitionPoint(samples.length, (i) => samples[i]! < time);
}

/** Excluded states keep their place but have no value. */
function exclude(look: Uint32Array, tags: Uint8Array, empty: number): void {
  for (let i = 0; i < look.length; i++) if ((tags[i]! & EXCLUDED) !== 0) look[i] = empty;
}
