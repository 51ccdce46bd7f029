/**
 * What kernel tracers tell, whatever they call it: the kinds of events that analyses look at, and the roles of their
 * fields. Names are those of Linux's trace points; LTTng and perf name some otherwise.
 *
 * Adding a kind or a role is adding a line here. A kind's roles are those without which an event means nothing: a type
 * that lacks one is no event of that kind, so that analyses may read them unasked. All other roles of a kind are for
 * `KernelLayout.has` to tell.
 */
import type { FieldForm } from '../../formats/reader.ts';

/** Where tracers differ: LTTng says tid where Linux itself (perf, ftrace) says pid, and pid where Linux says tgid. */
export type Dialect = 'lttng' | 'linux';

interface RoleForm {
  readonly as: FieldForm;
  /** Names of the field, where they are not the role's; the first that the trace has counts. None: not told. */
  readonly lttng?: readonly string[];
  readonly linux?: readonly string[];
}

const number: RoleForm = { as: 'number' };
const text: RoleForm = { as: 'text' };
const key: RoleForm = { as: 'key' };
const tid = (linux: string): RoleForm => ({ as: 'number', linux: [linux] });
/** In the headers of a packet, which LTTng tells since 2.8. */
const tcp = (network: string, name: string): RoleForm => ({
  as: 'number',
  lttng: [`network_header.${network}.transport_header.tcp.${name}`],
  linux: [],
});

export const ROLES = {
  // Scheduler
  prev_tid: tid('prev_pid'),
  prev_comm: text,
  /** Bits of the state in which the thread was left: 0 ready to run. */
  prev_state: number,
  next_tid: tid('next_pid'),
  next_comm: text,
  next_prio: number,
  /** The thread that the event is about, which is often not the one that runs. */
  tid: tid('pid'),
  comm: text,
  /** 0: the wake-up changed nothing (kernels before 4.3). */
  success: number,
  target_cpu: number,
  dest_cpu: number,
  parent_tid: tid('parent_pid'),
  child_tid: tid('child_pid'),
  /** Of the process; Linux does not tell. */
  child_pid: { as: 'number', linux: [] },
  child_comm: text,
  // System calls
  /** The number of a system call, where its name isn't part of the event's. */
  syscall_id: { as: 'number', lttng: [], linux: ['id', 'NR', '__syscall_nr'] },
  ret: number,
  uaddr: key,
  op: number,
  // Interrupts
  irq: number,
  name: text,
  vec: number,
  vector: number,
  // Timers
  hrtimer: key,
  // Power
  cpu_id: number,
  state: number,
  // State of the system when tracing began (LTTng)
  pid: { as: 'number', linux: [] },
  ppid: { as: 'number', linux: [] },
  status: number,
  // Disks
  dev: number,
  diskname: text,
  sector: number,
  nr_sector: number,
  rwbs: number,
  /** Linux writes the same as letters. */
  rwbs_text: { as: 'text', lttng: ['rwbs'], linux: ['rwbs'] },
  // Memory
  page: { as: 'key', lttng: ['page', 'pfn'], linux: ['pfn', 'page'] },
  order: number,
  // Network
  seq: number,
  ack_seq: number,
  ipv4_seq: tcp('ipv4', 'seq'),
  ipv4_ack: tcp('ipv4', 'ack_seq'),
  ipv6_seq: tcp('ipv6', 'seq'),
  ipv6_ack: tcp('ipv6', 'ack_seq'),
  // The thread that runs, as the tracer itself adds it to events.
  context_tid: { as: 'number', lttng: ['tid'], linux: ['perf_tid', 'common_pid'] },
  /** Its process. */
  context_pid: { as: 'number', lttng: ['pid'], linux: ['perf_pid', 'common_tgid'] },
} as const satisfies Record<string, RoleForm>;

export type Role = keyof typeof ROLES;

/** The roles that an event of a kind must have. `kind` → names of events beside the kind's own. */
interface KindForm {
  readonly needs: readonly Role[];
  /** What events of this kind are called elsewhere. */
  readonly alias?: readonly string[];
}

const needs = (...roles: Role[]): KindForm => ({ needs: roles });
const called = (alias: string, ...roles: Role[]): KindForm => ({ needs: roles, alias: [alias] });

