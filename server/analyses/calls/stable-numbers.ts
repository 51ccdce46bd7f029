/**
 * Numbers of rows and ops that stay when a project is read anew: entries keep their ids, so a view that looks at a row goes
 * on looking at it.
 */
import type { CallStore } from '../../formats/calls/call-store.ts';
import { KeyTable } from '../../index/key-table.ts';
import { StringTable } from '../../index/string-table.ts';

/** Rows of the flame chart that are no lanes: the project, all its traces, what is left out. */
export const PROJECT = 0;
export const TRACES = 1;
export const MORE = 2;
const FIRST_LANE = 3;

export const DEEPEST = 4096;
export const MOST_LANES = 2 ** 14;

export interface StableNumbers {
  readonly lanes: KeyTable;
  /** By name. */
  readonly ops: StringTable;
}

const KNOWN = new WeakMap<CallStore, StableNumbers>();

export function stableNumbers(store: CallStore): StableNumbers {
  let numbers = KNOWN.get(store);
  if (numbers === undefined) {
    numbers = { lanes: new KeyTable(), ops: new StringTable() };
    KNOWN.set(store, numbers);
  }
  return numbers;
}

/** Entry number of a lane of a trace (the number of its id's text in the store). */
export function laneEntry({ lanes }: StableNumbers, trace: number, depth: number, lane: number): number {
  return FIRST_LANE + lanes.id((trace * DEEPEST + depth) * MOST_LANES + lane);
}

/** The trace that such an entry is a lane of; −1 if it is none. */
export function traceOfEntry({ lanes }: StableNumbers, entry: number): number {
  const lane = entry - FIRST_LANE;
  return lane >= 0 && lane < lanes.size ? Math.floor(lanes.key(lane) / MOST_LANES / DEEPEST) : -1;
}
