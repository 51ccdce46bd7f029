/** All parts of the kernel's analysis. Adding one is adding its folder and a line here. */
import { WakeUps } from './critical-path/wake-ups.ts';
import { CurrentThreads } from './current-threads/current-threads.ts';
import { DiskIO } from './disk-io/disk-io.ts';
import { FutexContention } from './futex/futex-contention.ts';
import { IrqLatency } from './irq/irq-latency.ts';
import type { KernelPart, KernelPartClass, KernelTrace } from './kernel-part.ts';
import { KernelMemory } from './memory/kernel-memory.ts';
import { KernelStates } from './states/kernel-states.ts';
import { SyscallLatency } from './syscalls/syscall-latency.ts';
import { WakeupLatency } from './wakeup-latency/wakeup-latency.ts';

const PARTS: readonly KernelPartClass[] = [
  KernelStates,
  CurrentThreads,
  DiskIO,
  KernelMemory,
  SyscallLatency,
  IrqLatency,
  FutexContention,
  WakeupLatency,
  WakeUps,
];

export function partsOf(trace: KernelTrace): readonly KernelPart[] {
  return PARTS.map((part) => part.of(trace)).filter((part) => part !== undefined);
}
