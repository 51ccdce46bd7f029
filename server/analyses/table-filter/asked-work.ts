/**
 * Work on an answer that outlives a question: it goes on while somebody asks again and again, rests when nobody does, and
 * begins again where it rested. Each question is answered with what there is after a short while.
 */
/** How long a question waits for more, ms. */
const PATIENCE = 100;
/** How long the work goes on after a question, ms. */
const LEASE = 3000;

export class AskedWork {
  readonly #run: (signal: AbortSignal, tell: () => void) => Promise<void>;
  #working: AbortController | undefined;
  #lease: NodeJS.Timeout | undefined;
  #failure: unknown;
  readonly #waiting = new Set<() => void>();
  /** Work that was told to rest may still be about to. */
  #before: Promise<void> = Promise.resolve();

  /** `run` does what is left to do; it heeds the signal, and calls `tell` whenever there is more than before. */
  constructor(run: (signal: AbortSignal, tell: () => void) => Promise<void>) {
    this.#run = run;
  }

  /** Returns once there is enough, or there will be no more, or soon. A question that is withdrawn ends the work. Throws what the work throws. */
  async ask(isEnough: () => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#resume();
    const rest = (): void => this.rest();
    signal.addEventListener('abort', rest, { once: true });
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      this.#tell();
    }, PATIENCE);
    try {
      // Each question brings the work forward, however many there are.
      do {
        if (this.#working !== undefined) await new Promise<void>((resolve) => this.#waiting.add(resolve));
      } while (this.#working !== undefined && !isLate && !isEnough());
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', rest);
    }
    signal.throwIfAborted();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  rest(): void {
    clearTimeout(this.#lease);
    this.#working?.abort();
    this.#working = undefined;
    this.#tell();
  }

  #resume(): void {
    clearTimeout(this.#lease);
    this.#lease = setTimeout(() => this.rest(), LEASE).unref();
    if (this.#working !== undefined) return;
    const working = new AbortController();
    this.#working = working;
    const before = this.#before;
    this.#before = before
      .then(() => this.#run(working.signal, () => this.#tell()))
      .catch((error) => {
        if (!working.signal.aborted) this.#failure = error;
      })
      .then(() => {
        if (this.#working !== working) return;
        this.#working = undefined;
        clearTimeout(this.#lease);
        this.#tell();
      });
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
