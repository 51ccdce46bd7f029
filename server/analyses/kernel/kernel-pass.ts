/**
 * The one look at a kernel trace's events: tells each event's kind, its CPU and the thread that is current there, and
 * hands batches on to the parts.
 *
 * Who is current is known of a CPU from its first sched_switch on, or from the first event to which the tracer itself
 * added the thread. Cost: about 5 ns an event, besides the parts.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { Analysis } from '../analysis.ts';
import { Kind, type Role } from './kernel-events.ts';
import { KernelLayout } from './kernel-layout.ts';
import { type KernelBatch, type KernelPart, MOST_CPUS, threadId } from './kernel-part.ts';
import { partsOf } from './parts.ts';

export class KernelPass implements Analysis {
  readonly requests: readonly FieldRequest[];
  readonly parts: readonly KernelPart[];
  readonly keptAs: string;
  readonly #layout: KernelLayout;
  /** By part, where the columns of its roles stand among the requests; −1: no event has the role. */
  readonly #columns: readonly (readonly number[])[];
  readonly #fields: readonly Float64Array[][];
  readonly #cpu: number;
  readonly #next: number;
  readonly #syscall: number;
  readonly #context: number;
  /** By event type: does it tell the thread that runs? */
  readonly #hasContext: Uint8Array;
  /** By event type: does it tell its system call by number? */
  readonly #numbered: Uint8Array;
  /** By CPU. */
  readonly #current = new Int32Array(MOST_CPUS).fill(-1);
  #batch = new Batch(0);

  /** Undefined where the trace has no kernel events. */
  static of(reader: TraceReader, strings: StringTable): KernelPass | undefined {
    const layout = KernelLayout.of(reader, strings);
    return layout && new KernelPass(layout, partsOf({ reader, strings, layout }));
  }

  constructor(layout: KernelLayout, parts: readonly KernelPart[]) {
    this.#layout = layout;
    this.parts = parts;
    this.keptAs = `kernel 1: ${parts.map(({ keptAs }) => keptAs).join(', ')}`;
    const requests: FieldRequest[] = [{ name: '$cpu', as: 'number' }];
    const column = (role: Role): number => {
      const request = layout.request(role);
      if (request === undefined) return -1;
      const known = requests.findIndex(({ name, as }) => name === request.name && as === request.as);
      return known >= 0 ? known : requests.push(request) - 1;
    };
    this.#cpu = 0;
    this.#next = column('next_tid');
    this.#syscall = column('syscall_id');
    this.#context = column('context_tid');
    this.#hasContext = contexts(layout);
    this.#numbered = layout.having('syscall_id').map((has, type) => (layout.syscalls[type]! < 0 ? has : 0));
    this.#columns = parts.map(({ roles }) => roles.map(column));
    this.#fields = this.#columns.map((columns) => new Array<Float64Array>(columns.length));
    this.requests = requests;
  }

  consume(events: EventBatch, fields: readonly Float64Array[]): void {
    const { length, time, type } = events;
    if (this.#batch.room < length) this.#batch = new Batch(length);
    const batch = this.#batch;
    batch.length = length;
    batch.time = time;
    batch.type = type;
    this.#follow(batch, fields);
    for (let p = 0; p < this.parts.length; p++) {
      const columns = this.#columns[p]!;
      const own = this.#fields[p]!;
      for (let i = 0; i < columns.length; i++) own[i] = columns[i]! < 0 ? batch.absent : fields[columns[i]!]!;
      this.parts[p]!.consume(batch, own);
    }
  }

  finish(end: number): void {
    for (const part of this.parts) part.finish(end);
  }

  save(out: IndexWriter): void {
    for (const part of this.parts) part.save(out.within(part.keptAs));
  }

  load(from: IndexReader): void {
    for (const part of this.parts) part.load(from.within(part.keptAs));
  }

  #follow(batch: Batch, fields: readonly Float64Array[]): void {
    const { length, type, kind, cpu, tid, syscall, absent } = batch;
    const { kinds, syscalls } = this.#layout;
    const current = this.#current;
    const hasContext = this.#hasContext;
    const numbered = this.#numbered;
    const cpus = fields[this.#cpu]!;
    const nexts = fields[this.#next] ?? absent;
    const numbers = fields[this.#syscall] ?? absent;
    const contexts = fields[this.#context] ?? absent;
    for (let i = 0; i < length; i++) {
      const t = type[i]!;
      const k = kinds[t]!;
      const c = cpus[i]!;
      const on = c >= 0 && c < MOST_CPUS ? c | 0 : -1;
      let running = on < 0 ? -1 : current[on]!;
      if (running < 0 && hasContext[t] === 1) {
        running = threadId(contexts[i]!);
        if (on >= 0) current[on] = running;
      }
      kind[i] = k;
      cpu[i] = on;
      tid[i] = running;
      if (k === Kind.sched_switch) {
        if (on >= 0) current[on] = threadId(nexts[i]!);
      } else if (k === Kind.syscall_entry || k === Kind.syscall_exit) {
        syscall[i] = numbered[t] === 1 ? this.#layout.syscall(numbers[i]!) : syscalls[t]!;
      }
    }
  }
}

/** LTTng's context `tid` is told apart from fields of that name by the kinds of events that have no such field. */
function contexts(layout: KernelLayout): Uint8Array {
  const having = layout.having('context_tid');
  if (layout.dialect === 'linux') return having;
  const kinds: readonly number[] = [
    Kind.sched_switch,
    Kind.irq_handler_entry,
    Kind.irq_handler_exit,
    Kind.softirq_raise,
    Kind.softirq_entry,
    Kind.softirq_exit,
    Kind.hrtimer_expire_entry,
    Kind.hrtimer_expire_exit,
    Kind.syscall_exit,
  ];
  return having.map((has, type) => (kinds.includes(layout.kinds[type]!) ? has : 0));
}

class Batch implements KernelBatch {
  length = 0;
  time: Float64Array = new Float64Array(0);
  type: Uint16Array = new Uint16Array(0);
  readonly kind: Uint8Array;
  readonly cpu: Int32Array;
  readonly tid: Int32Array;
  readonly syscall: Int32Array;
  /** The column of a role that no event has. */
  readonly absent: Float64Array;

  constructor(room: number) {
    this.kind = new Uint8Array(room);
    this.cpu = new Int32Array(room);
    this.tid = new Int32Array(room);
    this.syscall = new Int32Array(room);
    this.absent = new Float64Array(room).fill(Number.NaN);
  }

  get room(): number {
    return this.kind.length;
  }
}
