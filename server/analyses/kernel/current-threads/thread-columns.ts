/**
 * Columns of the events table that a kernel trace has besides those of its reader: the thread that is current on the
 * event's CPU just before the event, its process, and its priority.
 *
 * What the trace itself tells of an event counts: a column of the reader's of that name, or what perf and ftrace add to
 * events; only else what is known from switches.
 */
import type { EventType, FieldRequest, TableColumn, TraceReader } from '../../../formats/reader.ts';
import { StringTable } from '../../../index/string-table.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type { Role } from '../kernel-events.ts';
import { KernelLayout } from '../kernel-layout.ts';
import { EventColumns } from '../states/event-columns.ts';
import { PROCESSES, WANTS } from '../states/heeded-events.ts';
import { KernelStates } from '../states/kernel-states.ts';
import { CurrentThreads, tellsPriorities, tellsThreads } from './current-threads.ts';

const TID = { name: 'TID', description: 'The thread that was running on the CPU', type: 'NUMBER' } as const;
const PID = {
  name: 'PID',
  description: 'The process of the thread that was running on the CPU',
  type: 'NUMBER',
} as const;
const PRIO = {
  name: 'Prio',
  description: 'The priority with which the thread came onto the CPU, as the tracer counts',
  type: 'NUMBER',
} as const;

export type ThreadColumn = 'TID' | 'PID' | 'Prio';

interface ThreadColumns {
  readonly columns: readonly (Omit<TableColumn, 'scanned'> & { readonly name: ThreadColumn })[];
  readonly layout: KernelLayout;
}

/** By the types that a reader knows: they are fixed once there are some. */
const byTypes = new WeakMap<readonly EventType[], ThreadColumns | 'none'>();

/** The columns that events of this trace have, as far as its types are known. */
export function threadColumns(reader: TraceReader): ThreadColumns['columns'] {
  return columnsOf(reader)?.columns ?? [];
}

/** Does the CPU of an event say all that these columns tell? Else fields of the event count, too. */
export function tellsByCpu(reader: TraceReader): boolean {
  return columnsOf(reader)?.layout.dialect === 'lttng';
}

function columnsOf(reader: TraceReader): ThreadColumns | undefined {
  const found = byTypes.get(reader.types) ?? foundIn(reader) ?? 'none';
  byTypes.set(reader.types, found);
  return found === 'none' ? undefined : found;
}

function foundIn(reader: TraceReader): ThreadColumns | undefined {
  const layout = KernelLayout.of(reader, new StringTable());
  if (layout === undefined || !tellsThreads(layout)) return undefined;
  const told = new EventColumns(layout, WANTS);
  const tellsProcesses = PROCESSES.some((name) => told.tells(name)) || addedBy(layout, 'context_pid') !== undefined;
  const columns = [TID, ...(tellsProcesses ? [PID] : []), ...(tellsPriorities(layout) ? [PRIO] : [])];
  return { layout, columns: columns.filter(({ name }) => reader.columns.every((column) => column.name !== name)) };
}

/** The field in which perf and ftrace add it to events. */
function addedBy(layout: KernelLayout, role: Role): FieldRequest | undefined {
  return layout.dialect === 'linux' ? layout.request(role) : undefined;
}

/** The batch of a scan, as its columns are asked for. */
interface ScannedBatch {
  /** Asks the scan for a field; NaN, or anything, where an event has none. */
  field(request: FieldRequest): (row: number) => number;
  /** Number of the event in the trace. */
  event(row: number): number;
  /** ns since the reader's base. */
  time(row: number): number;
}

/** What these columns hold, for the events of a scan. */
export class ThreadValues {
  readonly #trace: IndexedTrace;
  readonly #layout: KernelLayout;
  readonly #batch: ScannedBatch;
  #threads: CurrentThreads | undefined;
  #states: KernelStates | undefined;

  /** Undefined where the trace tells of no current threads. */
  static of(trace: IndexedTrace, batch: ScannedBatch): ThreadValues | undefined {
    const layout = columnsOf(trace.source.reader)?.layout;
    return layout && new ThreadValues(trace, layout, batch);
  }

  private constructor(trace: IndexedTrace, layout: KernelLayout, batch: ScannedBatch) {
    this.#trace = trace;
    this.#layout = layout;
    this.#batch = batch;
  }

  /** Of events of one type, also where a column of the reader's has the name: undefined where it is unknown. */
  column(name: ThreadColumn, type: number): (row: number) => number | undefined {
    const layout = this.#layout;
    const batch = this.#batch;
    const cpu = batch.field({ name: '$cpu', as: 'number' });
    if (name === PRIO.name) return (row) => this.#current?.priority(cpu(row), batch.event(row));
    const added = (role: Role): ((row: number) => number) => {
      const request = addedBy(layout, role);
      return request === undefined || layout.having(role)[type] === 0 ? () => -1 : batch.field(request);
    };
    const addedTid = added('context_tid');
    const tid = (row: number): number => {
      const own = addedTid(row);
      return own >= 0 ? own : (this.#current?.tid(cpu(row), batch.event(row)) ?? -1);
    };
    if (name === TID.name) return (row) => known(tid(row));
    const addedPid = added('context_pid');
    return (row) => {
      const own = addedPid(row);
      return known(own >= 0 ? own : this.#process(tid(row), batch.time(row)));
    };
  }

  get #current(): CurrentThreads | undefined {
    this.#threads ??= this.#trace.find(CurrentThreads);
    return this.#threads;
  }

  /** −1 unknown. */
  #process(tid: number, time: number): number {
    this.#states ??= this.#trace.find(KernelStates);
    const threads = this.#states?.threads;
    const slot = tid > 0 ? (threads?.find(tid) ?? -1) : -1;
    if (threads === undefined || slot < 0) return tid;
    const life = threads.lifeAt(slot, time);
    return (life < 0 ? 0 : threads.lives.process.data[life]!) || tid;
  }
}

function known(value: number): number | undefined {
  return value >= 0 ? value : undefined;
}
