/** The state of a row at a time. */
import type { StateRow } from '../../../index/state-row.ts';

interface StateAt {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** `now`: where the open state ends. Undefined where there is none. */
export function stateAt(row: StateRow, time: number, now: number): StateAt | undefined {
  const i = row.covering(time);
  if (i < 0) return undefined;
  return i === row.count
    ? { start: row.openStart, end: now, value: row.openValue }
    : { start: row.start(i), end: row.end(i), value: row.value(i) };
}
