/**
 * Long work in slices: whoever awaits `rest()` at least every few milliseconds of work lets the event loop run often
 * enough for questions to be answered meanwhile.
 */
import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 8;

export class Pacer {
  #resumed = performance.now();

  /** True when the event loop should run. Cost: one clock reading. */
  get due(): boolean {
    return performance.now() - this.#resumed > SLICE_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#resumed = performance.now();
  }
}
