/**
 * The calls of one trace as lanes: rows by depth, and at each depth as many as there are calls at one time. A call lies
 * in the lane of its caller's number where that is there and free, else in the first that is. Fed in order of time.
 */
import type { CallStore } from '../../formats/calls/call-store.ts';
import { Float64Column } from '../../index/columns.ts';
import type { CallProcess } from '../call-stack/call-process.ts';
import { CallRow, CallTrack } from '../call-stack/call-track.ts';
import { LaneNumbers } from './lane-numbers.ts';
import { DEEPEST, laneEntry, MOST_LANES, type StableNumbers } from './stable-numbers.ts';

export class CallLane extends CallRow {
  /** From 0, among those of its depth. */
  readonly lane: number;
  /** By state; the open one last. */
  readonly #calls = new Float64Column(4);

  constructor(entry: number, track: CallTrack, depth: number, lane: number) {
    super(entry, track, depth);
    this.lane = lane;
  }

  /** The call of a state. */
  call(state: number): number {
    return this.#calls.data[state]!;
  }

  open(call: number, time: number, value: number): void {
    this.#calls.push(call);
    this.states.open(time, value);
  }
}

interface Level {
  readonly lanes: (CallLane | undefined)[];
  readonly numbers: LaneNumbers;
}

export class TraceLanes {
  readonly track: CallTrack;
  /** Calls for which there was no row. */
  leftOut = 0;
  readonly #store: CallStore;
  readonly #numbers: StableNumbers;
  readonly #trace: number;
  readonly #onRow: (row: CallLane) => void;
  readonly #levels: (Level | undefined)[] = [];
  /** By call that has not ended. */
  readonly #open = new Map<number, CallLane>();
  #isSorted = true;

  /** `trace`: the number of its id's text in the store. */
  constructor(
    store: CallStore,
    numbers: StableNumbers,
    trace: number,
    process: CallProcess,
    onRow: (row: CallLane) => void,
  ) {
    this.#onRow = onRow;
    this.#store = store;
    this.#numbers = numbers;
    this.#trace = trace;
    const facts = {
      entry: laneEntry(numbers, trace, 0, 0),
      process,
      name: store.texts.text(trace),
      tid: undefined,
      sortIndex: 0,
    };
    this.track = new CallTrack({ ...facts, nested: false }, (track, depth) => new CallRow(0, track, depth));
  }

  /** By depth, then by lane. */
  get rows(): readonly CallLane[] {
    const rows = this.track.rows as CallLane[];
    if (!this.#isSorted) rows.sort((a, b) => a.depth - b.depth || a.lane - b.lane);
    this.#isSorted = true;
    return rows;
  }

  begin(call: number, time: number, value: number): void {
    const depth = this.#store.depth(call);
    const level = depth < DEEPEST ? this.#level(depth) : undefined;
    const parent = this.#open.get(this.#store.parent(call));
    const lane = level?.numbers.take(parent?.lane ?? 0) ?? MOST_LANES;
    if (lane >= MOST_LANES) {
      level?.numbers.give(lane);
      this.leftOut++;
      return;
    }
    const row = level!.lanes[lane] ?? this.#add(level!, depth, lane);
    row.open(call, time, value);
    this.#open.set(call, row);
  }

  end(call: number, time: number, value: number): void {
    const row = this.#open.get(call);
    if (row === undefined) return;
    this.#open.delete(call);
    row.states.openValue = value;
    row.states.close(time);
    this.#levels[row.depth]!.numbers.give(row.lane);
  }

  #level(depth: number): Level {
    this.#levels[depth] ??= { lanes: [], numbers: new LaneNumbers() };
    return this.#levels[depth];
  }

  #add(level: Level, depth: number, lane: number): CallLane {
    const row = new CallLane(laneEntry(this.#numbers, this.#trace, depth, lane), this.track, depth, lane);
    level.lanes[lane] = row;
    this.track.rows.push(row);
    this.#isSorted = false;
    this.#onRow(row);
    return row;
  }
}
