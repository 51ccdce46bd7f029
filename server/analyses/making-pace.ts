/** When something that is made of growing data is to be made anew: so that it takes a tenth of the time at most. */
const TIMES = 9;

export class MakingPace {
  #next = Number.NEGATIVE_INFINITY;

  get isDue(): boolean {
    return performance.now() >= this.#next;
  }

  begun(making: Promise<unknown>): void {
    const start = performance.now();
    this.#next = Number.POSITIVE_INFINITY;
    const ended = (): void => {
      const now = performance.now();
      this.#next = now + TIMES * (now - start);
    };
    making.then(ended, ended);
  }
}
