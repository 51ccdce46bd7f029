/** Which lives of threads ran: on any CPU, or on one of those asked for. Idle tasks never do. */
import type { Pace } from '../../pace.ts';
import { sweepRuns } from '../cpu-runs.ts';
import type { KernelTraceStates } from '../kernel-traces.ts';
import type { ActiveFilter } from './active-filter.ts';

/** By life: 1 if it ran in the range, in ns since the reader's base, both ends included. Who stops at its begin did not. */
export async function activeLives(
  { trace, states }: KernelTraceStates,
  from: number,
  to: number,
  cpus: ReadonlySet<number> | undefined,
  pace: Pace,
): Promise<Uint8Array> {
  const active = new Uint8Array(states.threads.lives.count);
  const run = (life: number, start: number, end: number): void => {
    if (end > from || start >= from) active[life] = 1;
  };
  await sweepRuns(states, cpus, { from, to, now: trace.now }, { run }, pace);
  return active;
}

/** Filters whose threads are remembered. */
const MOST = 4;

interface Known {
  readonly lives: Uint8Array;
  readonly upTo: number;
}

/** Who ran at any time of a trace, remembered for the filters asked about last: a question looks at what came since. */
export class EverActive {
  /** By CPUs, then by trace; asked about last at the end. */
  readonly #known = new Map<string, Known[]>();

  async lives(traced: KernelTraceStates, { cpus }: ActiveFilter, pace: Pace): Promise<Uint8Array> {
    const { ordinal, now } = traced.trace;
    const byTrace = this.#of(cpus === undefined ? 'all' : [...cpus].sort((a, b) => a - b).join());
    const known = byTrace[ordinal];
    if (known?.upTo === now) return known.lives;
    const lives = await activeLives(traced, known?.upTo ?? Number.NEGATIVE_INFINITY, now, cpus, pace);
    known?.lives.forEach((ran, life) => {
      lives[life]! |= ran;
    });
    byTrace[ordinal] = { lives, upTo: now };
    return lives;
  }

  #of(cpus: string): Known[] {
    const byTrace = this.#known.get(cpus) ?? [];
    this.#known.delete(cpus);
    this.#known.set(cpus, byTrace);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST) this.#known.delete(oldest!);
    return byTrace;
  }
}
