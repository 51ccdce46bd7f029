/** A `Pacer` for work that somebody asked for, and may want no more. */
import { Pacer } from '../formats/pacer.ts';

/** For work that is shared: nobody's leaving ends it. */
export const NEVER = new AbortController().signal;

export class Pace extends Pacer {
  readonly #signal: AbortSignal;

  constructor(signal = NEVER) {
    super();
    this.#signal = signal;
  }

  /** Gives way if that is due. Throws the signal's reason if nobody wants the result any more. */
  async pause(): Promise<void> {
    if (!this.due) return;
    await this.rest();
    this.#signal.throwIfAborted();
  }
}
