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

const THREAD: Readonly<Record<number, string>> = {
  [Status.unknown]: 'Unknown',
  [Status.waitBlocked]: 'Wait blocked',
  [Status.usermode]: 'Usermode',
  [Status.interrupted]: 'Interrupt',
  [Status.waitForCpu]: 'Wait for CPU',
  [Status.waitUnknown]: 'Wait',
  [Status.waitFork]: 'Wait',
  [Status.idle]: 'Idle',
};

/** Of a `Status`. */
export function threadStyle(status: number): string {
  return isSyscall(status) ? 'System call' : THREAD[status]!;
}

const CPUS: Readonly<Record<number, string>> = {
  [CpuStatus.idle]: 'Idle',
  [CpuStatus.usermode]: 'Usermode',
  [CpuStatus.syscall]: 'System call',
  [CpuStatus.softirq]: 'Soft Irq',
  [CpuStatus.irq]: 'Interrupt',
  [CpuStatus.unknown]: 'Unknown',
};

/** Of a kind of `CpuStatus`. */
export function cpuStyle(kind: number): string {
  return CPUS[kind]!;
}
