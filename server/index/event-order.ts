/**
 * The events of several traces as one list in order of time, without building the list.
 *
 * An index of the list is found by bisecting time: counting the events up to a time is a binary search in each trace, so
 * 64 steps find the event at any index. Events of one time stand in the order of their traces. Right at any moment while
 * traces grow. Cost: no memory, O(64 · traces · log n) to seek, O(traces) for each event walked over.
 */

/** A `TimeColumn`, or some of one. */
export interface EventTimes {
  readonly length: number;
  at(i: number): number;
  countBefore(time: number): number;
  countUpTo(time: number): number;
}

export interface TimedEvents {
  /** ns since the epoch. */
  readonly base: bigint;
  /** ns since `base`. */
  readonly times: EventTimes;
}

export class EventOrder {
  readonly #traces: readonly TimedEvents[];

  constructor(traces: readonly TimedEvents[]) {
    this.#traces = traces;
  }

  get length(): number {
    return this.#traces.reduce((sum, trace) => sum + trace.times.length, 0);
  }

  /** Number of events before `time` (ns since the epoch). */
  countBefore(time: bigint): number {
    return this.#traces.reduce((sum, { base, times }) => sum + times.countBefore(Number(time - base)), 0);
  }

  countUpTo(time: bigint): number {
    return this.#traces.reduce((sum, { base, times }) => sum + times.countUpTo(Number(time - base)), 0);
  }

  /** Where event `i` of trace `k` stands in the list. */
  indexOf(k: number, i: number): number {
    const { base, times } = this.#traces[k]!;
    const time = base + BigInt(times.at(i));
    return this.#traces.reduce((sum, other, o) => {
      const relative = Number(time - other.base);
      if (o === k) return sum + i;
      return sum + (o < k ? other.times.countUpTo(relative) : other.times.countBefore(relative));
    }, 0);
  }

  /** Where to go on from event `index` of the list: for each trace, its first event that is not before it. */
  seek(index: number): Float64Array {
    const at = new Float64Array(this.#traces.length);
    if (this.#traces.length === 1) {
      at[0] = Math.min(index, this.length);
      return at;
    }
    const time = this.#timeOf(index);
    let rest = index;
    this.#traces.forEach(({ base, times }, k) => {
      at[k] = time === undefined ? times.length : times.countBefore(Number(time - base));
      rest -= at[k]!;
    });
    if (time === undefined) return at;
    this.#traces.forEach(({ base, times }, k) => {
      const same = Math.min(rest, times.countUpTo(Number(time - base)) - at[k]!);
      at[k] = at[k]! + same;
      rest -= same;
    });
    return at;
  }

  /** The events [from, to): for each its trace, as an index; for each trace its first event among them. */
  page(from: number, to: number): { readonly owners: Uint32Array; readonly first: Float64Array } {
    const traces = this.#traces;
    const first = this.seek(from);
    const owners = new Uint32Array(Math.max(0, Math.min(to, this.length) - from));
    if (traces.length === 1) return { owners, first };
    const at = first.slice();
    const next = traces.map(({ base, times }, k) =>
      at[k]! < times.length ? base + BigInt(times.at(at[k]!)) : undefined,
    );
    for (let i = 0; i < owners.length; i++) {
      let earliest = -1;
      for (let k = 0; k < next.length; k++) {
        if (next[k] !== undefined && (earliest < 0 || next[k]! < next[earliest]!)) earliest = k;
      }
      owners[i] = earliest;
      const { base, times } = traces[earliest]!;
      const following = at[earliest]! + 1;
      at[earliest] = following;
      next[earliest] = following < times.length ? base + BigInt(times.at(following)) : undefined;
    }
    return { owners, first };
  }

  /** The time of event `index`, undefined past the end. */
  #timeOf(index: number): bigint | undefined {
    if (index >= this.length) return undefined;
    const filled = this.#traces.filter(({ times }) => times.length > 0);
    let low = filled.map(({ base, times }) => base + BigInt(times.at(0))).reduce((a, b) => (a < b ? a : b));
    let high = filled
      .map(({ base, times }) => base + BigInt(times.at(times.length - 1)))
      .reduce((a, b) => (a > b ? a : b));
    while (low < high) {
      const middle = low + (high - low) / 2n;
      if (this.countUpTo(middle) > index) high = middle;
      else low = middle + 1n;
    }
    return low;
  }
}