const KINDS = {
  other: needs(),
  sched_switch: needs('prev_tid', 'next_tid'),
  sched_wakeup: needs('tid'),
  sched_wakeup_new: needs('tid'),
  sched_waking: needs('tid'),
  sched_ttwu: called('sched_try_to_wake_up', 'tid'),
  sched_migrate_task: needs('tid', 'dest_cpu'),
  sched_process_fork: needs('parent_tid', 'child_tid'),
  sched_process_free: needs('tid'),
  syscall_entry: needs(),
  syscall_exit: needs(),
  irq_handler_entry: needs('irq'),
  irq_handler_exit: needs('irq'),
  softirq_raise: called('irq_softirq_raise', 'vec'),
  softirq_entry: called('irq_softirq_entry', 'vec'),
  softirq_exit: called('irq_softirq_exit', 'vec'),
  ipi_entry: needs(),
  ipi_exit: needs(),
  hrtimer_expire_entry: called('timer_hrtimer_expire_entry', 'hrtimer'),
  hrtimer_expire_exit: called('timer_hrtimer_expire_exit', 'hrtimer'),
  cpu_frequency: called('power_cpu_frequency', 'cpu_id', 'state'),
  statedump_process_state: called('lttng_statedump_process_state', 'tid', 'name', 'status'),
  statedump_block_device: called('lttng_statedump_block_device', 'dev', 'diskname'),
  block_rq_insert: needs('dev', 'sector', 'nr_sector'),
  block_rq_issue: needs('dev', 'sector', 'nr_sector'),
  block_rq_complete: needs('dev', 'sector', 'nr_sector'),
  block_rq_merge: needs('dev', 'sector', 'nr_sector'),
  block_bio_frontmerge: needs('dev', 'sector', 'nr_sector'),
  page_alloc: { needs: ['order'], alias: ['mm_page_alloc', 'kmem_mm_page_alloc'] },
  page_free: { needs: ['order'], alias: ['mm_page_free', 'kmem_mm_page_free'] },
  net_send: { needs: ['seq', 'ack_seq'], alias: ['inet_sock_local_out'] },
  net_receive: { needs: ['seq', 'ack_seq'], alias: ['inet_sock_local_in'] },
  net_dev_queue: needs('ipv4_seq', 'ipv4_ack'),
  net_if_receive: { needs: ['ipv4_seq', 'ipv4_ack'], alias: ['net_if_receive_skb', 'netif_receive_skb'] },
} as const satisfies Record<string, KindForm>;

export type KindName = keyof typeof KINDS;

/** Small integers by which batches name an event's kind; 0 is an event of no kind. */
export const Kind = Object.fromEntries(Object.keys(KINDS).map((name, number) => [name, number])) as Readonly<
  Record<KindName, number>
>;

/** The roles that every event of the kind has. */
export function needsOf(kind: number): readonly Role[] {
  return (Object.values(KINDS) as readonly KindForm[])[kind]!.needs;
}

const KIND_OF_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries<KindForm>(KINDS).flatMap(([name, { alias = [] }]) =>
    [name, ...alias].map((known): [string, number] => [known, Kind[name as KindName]]),
  ),
);

/** The kind of events of this name (without the subsystem that perf puts before it), except for system calls. */
export function kindOfName(name: string): number {
  const known = KIND_OF_NAME.get(name);
  if (known !== undefined) return known;
  const ipi = IPI.exec(name);
  if (ipi === null) return Kind.other;
  return ipi[2] === 'entry' ? Kind.ipi_entry : Kind.ipi_exit;
}

/** What an interrupt between processors is called; undefined if the event is none. */
export function ipiName(event: string): string | undefined {
  return IPI.exec(event.replace(SUBSYSTEM, ''))?.[1];
}

/** What perf puts before the names of events. */
export const SUBSYSTEM = /^[a-z0-9_]+:/;

/** The interrupts that processors send each other or themselves, as Linux's trace points for x86 name them. */
const IPI =
  /^(?:x86_irq_vectors_)?(local_timer|spurious_apic|error_apic|x86_platform_ipi|irq_work|call_function|call_function_single|reschedule|threshold_apic|deferred_error_apic|thermal_apic)_(entry|exit)$/;
