/**
 * The times at which a question samples: evenly spaced, or an explicit list (the protocol's legacy form).
 *
 * Spacing follows the reference server: resolution = floor((end − start) / (count − 1)), the last sample is the end
 * itself, at most 65,536 samples; a count of 0 or 1 means [start, end].
 */
export const MAX_SAMPLES = 65_536;

export class SampleTimes {
  readonly #times: BigInt64Array;

  private constructor(times: BigInt64Array) {
    this.#times = times;
  }

  static range(start: bigint, end: bigint, count = 2): SampleTimes {
    if (end < start) throw new RangeError('start time cannot be after end time');
    const samples = Math.min(count, MAX_SAMPLES);
    if (samples <= 2 || end === start) return SampleTimes.list(end === start ? [start] : [start, end]);
    const step = (end - start) / BigInt(samples - 1) || 1n;
    const times = new BigInt64Array(samples);
    let length = 0;
    for (let t = start; t < end && length < samples - 1; t += step) times[length++] = t;
    times[length++] = end;
    return new SampleTimes(times.slice(0, length));
  }

  /** Sorted; duplicates are kept out. */
  static list(times: readonly bigint[]): SampleTimes {
    return new SampleTimes(BigInt64Array.from(new Set(times)).sort());
  }

  /** Not samples but where points lie, as they are given: in order, and several may be equal. ns since `base`. */
  static points(relative: Float64Array, base: bigint): SampleTimes {
    return new SampleTimes(BigInt64Array.from(relative, (time) => base + BigInt(time)));
  }

  get length(): number {
    return this.#times.length;
  }
  get start(): bigint {
    return this.#times[0] ?? 0n;
  }
  get end(): bigint {
    return this.#times[this.#times.length - 1] ?? 0n;
  }
  at(i: number): bigint {
    return this.#times[i]!;
  }
  /** ns since `base`. */
  relativeTo(base: bigint): Float64Array {
    const relative = new Float64Array(this.#times.length);
    for (let i = 0; i < relative.length; i++) relative[i] = Number(this.#times[i]! - base);
    return relative;
  }
}
