/**
 * What a CPU is doing, as the value of a state: one of few kinds, with the text that is written on it (an id in the
 * trace's strings, −1 none): the name of the thread or of the system call.
 */
export const CpuStatus = { idle: 0, usermode: 1, syscall: 2, softirq: 3, irq: 4, unknown: 5 } as const;

const KINDS = 8;

export function cpuStatus(kind: number, text = -1): number {
  return (text + 1) * KINDS + kind;
}

export function cpuStatusKind(status: number): number {
  return status % KINDS;
}

export function cpuStatusText(status: number): number {
  return Math.floor(status / KINDS) - 1;
}
