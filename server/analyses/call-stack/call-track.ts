/**
 * The calls of one thread, as one row of states a depth: the function that was entered first lies in row 0, what it calls
 * in row 1, and so on. Fed in order of time.
 *
 * Calls come in two ways, freely mixed: entered and left by two events, or complete, with an end that is known at the
 * start. A complete call that outlasts the call around it (which then are no nested calls at all) lies below it
 * nevertheless; no row ever holds two calls at one time.
 */
import { StateRow } from '../../index/state-row.ts';
import type { CallProcess } from './call-process.ts';

/** A row of a call track, as an entry of the flame chart. */
export class CallRow {
  readonly entry: number;
  readonly track: CallTrack;
  readonly depth: number;
  readonly states: StateRow;

  constructor(entry: number, track: CallTrack, depth: number, states = new StateRow()) {
    this.entry = entry;
    this.track = track;
    this.depth = depth;
    this.states = states;
  }
}

/**
 * Times are written in µs, and starts and durations rounded apart: a call that ends this much (ns) after the call around
 * it is taken to end with it.
 */
const ROUNDING = 1000;
/** Deeper calls have no row: a trace of entries without exits must not become millions of rows. */
const DEEPEST = 4096;

export class CallTrack {
  readonly entry: number;
  readonly process: CallProcess;
  name: string;
  readonly tid: string | undefined;
  readonly sortIndex: number;
  /** What its rows are called, where that is not its name. */
  readonly rowName: string | undefined;
  /** Calls that nest: a thread. Otherwise slices that overlap freely, packed into rows. */
  readonly nested: boolean;
  readonly rows: CallRow[] = [];
  /** Where the thread runs, as far as the trace tells: one state a stay on a CPU, with its number as the value. */
  readonly cpus: StateRow;

  readonly #addRow: (track: CallTrack, depth: number) => CallRow;
  #height = 0;
  /** By depth, the end of the call that lies there; infinite while it isn't known. */
  readonly #ends: number[] = [];

  constructor(
    facts: Pick<CallTrack, 'entry' | 'process' | 'name' | 'tid' | 'sortIndex' | 'nested'> &
      Partial<Pick<CallTrack, 'rowName'>>,
    addRow: (track: CallTrack, depth: number) => CallRow,
    cpus = new StateRow(),
  ) {
    this.entry = facts.entry;
    this.process = facts.process;
    this.name = facts.name;
    this.tid = facts.tid;
    this.sortIndex = facts.sortIndex;
    this.rowName = facts.rowName;
    this.nested = facts.nested;
    this.#addRow = addRow;
    this.cpus = cpus;
  }

  /** An event of this thread happened on this CPU. */
  runsOn(cpu: number, time: number): void {
    const { cpus } = this;
    if (cpus.isOpen) {
      if (cpus.openValue === cpu) return;
      cpus.close(time);
    }
    cpus.open(time, cpu);
  }

  /** The CPU on which the thread ran at `time`; undefined if the trace doesn't tell. */
  cpuAt(time: number): number | undefined {
    const { cpus } = this;
    const i = cpus.covering(time);
    if (i < 0) return undefined;
    return i === cpus.count ? cpus.openValue : cpus.value(i);
  }

  enter(time: number, value: number): void {
    this.#settle(time);
    const depth = this.#height++;
    if (depth < DEEPEST) this.row(depth).states.open(time, value);
    this.#ends[depth] = Number.POSITIVE_INFINITY;
  }

  /** Leaves the innermost call that was entered; false if there is none. */
  leave(time: number): boolean {
    this.#settle(time);
    let depth = this.#height - 1;
    while (depth >= 0 && this.#ends[depth] !== Number.POSITIVE_INFINITY) depth--;
    if (depth < 0) return false;
    this.rows[depth]?.states.close(time);
    this.#ends[depth] = time;
    if (depth === this.#height - 1) this.#height--;
    return true;
  }

  complete(time: number, end: number, value: number): void {
    this.#settle(time);
    const depth = this.#height++;
    const around = depth === 0 ? Number.POSITIVE_INFINITY : this.#ends[depth - 1]!;
    const until = end > around && end - around <= ROUNDING ? around : end;
    if (depth < DEEPEST) this.row(depth).states.push(time, until, value);
    this.#ends[depth] = until;
  }

  /** Something without duration; lies below the call that it happens in. */
  instant(time: number, value: number): void {
    this.#settle(time);
    if (this.#height < DEEPEST) this.row(this.#height).states.push(time, time, value);
  }

  /** The row of the innermost call that covers `time`; of depth 0 if there is none. */
  innermost(time: number): CallRow {
    this.#settle(time);
    return this.row(Math.min(Math.max(0, this.#height - 1), DEEPEST - 1));
  }

  /** When the innermost call began that covers `time`; NaN if there is none. */
  innermostStart(time: number): number {
    this.#settle(time);
    const states = this.rows[this.#height - 1]?.states;
    if (states === undefined) return Number.NaN;
    return states.isOpen ? states.openStart : states.start(states.count - 1);
  }

  /** Closes what is still open. */
  finish(end: number): void {
    for (const { states } of this.rows) if (states.isOpen) states.close(end);
    this.#height = 0;
  }

  row(depth: number): CallRow {
    while (this.rows.length <= depth) this.rows.push(this.#addRow(this, this.rows.length));
    return this.rows[depth]!;
  }

  /** Takes calls off the top that have ended. */
  #settle(time: number): void {
    while (this.#height > 0 && this.#ends[this.#height - 1]! <= time) this.#height--;
  }
}
