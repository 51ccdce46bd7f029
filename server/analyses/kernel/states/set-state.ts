/** Changes of a row's state, as they come: what begins and ends at one time is not kept. */
import type { StateRow } from '../../../index/state-row.ts';

export function setState(row: StateRow, time: number, value: number): void {
  if (row.isOpen) {
    if (row.openValue === value) return;
    if (row.openStart < time) row.close(time);
  }
  row.open(time, value);
}

export function endState(row: StateRow, time: number): void {
  if (!row.isOpen) return;
  if (row.openStart < time) row.close(time);
  else row.openStart = Number.NaN;
}
