/**
 * Does a call match a filter? Asked for millions of calls, row by row.
 *
 * Unless the filter looks at times or the CPU, all calls of one function in one row are alike, so each function is judged once a row:
 * `#verdicts` holds for each function the row it was judged in (a running number) and the result, and no object is made.
 */

import type { Filter, FilterSubject, FilterValue } from '../../filter/filter.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { CallStackIndex } from './call-stack-index.ts';
import type { CallRow } from './call-track.ts';

const TIMES = ['Start Time', 'End Time', 'Duration'];
/** What differs from call to call of one function in one row. */
const OF_THE_CALL = [...TIMES, 'CPU'];

export class CallTest implements FilterSubject {
  readonly keys = [
    'label',
    'State',
    'Symbol',
    'Function',
    'Address',
    'Category',
    'Process',
    'PID',
    'Thread',
    'TID',
    'trace',
  ];
  /** A number in a search for a name is not meant for these. The last two are the words of the protocol's ADR 0011. */
  readonly namedOnly = [...OF_THE_CALL, 'depth', 'thread-name', 'host-id'];

  readonly #filter: Filter;
  readonly #looksAtCalls: boolean;
  #verdicts = new Uint32Array(64);
  #row = 0;

  #trace!: IndexedTrace;
  #index!: CallStackIndex;
  #source!: CallRow;
  #start = 0;
  #end = 0;
  #value = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
    this.#looksAtCalls = OF_THE_CALL.some((key) => filter.names(key));
  }

  /** From now on, calls of this row are asked for. */
  enter(trace: IndexedTrace, index: CallStackIndex, source: CallRow): void {
    this.#trace = trace;
    this.#index = index;
    this.#source = source;
    this.#row++;
  }

  matches(start: number, end: number, value: number): boolean {
    if (value >= this.#verdicts.length) this.#grow(value);
    const verdict = this.#verdicts[value]!;
    if (verdict >>> 1 === this.#row) return (verdict & 1) === 1;
    this.#start = start;
    this.#end = end;
    this.#value = value;
    const result = this.#filter.matches(this);
    if (!this.#looksAtCalls) this.#verdicts[value] = this.#row * 2 + Number(result);
    return result;
  }

  values(key: string): FilterValue | undefined {
    const { functions } = this.#index;
    const { track, depth } = this.#source;
    switch (key) {
      case 'label':
      case 'Symbol':
      case 'Function':
        return functions.label(this.#value);
      case 'State':
        return this.#state();
      case 'Address':
        return functions.facts(this.#value).address;
      case 'Category':
        return functions.facts(this.#value).category;
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
        return track.cpuAt(this.#start);
      case 'trace':
        return this.#trace.name;
      case 'host-id':
        return this.#trace.source.reader.hostId;
      case 'depth':
        return depth;
      case 'Start Time':
        return this.#trace.base + BigInt(this.#start);
      case 'End Time':
        return this.#trace.base + BigInt(this.#end);
      case 'Duration':
        return this.#end - this.#start;
      default:
        return undefined;
    }
  }

  /** As tooltips have it: the name, or the address in 16 digits. */
  #state(): string {
    const { name, address } = this.#index.functions.facts(this.#value);
    return address === undefined || name !== address ? name : address.slice(2).padStart(16, '0');
  }

  #grow(value: number): void {
    const verdicts = new Uint32Array(Math.max(value + 1, this.#verdicts.length * 2));
    verdicts.set(this.#verdicts);
    this.#verdicts = verdicts;
  }
}
