/** How states of threads, CPUs and interrupts look: names, colours and heights as in Trace Compass. */
import type { Style } from '../output.ts';
import { CpuStatus } from './states/cpu-status.ts';
import { isSyscall, Status } from './states/status.ts';

const PROCESS = 'Process States';
const CPU = 'CPU states';

function style(name: string, colour: string, height: number, group: string): [string, Style] {
  const values = { 'style-name': name, 'background-color': `#${colour}`, height, opacity: 1, 'style-group': group };
  return [name, { values }];
}

/** Keys are the names. */
export const LINUX_STYLES: Readonly<Record<string, Style>> = Object.fromEntries([
  style('Unknown', '646464', 0.33, PROCESS),
  style('Wait', 'c8c8c8', 0.5, PROCESS),
  style('Wait blocked', 'c8c800', 0.5, PROCESS),
  style('Wait for CPU', 'c86400', 0.5, PROCESS),
  style('Idle', 'c8c8c8', 0.66, CPU),
  style('Usermode', '00c800', 1, PROCESS),
  style('System call', '0000c8', 1, PROCESS),
  style('Interrupt', 'c80064', 0.75, PROCESS),
  style('Soft Irq raised', 'c8c800', 1, CPU),
  style('Soft Irq', 'c89664', 1, CPU),
  style('CPU transition', '646464', 0.1, 'Arrows'),
]);

const THREAD: readonly string[] = (() => {
  const names: string[] = [];
  names[Status.unknown] = 'Unknown';
  names[Status.waitBlocked] = 'Wait blocked';
  names[Status.usermode] = 'Usermode';
  names[Status.interrupted] = 'Interrupt';
  names[Status.waitForCpu] = 'Wait for CPU';
  names[Status.waitUnknown] = 'Wait';
  names[Status.waitFork] = 'Wait';
  names[Status.idle] = 'Idle';
  return names;
})();

/** Of a `Status`. */
export function threadStyle(status: number): string {
  return isSyscall(status) ? 'System call' : THREAD[status]!;
}

const CPUS: readonly string[] = (() => {
  const names: string[] = [];
  names[CpuStatus.idle] = 'Idle';
  names[CpuStatus.usermode] = 'Usermode';
  names[CpuStatus.syscall] = 'System call';
  names[CpuStatus.softirq] = 'Soft Irq';
  names[CpuStatus.irq] = 'Interrupt';
  names[CpuStatus.unknown] = 'Unknown';
  return names;
})();

/** Of a kind of `CpuStatus`. */
export function cpuStyle(kind: number): string {
  return CPUS[kind]!;
}
