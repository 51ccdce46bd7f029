/**
 * Ids of an output's entries, from the number that an entry has in its trace: unique in the output, small, the same after
 * every restart, and unchanged while traces grow. The traces' numbers are interleaved. Number 0 is a trace's root.
 */
export class EntryIds {
  readonly #traces: number;

  constructor(traces: number) {
    this.#traces = traces;
  }

  id(trace: number, entry: number): number {
    return 1 + entry * this.#traces + trace;
  }

  trace(id: number): number {
    return (id - 1) % this.#traces;
  }

  entry(id: number): number {
    return Math.floor((id - 1) / this.#traces);
  }
}
