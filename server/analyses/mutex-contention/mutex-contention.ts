/**
 * Mutex contention of user-space programs, from what LTTng-UST's wrapper of the thread library tells
 * (`lttng_ust_pthread`): how long threads wait for a mutex (from the request to the acquisition), and how long they hold
 * it (from the acquisition, or a try that succeeds, to the unlocking), by mutex.
 *
 * A recursive mutex is held from its first acquisition to its last unlocking. What has no begin in the trace is passed
 * over. Threads need the context `vtid`; addresses belong to processes where the context `vpid` tells them apart. Cost:
 * 28 B a segment, some 60 B a mutex; about 60 ns an event.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { addressText } from '../addresses.ts';
import type { Analysis } from '../analysis.ts';
import { OpenByThread } from '../open-by-thread.ts';
import { SegmentSet } from '../segments/segment-set.ts';
import type { SegmentAnalysis } from '../segments/segments.ts';

const CALLS = ['lock_req', 'lock_acq', 'trylock', 'unlock'] as const;
const PREFIX = 'lttng_ust_pthread:pthread_mutex_';
const NONE = -1;
const REQUEST = CALLS.indexOf('lock_req');
const TRY = CALLS.indexOf('trylock');
const UNLOCK = CALLS.indexOf('unlock');

/** Names of mutexes; those beyond share one. */
const MOST_NAMES = 65_536;
const TID = 0;
const MUTEX = 1;

export class MutexContention implements Analysis {
  readonly keptAs = 'mutex contention 1';
  readonly requests: readonly FieldRequest[] = [
    { name: 'mutex', as: 'key' },
    { name: 'status', as: 'number' },
    { name: 'vtid', as: 'number' },
    { name: 'vpid', as: 'number' },
  ];
  readonly segments: SegmentSet;
  readonly #strings: StringTable;
  /** By event type. */
  readonly #calls: Int8Array;
  readonly #hasProcess: Uint8Array;
  readonly #hasStatus: Uint8Array;
  readonly #processes = new KeyTable();
  /** By process: numbers of its mutexes by address, and these as numbers among all mutexes. */
  readonly #mutexes: { readonly addresses: KeyTable; readonly numbers: Uint32Column }[] = [];
  /** By mutex: since when it is held, NaN if it isn't; by whom; how often it was acquired. */
  readonly #since = new Float64Column();
  readonly #owner = new Float64Column();
  readonly #depth = new Uint32Column();
  /** The mutex that each thread waits for. */
  readonly #waiting = new OpenByThread();

  /** Undefined where the trace has no such events. */
  static of(reader: TraceReader, strings: StringTable): MutexContention | undefined {
    const analysis = new MutexContention(reader, strings);
    return analysis.#calls.some((call) => call !== NONE) ? analysis : undefined;
  }

  constructor({ types }: TraceReader, strings: StringTable) {
    const fields = types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    const having = (wanted: string): Uint8Array => Uint8Array.from(fields, (names) => (names.has(wanted) ? 1 : 0));
    this.#strings = strings;
    this.#calls = Int8Array.from(types, ({ name }, type) => {
      const known = name.startsWith(PREFIX) && fields[type]!.has('mutex') && fields[type]!.has('vtid');
      return known ? CALLS.indexOf(name.slice(PREFIX.length) as (typeof CALLS)[number]) : NONE;
    });
    this.#hasProcess = having('vpid');
    this.#hasStatus = having('status');
    this.segments = new SegmentSet([
      { name: 'Name', description: 'What was done, and the mutex', type: 'STRING', form: 'name' },
      { name: 'TID', description: 'The thread that waits or holds', type: 'NUMBER', form: 'int' },
      {
        name: 'Mutex',
        description: 'Address of the mutex',
        type: 'STRING',
        form: 'number',
        text: (key) => addressText(strings, key),
      },
    ]);
  }

  consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): void {
    const [mutexes, statuses, threads, processes] = fields as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < length; i++) {
      const t = type[i]!;
      const call = this.#calls[t]!;
      const thread = threads[i]!;
      if (call === NONE || !(thread >= 0 && thread < 2 ** 31)) continue;
      const address = mutexes[i]!;
      const mutex = this.#mutex(this.#hasProcess[t] === 1 ? processes[i]! : 0, address);
      const succeeds = this.#hasStatus[t] === 0 || statuses[i] === 0;
      if (call === REQUEST) this.#waiting.begin(thread, time[i]!, mutex);
      else if (call === UNLOCK) {
        if (succeeds) this.#unlock(mutex, thread, time[i]!, address);
      } else {
        const waited = call === TRY ? -1 : this.#waiting.end(thread);
        if (waited >= 0 && this.#waiting.first(waited) === mutex)
          this.#add(this.#waiting.since(waited), time[i]!, mutex, false, thread, address);
        if (succeeds) this.#lock(mutex, thread, time[i]!);
      }
    }
  }

  finish(): void {
    // What is still held or waited for has no end.
  }

  save(out: IndexWriter): void {
    this.segments.save(out);
  }

  load(from: IndexReader): void {
    this.segments.load(from);
  }

  #lock(mutex: number, thread: number, time: number): void {
    const isHeld = this.#owner.data[mutex] === thread && !Number.isNaN(this.#since.data[mutex]!);
    this.#depth.data[mutex] = isHeld ? this.#depth.data[mutex]! + 1 : 1;
    if (isHeld) return;
    this.#owner.data[mutex] = thread;
    this.#since.data[mutex] = time;
  }

  #unlock(mutex: number, thread: number, time: number, address: number): void {
    const since = this.#since.data[mutex]!;
    if (Number.isNaN(since) || this.#owner.data[mutex] !== thread || --this.#depth.data[mutex]! > 0) return;
    this.#since.data[mutex] = Number.NaN;
    this.#add(since, time, mutex, true, thread, address);
  }

  #add(start: number, end: number, mutex: number, holds: boolean, thread: number, address: number): void {
    const { segments } = this;
    const what = holds ? 'Hold' : 'Wait';
    const name = segments.nameOf(2 * Math.min(mutex, MOST_NAMES) + (holds ? 1 : 0), () =>
      mutex < MOST_NAMES ? `${what} ${addressText(this.#strings, address)}` : `${what} other mutexes`,
    );
    segments.index.push(start, end, name);
    segments.index.setAspect(TID, thread);
    segments.index.setAspect(MUTEX, address);
  }

  /** The number of the mutex at this address of a process. */
  #mutex(process: number, address: number): number {
    const p = this.#processes.id(process);
    if (p === this.#mutexes.length) this.#mutexes.push({ addresses: new KeyTable(), numbers: new Uint32Column() });
    const { addresses, numbers } = this.#mutexes[p]!;
    const own = addresses.id(address);
    if (own === numbers.length) {
      numbers.push(this.#since.length);
      this.#since.push(Number.NaN);
      this.#owner.push(NONE);
      this.#depth.push(0);
    }
    return numbers.data[own]!;
  }
}

export const MUTEX_CONTENTION: SegmentAnalysis = {
  id: 'heddle.mutex-contention',
  name: 'Mutex Contention Analysis',
  of: (trace) => trace.find(MutexContention)?.segments,
};
