/**
 * Long work in slices: whoever awaits `rest()` whenever it is `due` lets the event loop run often enough for questions to
 * be answered meanwhile.
 */
import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 10;

export class Pacer {
  #resumed = performance.now();

  /** Should the event loop run? Costs one clock reading: ask every few hundred steps. */
  get due(): boolean {
    return performance.now() - this.#resumed >= SLICE_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#resumed = performance.now();
  }
}
