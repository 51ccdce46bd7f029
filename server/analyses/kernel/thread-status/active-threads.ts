/** Which lives of threads ran in a range of time: on any CPU, or on one of those asked for. Idle tasks never do. */
import type { Pace } from '../../pace.ts';
import { sweepRuns } from '../cpu-runs.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';

/** By life: 1 if it ran. The range is in ns since the reader's base, both ends included. */
export async function activeLives(
  { trace, states }: KernelTraceStates,
  from: number,
  to: number,
  cpus: ReadonlySet<number> | undefined,
  pace: Pace,
): Promise<Uint8Array> {
  const active = new Uint8Array(states.threads.lives.count);
  const run = (life: number): void => {
    active[life] = 1;
  };
  await sweepRuns(states, cpus, { from, to, now: trace.now }, { run }, pace);
  return active;
}
