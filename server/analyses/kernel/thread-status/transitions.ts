/**
 * Arrows from each thread to the next one on the same CPU; what the CPU idles between them is passed over.
 *
 * Nothing is kept for them: they lie between the states of the CPU's row of threads. A CPU with more of them in the window
 * than can be seen shows one at each of so many points of time.
 */
import type { SampleTimes } from '../../../index/sample-times.ts';
import type { StateRow } from '../../../index/state-row.ts';
import type { EntryIds } from '../../entry-ids.ts';
import type { Arrows } from '../../output.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';
import { LIVES } from './thread-tree.ts';

/** Of one CPU. */
const MOST = 500;

/** On the CPUs asked for: all if undefined. */
export function transitions(
  { trace, states }: KernelTraceStates,
  times: SampleTimes,
  ids: EntryIds,
  cpus?: ReadonlySet<number>,
): Arrows[] {
  const from = Number(times.start - trace.base);
  const to = Number(times.end - trace.base);
  const id = (life: number): number => ids.id(trace.ordinal, LIVES + life);
  return states.resources.cpus.flatMap(({ number, threads }): Arrows[] => {
    if (cpus?.has(number) === false) return [];
    const chosen = between(threads, from, to);
    if (chosen.length === 0) return [];
    const open = threads.isOpen ? threads.count : -1;
    const start = (i: number): number => (i === open ? threads.openStart : threads.start(i));
    const life = (i: number): number => (i === open ? threads.openValue : threads.value(i));
    return [
      {
        base: trace.base,
        start: Float64Array.from(chosen, (i) => threads.end(i - 1)),
        end: Float64Array.from(chosen, start),
        source: Float64Array.from(chosen, (i) => id(life(i - 1))),
        target: Float64Array.from(chosen, (i) => id(life(i))),
        style: { parentKey: 'CPU transition' },
      },
    ];
  });
}

/** The states that an arrow at least partly within [from, to] leads to, in order: each but the row's first. */
function between(row: StateRow, from: number, to: number): number[] {
  const count = row.count + (row.isOpen ? 1 : 0);
  const upTo = (time: number): number => row.countUpTo(time) + (row.openStart <= time ? 1 : 0);
  // Times are whole ns.
  const first = Math.max(1, upTo(from - 1));
  const after = Math.min(count, upTo(to));
  const last = after > 0 && after < count && row.end(after - 1) <= to ? after + 1 : after;
  if (last - first <= MOST) return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  const chosen = new Set<number>();
  for (let i = 1; i <= MOST; i++) chosen.add(Math.max(first, upTo(from + ((to - from) * i) / MOST) - 1));
  return [...chosen];
}
