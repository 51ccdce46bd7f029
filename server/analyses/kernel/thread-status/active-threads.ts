/** Which threads ran in a range of time: on any CPU, or on one of those asked for. Idle tasks never count. */
import { RunsByThread } from '../runs-by-thread.ts';
import type { KernelStates } from '../states/kernel-states.ts';

/** By life. The range is in ns since the reader's base, both ends included. */
export function activeLives(
  states: KernelStates,
  from: number,
  to: number,
  cpus: ReadonlySet<number> | undefined,
): (life: number) => boolean {
  const { threads } = states;
  const runs = new RunsByThread(states, cpus);
  const { slot, start, end } = threads.lives;
  return (life) => {
    const begin = Math.max(from, start.data[life]!);
    const until = Math.min(to, end.data[life]!);
    if (begin > until || threads.isIdle(slot.data[life]!)) return false;
    return (
      runs.sum(slot.data[life]!, (series) => {
        const ran = series.before(until) > series.before(begin) || series.begun(until) > series.begun(begin);
        return ran ? 1 : 0;
      }) > 0
    );
  };
}
