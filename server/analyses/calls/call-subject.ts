/** What a filter can read of a call in a lane: the fields of its events, by their names. */
import { CALL_EVENTS, callField } from '../../formats/calls/call-fields.ts';
import type { CallStore } from '../../formats/calls/call-store.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { STATE_KEYS, type StateSubject, TIME_KEYS } from '../time-graph/state-test.ts';
import type { CallLane } from './trace-lanes.ts';

const FIELDS = CALL_EVENTS[1]!.fields.map(({ name }) => name);
const NUMBERS = CALL_EVENTS[1]!.fields.filter(({ numeric }) => numeric).map(({ name }) => name);

export const CALL_KEYS = {
  keys: [...STATE_KEYS, ...FIELDS.filter((name) => !NUMBERS.includes(name))],
  namedOnly: [...TIME_KEYS, ...NUMBERS],
};

export function callSubject(_trace: IndexedTrace, store: CallStore, row: CallLane): StateSubject {
  return {
    ...CALL_KEYS,
    varying: FIELDS,
    values: (key, start) => {
      const state = row.states.covering(start);
      return state < 0 ? undefined : callField(store, row.call(state), key);
    },
  };
}
