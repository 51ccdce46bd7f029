/** A place in the code of a process, as a trace tells it. */
export interface CodePlace {
  /** −1 or NaN where the trace doesn't tell the process. */
  readonly pid: number;
  /** ns since the reader's base. */
  readonly time: number;
  /** Exact below 2^53. */
  readonly address: number;
}
