/** Which events change what threads and CPUs do, and what is read of them. */
import { Kind } from '../kernel-events.ts';
import type { Wants } from './event-columns.ts';

const WAKES = ['sched_ttwu', 'sched_waking', 'sched_wakeup', 'sched_wakeup_new'] as const;
const IRQS = ['irq_handler_entry', 'irq_handler_exit'] as const;
const SOFTIRQS = ['softirq_raise', 'softirq_entry', 'softirq_exit'] as const;

/** Columns, each with its role and the kinds of events of which it is read. */
export const WANTS = {
  prevTid: ['prev_tid', 'sched_switch'],
  prevName: ['prev_comm', 'sched_switch'],
  prevProcess: ['context_pid', 'sched_switch'],
  prevState: ['prev_state', 'sched_switch'],
  nextTid: ['next_tid', 'sched_switch'],
  nextName: ['next_comm', 'sched_switch'],
  tid: ['tid', ...WAKES, 'sched_migrate_task', 'sched_process_free', 'statedump_process_state'],
  wokenName: ['comm', ...WAKES, 'sched_migrate_task'],
  success: ['success', ...WAKES],
  parentTid: ['parent_tid', 'sched_process_fork'],
  childTid: ['child_tid', 'sched_process_fork'],
  childPid: ['child_pid', 'sched_process_fork'],
  childName: ['child_comm', 'sched_process_fork'],
  irq: ['irq', ...IRQS],
  irqName: ['name', 'irq_handler_entry'],
  vec: ['vec', ...SOFTIRQS],
  vector: ['vector', 'ipi_entry', 'ipi_exit'],
  frequencyCpu: ['cpu_id', 'cpu_frequency'],
  frequency: ['state', 'cpu_frequency'],
  dumpedName: ['name', 'statedump_process_state'],
  dumpedParent: ['ppid', 'statedump_process_state'],
  dumpedPid: ['pid', 'statedump_process_state'],
  dumpedStatus: ['status', 'statedump_process_state'],
} as const satisfies Wants<string>;

/** Those that tell the process of a thread. */
export const PROCESSES = ['prevProcess', 'childPid', 'dumpedPid'] as const;

/** What an event of a kind changes: nothing, what its CPU does, or something else wherever it happened. */
export const NONE = 0;
export const OF_CPU = 1;
const OF_THREAD = 2;
/** By kind. */
export const EFFECTS = Uint8Array.from(Object.keys(Kind), (name) => {
  const ofCpu = ['sched_switch', 'syscall_entry', 'syscall_exit', ...IRQS, ...SOFTIRQS, 'ipi_entry', 'ipi_exit'];
  const others = [...WAKES, 'sched_migrate_task', 'sched_process_fork', 'sched_process_free', 'cpu_frequency'];
  if (ofCpu.includes(name)) return OF_CPU;
  return [...others, 'statedump_process_state'].includes(name) ? OF_THREAD : NONE;
});
