/**
 * Long work in slices: whoever awaits `rest()` whenever it is `due` lets the event loop run often enough for questions to
 * be answered meanwhile.
 *
 * The slice is the thread's, not the work's: however many are at work in turn, one goes on after each turn of the event
 * loop. Only what has just begun gets a slice of its own, since most questions are answered within it.
 */
const SLICE_MS = 10;

const resting: (() => void)[] = [];
/** When the last one went on. */
let resumed = performance.now();

function goOn(): void {
  const next = resting.shift();
  if (resting.length > 0) setImmediate(goOn);
  resumed = performance.now();
  next?.();
}

export class Pacer {
  readonly #begun = performance.now();

  /** Should the event loop run? Costs one clock reading: ask every few hundred steps. */
  get due(): boolean {
    return performance.now() - Math.max(resumed, this.#begun) >= SLICE_MS;
  }

  rest(): Promise<void> {
    return new Promise((resolve) => {
      resting.push(resolve);
      if (resting.length === 1) setImmediate(goOn);
    });
  }
}
