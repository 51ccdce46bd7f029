/** Time run, summed by thread, over a range or between edges of time. */
import type { Pace } from '../../pace.ts';
import { edgeBefore, sweepRuns } from '../cpu-runs.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';

/** ns by slot between two times; `total` is of all threads. */
export async function runTimes(
  { trace, states }: KernelTraceStates,
  cpus: ReadonlySet<number> | undefined,
  from: number,
  to: number,
  pace: Pace,
): Promise<{ readonly bySlot: Float64Array; readonly total: number }> {
  const slots = states.threads.lives.slot.data;
  const bySlot = new Float64Array(states.threads.rows.length);
  let total = 0;
  const run = (life: number, start: number, end: number): void => {
    const time = Math.max(0, Math.min(to, end) - Math.max(from, start));
    bySlot[slots[life]!]! += time;
    total += time;
  };
  await sweepRuns(states, cpus, { from, to, now: trace.now }, { run }, pace);
  return { bySlot, total };
}

/**
 * Adds to item i of a thread's sums, and of `total`, what was run between edges i and i + 1. `sumsOf`: by slot, undefined
 * of threads that nobody asks for.
 */
export async function addRunTimes(
  { trace, states }: KernelTraceStates,
  cpus: ReadonlySet<number> | undefined,
  edges: Float64Array,
  sumsOf: readonly (Float64Array | undefined)[],
  total: Float64Array | undefined,
  pace: Pace,
): Promise<void> {
  const slots = states.threads.lives.slot.data;
  const last = edges.length - 1;
  let edge = 0;
  const add = (sums: Float64Array, start: number, end: number): void => {
    for (let e = edge; e < last && edges[e]! < end; e++)
      sums[e]! += Math.max(0, Math.min(end, edges[e + 1]!) - Math.max(start, edges[e]!));
  };
  const window = { from: edges[0]!, to: edges[last]!, now: trace.now };
  const cpu = (): void => {
    edge = 0;
  };
  const run = (life: number, start: number, end: number): void => {
    edge = edgeBefore(edges, start, edge);
    const sums = sumsOf[slots[life]!];
    if (sums !== undefined) add(sums, start, end);
    if (total !== undefined) add(total, start, end);
  };
  await sweepRuns(states, cpus, window, { cpu, run }, pace);
}
