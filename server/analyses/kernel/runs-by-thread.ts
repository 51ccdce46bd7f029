/** The runs of each thread, on all CPUs or on some: what usage and counts of threads are summed from. */
import type { KernelStates } from './states/kernel-states.ts';
import type { RunSeries } from './states/run-series.ts';

export class RunsByThread {
  readonly #runs: KernelStates['runs'];
  /** By slot and by pair, the next pair of the slot; −1 none. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  /** Cost: O(threads × CPUs on which they ran). */
  constructor({ threads, runs }: KernelStates, cpus?: ReadonlySet<number>) {
    this.#runs = runs;
    this.#first = new Int32Array(threads.rows.length).fill(-1);
    this.#next = new Int32Array(runs.length).fill(-1);
    for (let pair = 0; pair < runs.length; pair++) {
      if (cpus?.has(runs.cpu(pair)) === false) continue;
      const slot = runs.slot(pair);
      this.#next[pair] = this.#first[slot]!;
      this.#first[slot] = pair;
    }
  }

  /** Over the thread's CPUs. */
  sum(slot: number, of: (series: RunSeries) => number): number {
    let sum = 0;
    for (let pair = this.#first[slot] ?? -1; pair >= 0; pair = this.#next[pair]!) sum += of(this.#runs.series(pair));
    return sum;
  }

  series(slot: number): RunSeries[] {
    const series: RunSeries[] = [];
    for (let pair = this.#first[slot] ?? -1; pair >= 0; pair = this.#next[pair]!) series.push(this.#runs.series(pair));
    return series;
  }
}

/** By slot: its latest life, −1 if it has none. */
export function latestLives({ threads }: KernelStates): Int32Array {
  const latest = new Int32Array(threads.rows.length).fill(-1);
  const { slot, count } = threads.lives;
  for (let life = 0; life < count; life++) latest[slot.data[life]!] = life;
  return latest;
}

/** The samples, and before them a time as long before the first as the second comes after it. */
export function edgesOf(samples: Float64Array): Float64Array {
  if (samples.length === 0) return new Float64Array(1);
  const edges = new Float64Array(samples.length + 1);
  edges.set(samples, 1);
  edges[0] = 2 * samples[0]! - (samples[1] ?? samples[0]!);
  return edges;
}

/** Of all threads but idle tasks, by thread id. */
export function slotsByTid({ threads }: KernelStates): Uint32Array {
  const slots = Uint32Array.from(threads.rows.keys()).filter((slot) => !threads.isIdle(slot));
  return slots.sort((a, b) => threads.tid(a) - threads.tid(b));
}
