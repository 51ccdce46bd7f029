/**
 * What a thread or a CPU is doing, as a number: the value of states. A system call is a status of its own for each call.
 */
export const Status = {
  unknown: 0,
  waitBlocked: 1,
  usermode: 2,
  interrupted: 4,
  waitForCpu: 5,
  waitUnknown: 6,
  waitFork: 7,
  idle: 8,
} as const;

/** From here on, values are system calls. */
const SYSCALLS = 16;

/** `name`: an id in the trace's strings; −1 unknown. */
export function syscallStatus(name: number): number {
  return SYSCALLS + 1 + name;
}

export function isSyscall(status: number): boolean {
  return status >= SYSCALLS;
}

/** The system call's name as an id in the trace's strings; −1 unknown. */
export function syscallOf(status: number): number {
  return status - SYSCALLS - 1;
}

/**
 * In which state a thread was left, from the bits that the scheduler tells; undefined: it is dead.
 *
 * 0x100 is R+ since Linux 4.14, and so are bits from 0x400 on before: the thread was preempted. 16 and 32 are a zombie
 * and a dead thread throughout. 64 is a dead thread before 4.14 and a parked one since, as 128 then is an idle one.
 */
export function statusLeft(bits: number, since414: boolean): number | undefined {
  const state = bits & 1023;
  if (state === 0 || state === 256) return Status.waitForCpu;
  if ((state & (16 | 32)) !== 0 || (!since414 && (state & 64) !== 0)) return undefined;
  if ((state & 3) !== 0 || (since414 && (state & (64 | 128)) !== 0)) return Status.waitBlocked;
  return Status.waitUnknown;
}

const RELEASE = /^"?(\d+)\.(\d+)/;

/** Is the kernel of Linux 4.14 or later? An unknown one is taken for an old one; ftrace writes letters, which mean the same since. */
export function isSince414(properties: ReadonlyMap<string, string>): boolean {
  if (properties.get('tracer_name') === '"ftrace"') return true;
  const release = RELEASE.exec(properties.get('kernel_release') ?? properties.get('release') ?? '');
  return release !== null && Number(release[1]) * 1000 + Number(release[2]) >= 4014;
}

/** By the status that LTTng's dump of all processes tells. */
const DUMPED: readonly (number | undefined)[] = [
  Status.unknown,
  Status.waitFork,
  Status.waitForCpu,
  Status.unknown,
  Status.unknown,
  Status.waitUnknown,
  Status.usermode,
];

/** Undefined: it is dead. */
export function statusDumped(status: number): number | undefined {
  return DUMPED[status];
}
