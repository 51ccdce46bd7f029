/** What a filter can read of a piece of a critical path, besides what it can of any state. */
import type { FilterValue } from '../../../filter/filter.ts';
import { STATE_KEYS, type StateSubject, TIME_KEYS } from '../../time-graph/state-test.ts';
import { edgeLabel } from './edge-type.ts';

const KEYS = [...STATE_KEYS, 'State', 'Process', 'TID', 'Host', 'Cause'];
const NAMED_ONLY = [...TIME_KEYS, 'thread-name', 'host-id'];
const VARYING = ['Cause'];

export class PathSubject implements StateSubject {
  readonly keys = KEYS;
  readonly namedOnly = NAMED_ONLY;
  readonly varying = VARYING;
  readonly #thread: { readonly name: string; readonly tid: number; readonly host: string; readonly hostId: string };
  readonly #causeAt: (time: number) => string | undefined;

  /** `causeAt`: what ended the wait that begins at a time. */
  constructor(
    thread: { readonly name: string; readonly tid: number; readonly host: string; readonly hostId: string },
    causeAt: (time: number) => string | undefined,
  ) {
    this.#thread = thread;
    this.#causeAt = causeAt;
  }

  values(key: string, start: number, _end: number, value: number): FilterValue | undefined {
    const { name, tid, host, hostId } = this.#thread;
    switch (key) {
      case 'State':
        return edgeLabel(value);
      case 'Process':
      case 'thread-name':
        return name;
      case 'TID':
        return tid;
      case 'Host':
        return host;
      case 'host-id':
        return hostId;
      case 'Cause':
        return this.#causeAt(start);
      default:
        return undefined;
    }
  }
}
