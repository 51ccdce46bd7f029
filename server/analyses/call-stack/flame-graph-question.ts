/** What a flame graph can be asked beyond the protocol: whose calls are drawn together, and of which range of time. */
import { QueryError } from '../output.ts';

export type Level = 'All' | 'Trace' | 'Process' | 'Thread';
/** From the whole to its parts. */
export const LEVELS: readonly Level[] = ['All', 'Trace', 'Process', 'Thread'];

export interface Question {
  readonly level: Level;
  /** Absolute ns; undefined for the whole trace. */
  readonly range: readonly [bigint, bigint] | undefined;
}

/** Throws a `QueryError` that names the parameter. */
export function question(extra: Readonly<Record<string, unknown>>): Question {
  const { group_by: groupBy, selection_range: range } = extra;
  const level =
    groupBy === undefined ? 'Thread' : LEVELS.find((name) => name.toLowerCase() === String(groupBy).toLowerCase());
  if (level === undefined) throw new QueryError(`"group_by" must be one of ${LEVELS.join(', ')}`, 'group_by');
  return { level, range: range === undefined ? undefined : selection(range) };
}

function selection(range: unknown): readonly [bigint, bigint] {
  const [start, end] = Array.isArray(range) ? range.map(integer) : [];
  if (start === undefined || end === undefined || end < start) {
    throw new QueryError('"selection_range" must be two times, the earlier first', 'selection_range');
  }
  return [start, end];
}

function integer(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}
