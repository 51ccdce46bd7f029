/**
 * Who woke whom, and for what cause: what a critical path needs besides the states of threads.
 *
 * Of the events that tell of one wake-up, the first counts (sched_ttwu, sched_waking, sched_wakeup: in the order in which
 * they come), and of a thread that isn't running only. But sched_waking may come before the thread has left its CPU: then
 * the wake-up takes place at the next event, for the cause that sched_waking told.
 *
 * A wake-up while the kernel hands arriving packets on is tied to the packet that came in last. Cost: 16 B a wake-up, 9 B
 * for each number up to the largest thread id; about 10 ns an event.
 */
import { Uint32Column } from '../../../index/columns.ts';
import { partitionPoint } from '../../../index/partition-point.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import type { StringTable } from '../../../index/string-table.ts';
import { Kind, type KindName, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';
import { Interrupts } from './interrupts.ts';
import { PacketLog } from './packet-log.ts';
import { Cause, causeKind } from './wake-cause.ts';
import { WakeUpList } from './wake-up-list.ts';

/** Linux has no thread ids from here on. */
const MOST_TIDS = 2 ** 22;
/** What a thread is doing, as far as wake-ups are concerned. */
const AWAY = 0;
const RUNNING = 1;
const WOKEN = 2;

const ROLES: readonly Role[] = [
  ...(['prev_tid', 'next_tid', 'tid', 'child_tid', 'success', 'irq', 'name', 'vec'] as const),
  ...(['seq', 'ack_seq', 'ipv4_seq', 'ipv4_ack', 'ipv6_seq', 'ipv6_ack'] as const),
];
const FLAT = ROLES.indexOf('seq');
const IPV4 = ROLES.indexOf('ipv4_seq');
const IPV6 = ROLES.indexOf('ipv6_seq');

/** Besides switches and most wake-ups. */
const HEEDED = heeded(
  ...(['sched_ttwu', 'sched_wakeup_new', 'sched_migrate_task', 'sched_process_fork'] as const),
  ...(['irq_handler_entry', 'irq_handler_exit', 'softirq_entry', 'softirq_exit', 'ipi_entry', 'ipi_exit'] as const),
  ...(['hrtimer_expire_entry', 'hrtimer_expire_exit', 'block_rq_complete'] as const),
  ...(['net_send', 'net_receive', 'net_dev_queue', 'net_if_receive'] as const),
);

export class WakeUps implements KernelPart {
  readonly roles = ROLES;
  readonly keptAs = 'wake-ups 1';
  readonly list = new WakeUpList();
  readonly sent = new PacketLog();
  readonly received = new PacketLog();
  readonly #strings: StringTable;
  /** By event type: does it tell whether the wake-up changed anything? */
  readonly #hasSuccess: Uint8Array;
  readonly #hasIrqName: boolean;
  /** Wake-ups by packets: the wake-up's index in `list`, and the packet's in `received`. */
  readonly #wakeUp = new Uint32Column();
  readonly #packet = new Uint32Column();
  readonly #irqNames = new Map<number, number>();
  readonly #interrupts = new Interrupts();
  /** By CPU: the packet that it received last since its softirq began; none: undefined. */
  readonly #arrived: (number | undefined)[] = [];
  /** By thread id. */
  #state = new Uint8Array(1 << 15);
  /** By thread id: the cause of a wake-up that was announced while the thread still ran. */
  #announced = new Uint32Array(1 << 15);

  /** Undefined where threads aren't seen to be switched. */
  static of(trace: KernelTrace): WakeUps | undefined {
    return trace.layout.kinds.includes(Kind.sched_switch!) ? new WakeUps(trace) : undefined;
  }

  constructor({ layout, strings }: KernelTrace) {
    this.#strings = strings;
    this.#hasSuccess = layout.having('success');
    this.#hasIrqName = layout.has(Kind.irq_handler_entry!, 'name');
  }

  consume(batch: KernelBatch, fields: readonly Float64Array[]): void {
    const { length, kind, time, cpu, tid, type } = batch;
    const [prev, next, target, , success] = fields;
    const { sched_switch, sched_wakeup, sched_waking } = Kind;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      // Most events are one of these.
      if (k === sched_switch) {
        this.#interrupts.end(cpu[i]!);
        this.#switch(prev![i]!, next![i]!);
      } else if (k === sched_waking || k === sched_wakeup) {
        if (this.#hasSuccess[type[i]!] === 0 || success![i] !== 0) this.#wake(time[i]!, target![i]!, cpu[i]!, tid[i]!);
      } else if (HEEDED[k] === 1) this.#heed(batch, i, fields);
    }
  }

  finish(): void {
    this.#state = new Uint8Array(0);
    this.#announced = new Uint32Array(0);
  }

  /** The packet that woke a thread, as its index in `received`; −1 if none is known. */
  packetOf(wakeUp: number): number {
    const wakeUps = this.#wakeUp.items;
    const low = partitionPoint(wakeUps.length, (i) => wakeUps[i]! < wakeUp);
    return wakeUps[low] === wakeUp ? this.#packet.items[low]! : -1;
  }

  irqName(irq: number): string | undefined {
    const name = this.#irqNames.get(irq);
    return name === undefined ? undefined : this.#strings.text(name);
  }

  save(out: IndexWriter): void {
    this.list.save(out.within('list'));
    this.sent.save(out.within('sent'));
    this.received.save(out.within('received'));
    out.column('wake-up', [this.#wakeUp.items]);
    out.column('packet', [this.#packet.items]);
    out.facts('irqs', [...this.#irqNames]);
  }

  load(from: IndexReader): void {
    this.list.load(from.within('list'));
    this.sent.load(from.within('sent'));
    this.received.load(from.within('received'));
    this.#wakeUp.load(from.uint32('wake-up'));
    this.#packet.load(from.uint32('packet'));
    for (const [irq, name] of from.facts('irqs') as [number, number][]) this.#irqNames.set(irq, name);
  }

  /** An event of the less frequent kinds. */
  #heed(batch: KernelBatch, i: number, fields: readonly Float64Array[]): void {
    const kind = batch.kind[i]!;
    const time = batch.time[i]!;
    const cpu = batch.cpu[i]!;
    const tid = batch.tid[i]!;
    const [, , target, child, , irq, name, vec] = fields;
    switch (kind) {
      case Kind.sched_ttwu:
      case Kind.sched_wakeup_new:
        this.#wake(time, target![i]!, cpu, tid);
        break;
      case Kind.sched_migrate_task:
        // A thread that is woken may be moved before it is told to be awake.
        if (this.#isAway(target![i]!)) this.#wake(time, target![i]!, cpu, tid);
        break;
      case Kind.sched_process_fork:
        this.#create(time, child![i]!, cpu, tid);
        break;
      case Kind.irq_handler_entry:
        if (this.#hasIrqName) this.#irqNames.set(irq![i]!, name![i]!);
        this.#interrupts.see(kind, cpu, irq![i]!);
        break;
      case Kind.softirq_entry:
        this.#interrupts.see(kind, cpu, vec![i]!);
        this.#arrived[cpu] = undefined;
        break;
      case Kind.net_send:
      case Kind.net_receive:
      case Kind.net_dev_queue:
      case Kind.net_if_receive:
        this.#packets(kind, time, cpu, tid, i, fields);
        break;
      default:
        this.#interrupts.see(kind, cpu, 0);
    }
  }

  #switch(prev: number, next: number): void {
    if (this.#holds(prev)) this.#state[prev] = AWAY;
    if (!this.#holds(next)) return;
    this.#state[next] = RUNNING;
    this.#announced[next] = 0;
  }

  #isAway(tid: number): boolean {
    return this.#holds(tid) && this.#state[tid] === AWAY;
  }

  #create(time: number, child: number, cpu: number, tid: number): void {
    if (this.#holds(child)) this.#state[child] = AWAY;
    this.#wake(time, child, cpu, tid);
  }

  #wake(time: number, target: number, cpu: number, tid: number): void {
    if (!this.#holds(target) || this.#state[target] === WOKEN) return;
    const cause = this.#interrupts.cause(cpu, tid);
    if (this.#state[target] === RUNNING) {
      this.#announced[target] = cause;
      return;
    }
    const arrived = this.#interrupts.receives(cpu) ? this.#arrived[cpu] : undefined;
    if (arrived !== undefined) {
      this.#wakeUp.push(this.list.length);
      this.#packet.push(arrived);
    }
    this.list.push(time, target, this.#announced[target] || cause);
    this.#announced[target] = 0;
    this.#state[target] = WOKEN;
  }

  /** Two layouts of one fact: the sockets' events tell the numbers of a packet flat, the devices' by the packet's headers. */
  #packets(kind: number, time: number, cpu: number, tid: number, i: number, fields: readonly Float64Array[]): void {
    const flat = kind === Kind.net_send || kind === Kind.net_receive;
    const first = flat ? FLAT : Number.isNaN(fields[IPV4]![i]!) ? IPV6 : IPV4;
    const seq = fields[first]![i]!;
    const ack = fields[first + 1]![i]!;
    if (!(seq >= 0 && ack >= 0)) return;
    if (kind === Kind.net_send || kind === Kind.net_dev_queue) {
      const sender = this.#interrupts.cause(cpu, tid);
      if (causeKind(sender) === Cause.thread) this.sent.push(time, seq, ack, tid);
    } else if (cpu >= 0) {
      this.#arrived[cpu] = this.received.length;
      this.received.push(time, seq, ack, 0);
    }
  }

  /** Is it the id of a thread? Makes room for it. Idle threads are none. */
  #holds(tid: number): boolean {
    if (!(tid > 0 && tid < MOST_TIDS)) return false;
    if (tid >= this.#state.length) {
      const room = 2 ** Math.ceil(Math.log2(tid + 1));
      const [state, announced] = [new Uint8Array(room), new Uint32Array(room)];
      state.set(this.#state);
      announced.set(this.#announced);
      this.#state = state;
      this.#announced = announced;
    }
    return true;
  }
}

/** By kind: 1 for those that this part looks at. */
function heeded(...names: KindName[]): Uint8Array {
  const kinds = new Uint8Array(256);
  for (const name of names) kinds[Kind[name]] = 1;
  return kinds;
}
