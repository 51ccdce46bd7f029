/** Time that goes on only when a test says so. */
import type { Clock } from '../live-calls.ts';

export class ManualClock implements Clock {
  #now: number;
  #waiting: { readonly until: number; readonly resolve: () => void }[] = [];

  /** ms since the epoch. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ until: this.#now + ms, resolve }));
  }

  /** Goes on by so much, in steps, each until nothing is left to do in it. */
  async advance(ms: number, step = 50): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.#now += Math.min(step, left);
      const due = this.#waiting.filter(({ until }) => until <= this.#now);
      this.#waiting = this.#waiting.filter(({ until }) => until > this.#now);
      for (const { resolve } of due) resolve();
      await settled();
    }
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
