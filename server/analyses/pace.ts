/**
 * Keeps long work from holding up everything else on its thread: `pause` gives way to waiting questions once 15 ms have
 * gone by, and throws the signal's reason if nobody wants the result any more.
 */
const SLICE = 15;

export class Pace {
  readonly #signal: AbortSignal;
  #since = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Cheap where nothing is due; call it every few hundred steps. */
  get due(): boolean {
    return performance.now() - this.#since >= SLICE;
  }

  async pause(): Promise<void> {
    if (!this.due) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#signal.throwIfAborted();
    this.#since = performance.now();
  }
}
