/**
 * Who ran when: the runs of the CPUs' rows of threads in a window, from which usage, switches and activity are summed.
 *
 * Nothing else is kept for these. Cost of a sweep: some ns for each run in the window; it gives way every 15 ms.
 */
import { partitionPoint } from '../../index/partition-point.ts';
import type { Pace } from '../pace.ts';
import type { KernelStates } from './states/kernel-states.ts';
import type { Cpu } from './states/resource-rows.ts';

const STRIDE = 4096;

interface RunVisitor {
  /** Runs of other CPUs come next; those of one come in order of time. */
  cpu?(cpu: Cpu): void;
  /** A thread's life ran on the CPU; `index` counts the CPU's runs. ns since the reader's base, also those beyond the window. */
  run(life: number, start: number, end: number, index: number): void;
}

/** All runs that touch [from, to], on the CPUs asked for (all if undefined). `now`: where what runs still ends. */
export async function sweepRuns(
  { resources }: KernelStates,
  cpus: ReadonlySet<number> | undefined,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
  visitor: RunVisitor,
  pace: Pace,
): Promise<void> {
  for (const cpu of resources.cpus) {
    if (cpus?.has(cpu.number) === false) continue;
    visitor.cpu?.(cpu);
    const { threads } = cpu;
    const first = Math.max(0, threads.countUpTo(from) - 1);
    const last = threads.countUpTo(to);
    for (let i = first; i < last; i++) {
      if (threads.end(i) >= from) visitor.run(threads.value(i), threads.start(i), threads.end(i), i);
      if (i % STRIDE === 0 && pace.due) await pace.pause();
    }
    if (threads.openStart <= to && now >= from)
      visitor.run(threads.openValue, threads.openStart, Math.max(now, threads.openStart), threads.count);
  }
}

/** The samples, and before them a time as long before the first as the second comes after it. */
export function edgesOf(samples: Float64Array): Float64Array {
  if (samples.length === 0) return new Float64Array(1);
  const edges = new Float64Array(samples.length + 1);
  edges.set(samples, 1);
  edges[0] = 2 * samples[0]! - (samples[1] ?? samples[0]!);
  return edges;
}

/** The last edge at or before `time`, at `from` or later; searched for in growing steps. */
export function edgeBefore(edges: Float64Array, time: number, from: number): number {
  let low = from + 1;
  let high = low;
  for (let step = 1; high < edges.length && edges[high]! <= time; step *= 2) {
    low = high + 1;
    high += step;
  }
  return partitionPoint(Math.min(high, edges.length), (i) => edges[i]! <= time, low) - 1;
}
