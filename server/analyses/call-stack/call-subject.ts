/**
 * What a filter can read of a call, besides what it can of any state.
 */
import type { FilterValue } from '../../filter/filter.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { type GraphRow, STATE_KEYS, type StateSubject, TIME_KEYS } from '../time-graph/state-test.ts';
import type { CallStackIndex } from './call-stack-index.ts';
import type { CallRow } from './call-track.ts';

const KEYS = [...STATE_KEYS, 'State', 'Symbol', 'Function', 'Address', 'Category', 'Process', 'PID', 'Thread', 'TID'];
/** The last two are the words of the protocol's ADR 0011. */
const NAMED_ONLY = [...TIME_KEYS, 'CPU', 'depth', 'thread-name', 'host-id'];
/** Of all calls. */
export const CALL_SHAPE = { keys: KEYS, namedOnly: NAMED_ONLY };
const VARYING = ['CPU'];

class CallSubject implements StateSubject {
  readonly keys = KEYS;
  readonly namedOnly = NAMED_ONLY;
  readonly varying = VARYING;
  readonly #trace: IndexedTrace;
  readonly #index: CallStackIndex;
  readonly #row: CallRow;

  constructor(trace: IndexedTrace, index: CallStackIndex, row: CallRow) {
    this.#trace = trace;
    this.#index = index;
    this.#row = row;
  }

  values(key: string, start: number, _end: number, value: number): FilterValue | undefined {
    const { functions } = this.#index;
    const { track, depth } = this.#row;
    switch (key) {
      case 'Symbol':
      case 'Function':
        return functions.label(value);
      case 'State':
        return this.#state(value);
      case 'Address':
        return functions.facts(value).address;
      case 'Category':
        return functions.facts(value).category;
      case 'Process':
        return track.process.name;
      case 'PID':
        return track.process.pid;
      case 'Thread':
      case 'thread-name':
        return track.name;
      case 'TID':
        return track.tid;
      case 'CPU':
        return track.cpuAt(start);
      case 'host-id':
        return this.#trace.source.reader.hostId;
      case 'depth':
        return depth;
      default:
        return undefined;
    }
  }

  /** As tooltips have it: the name, or the address in 16 digits. */
  #state(value: number): string {
    const { name, address } = this.#index.functions.facts(value);
    return address === undefined || name !== address ? name : address.slice(2).padStart(16, '0');
  }
}

/** A row of calls as a row of a time graph. */
export function callGraphRow(trace: IndexedTrace, index: CallStackIndex, row: CallRow): GraphRow {
  const subject = index.subjectOf(trace, row) ?? new CallSubject(trace, index, row);
  return { trace, states: row.states, looks: index.functions, subject };
}
