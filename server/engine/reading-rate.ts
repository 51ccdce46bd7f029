/**
 * How fast reading goes and when it will have ended, told from the last few seconds: what went before (unpacking, sorting,
 * another trace) says little about what comes. Nothing is told before there is something to go by.
 */
const WINDOW_MS = 3000;
const ENOUGH_MS = 1000;

interface Sample {
  readonly at: number;
  readonly events: number;
  /** 0…1 */
  readonly fraction: number;
}

interface Rate {
  readonly eventsPerSecond?: number;
  readonly secondsLeft?: number;
}

export class ReadingRate {
  readonly #samples: Sample[] = [];

  /** How it is at `now` (ms, of any clock). */
  at(now: number, events: number, fraction: number): Rate {
    const samples = this.#samples;
    // Opening and unpacking before the first byte is no reading.
    if (fraction === 0) samples.length = 0;
    samples.push({ at: now, events, fraction });
    while (samples.length > 2 && samples[1]!.at <= now - WINDOW_MS) samples.shift();
    const before = samples[0]!;
    const seconds = (now - before.at) / 1000;
    if (seconds * 1000 < ENOUGH_MS) return {};
    const eventsPerSecond = Math.round((events - before.events) / seconds);
    const done = fraction - before.fraction;
    return done > 0 ? { eventsPerSecond, secondsLeft: ((1 - fraction) * seconds) / done } : { eventsPerSecond };
  }
}
