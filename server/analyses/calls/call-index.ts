/**
 * The calls of a project as its events tell them: which there are, in which traces, what they used, and when those ended
 * that have. Lanes of the flame chart are made of the traces that somebody looks at, and of long ones while they are read.
 *
 * What the events don't tell (names, users, errors) is read from the store. Cost: some 80 B a call.
 */
import { CALL_NUMBER } from '../../formats/calls/call-fields.ts';
import { type CallStore, NONE } from '../../formats/calls/call-store.ts';
import { CallsReader } from '../../formats/calls/calls-reader.ts';
import { callOf, isEnd } from '../../formats/calls/event-order.ts';
import type { EventBatch, TraceReader } from '../../formats/reader.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { Attribute } from '../attributes.ts';
import { CallStackIndex, type CallStackKind } from '../call-stack/call-stack-index.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { SegmentIndex } from '../segments/segment-index.ts';
import type { StateSubject } from '../time-graph/state-test.ts';
import { CALL_KEYS, callSubject } from './call-subject.ts';
import { type StableNumbers, stableNumbers, TRACES, traceOfEntry } from './stable-numbers.ts';
import { type CallLane, TraceLanes } from './trace-lanes.ts';
import { type Usage, UsageSeries } from './usage-series.ts';

export const CALLS_KIND: CallStackKind = {
  id: 'heddle.calls',
  name: 'Calls',
  terms: { function: 'Op', track: 'Trace', process: 'Project' },
  apart: true,
};

/** Key of the style of calls that have failed. */
export const ERROR_STYLE = 'error';
/** Of calls that go on. */
export const RUNNING_STYLE = 'running';
/** Traces with more events have their lanes while they are read. */
const LONG = 1 << 13;
/** Lanes of so many short traces are kept, those looked at last. */
const MOST_SHORT = 2000;

const NOTHING: Usage = [0, 0, 0];

export class CallIndex extends CallStackIndex {
  readonly kind = CALLS_KIND;
  readonly keptAs = 'calls 1';
  override readonly filterKeys = CALL_KEYS;
  readonly requests = [CALL_NUMBER];
  readonly reader: CallsReader;
  readonly store: CallStore;
  readonly numbers: StableNumbers;
  /** Those that have begun, in this order. */
  readonly begun = new Uint32Column();
  /** Those that have ended, by op; the aspect is the call. */
  readonly ended = new SegmentIndex(['id']);
  /** Of each of these, what it used itself, without its callees: prompt tokens, completion tokens, cost. */
  readonly own = [new Float64Column(), new Float64Column(), new Float64Column()] as const;
  readonly usage = new UsageSeries();
  /** By op. */
  readonly usageOf: (UsageSeries | undefined)[] = [];
  readonly #labels = new KeyTable();
  /** What callees of calls that go on have used. */
  readonly #below = new Map<number, Usage>();
  /** By trace, numbered as they begin: the number of its id's text, its span, calls that go on or failed, and its events. */
  readonly #traces = new KeyTable();
  readonly #start = new Float64Column();
  readonly #end = new Float64Column();
  readonly #running = new Uint32Column();
  readonly #failed = new Uint32Column();
  readonly #events = new Uint32Column();
  readonly #first = new Uint32Column();
  readonly #last = new Uint32Column();
  readonly #root = new Uint32Column();
  /** By event, the next one of its trace. */
  readonly #next = new Uint32Column();
  /** Lanes by entry. */
  readonly #rows = new Map<number, CallLane>();
  readonly #long = new Map<number, TraceLanes>();
  readonly #short = new Map<number, TraceLanes>();

  static of(reader: TraceReader): CallIndex | undefined {
    return reader instanceof CallsReader ? new CallIndex(reader) : undefined;
  }

  constructor(reader: CallsReader) {
    super();
    this.reader = reader;
    this.store = reader.store;
    this.numbers = stableNumbers(reader.store);
    const project = this.addProcess(undefined, reader.calls.projectName);
    if (project.entry !== TRACES) throw new Error('the project is the first entry');
  }

  /** How many traces there are. */
  get traces(): number {
    return this.#traces.size;
  }

  opOf(call: number): number {
    return this.numbers.ops.intern(this.store.opName(call));
  }

  consume({ length, time, type }: EventBatch, [calls]: readonly Float64Array[]): void {
    for (let i = 0; i < length; i++) {
      if (type[i] === 0) this.#begin(calls![i]!, time[i]!);
      else this.#finish(calls![i]!, time[i]!);
    }
  }

  /** The state of a call in the flame chart. */
  stateOf(call: number): number {
    const name = this.store.name.data[call]!;
    const status = this.store.hasFailed(call) ? 1 : this.store.isEnded(call) ? 0 : 2;
    const label = name === NONE ? 2 * this.store.op.data[call]! : 2 * name + 1;
    const value = this.#labels.id(3 * label + status);
    if (value === this.functions.size) {
      const style = [undefined, ERROR_STYLE, RUNNING_STYLE][status];
      this.functions.add({ name: this.store.label(call), ...(style === undefined ? {} : { style }) });
    }
    return value;
  }

  /** The newest traces that are at least partly within [from, to], newest first, and how many there are. */
  newest(most: number, from: number, to: number): { readonly traces: readonly number[]; readonly all: number } {
    const traces: number[] = [];
    let all = 0;
    for (let trace = this.traces - 1; trace >= 0; trace--) {
      const isOver = this.#running.data[trace] === 0 && this.#end.data[trace]! < from;
      if (isOver || this.#start.data[trace]! > to) continue;
      if (++all <= most) traces.push(trace);
    }
    return { traces, all };
  }

  /** ns since the reader's base; the end of a trace that goes on is where it has got to. */
  spanOf(trace: number, now: number): { readonly start: number; readonly end: number } {
    const end = this.#running.data[trace]! > 0 ? now : this.#end.data[trace]!;
    return { start: this.#start.data[trace]!, end };
  }

  isRunning(trace: number): boolean {
    return this.#running.data[trace]! > 0;
  }
  /** How many of its calls have failed. */
  failures(trace: number): number {
    return this.#failed.data[trace]!;
  }

  /** Its outermost call, the first if there are several. */
  rootOf(trace: number): number {
    return this.#root.data[trace]!;
  }

  lanes(trace: number): TraceLanes {
    const known = this.#long.get(trace) ?? this.#short.get(trace);
    if (known !== undefined) {
      if (this.#short.delete(trace)) this.#short.set(trace, known);
      return known;
    }
    const made = this.#make(trace);
    this.#short.set(trace, made);
    if (this.#short.size > MOST_SHORT) this.#drop(this.#short.keys().next().value!);
    return made;
  }

  /** Has the lanes of the newest traces made, for who looks at all rows. */
  prepare(): void {
    const most = Math.min(MOST_SHORT - 1, this.traces);
    for (let trace = this.traces - most; trace < this.traces; trace++) {
      if (!this.#long.has(trace) && !this.#short.has(trace)) this.lanes(trace);
    }
  }

  /** Made again, if need be, of a trace that has been looked at. */
  override row(entry: number): CallLane | undefined {
    const known = this.#rows.get(entry);
    if (known !== undefined) return known;
    const trace = this.#traces.find(traceOfEntry(this.numbers, entry));
    if (trace < 0) return undefined;
    this.lanes(trace);
    return this.#rows.get(entry);
  }

  override rows(): Iterable<CallLane> {
    return this.#rows.values();
  }

  override subjectOf(trace: IndexedTrace, row: CallLane): StateSubject {
    return callSubject(trace, this.store, row);
  }

  /** As rows they would be too many to look through. */
  override *attributes(): Iterable<Attribute> {}

  #begin(call: number, time: number): void {
    const { store } = this;
    this.begun.push(call);
    const trace = this.#traces.id(store.trace.data[call]!);
    if (trace === this.#start.length) {
      for (const column of [this.#start, this.#end]) column.push(time);
      for (const column of [this.#running, this.#failed, this.#events]) column.push(0);
      for (const column of [this.#first, this.#last, this.#root]) column.push(NONE);
    }
    const root = this.#root.data[trace]!;
    if (root === NONE || store.depth(call) < store.depth(root)) this.#root.data[trace] = call;
    this.#running.data[trace]!++;
    this.#link(trace);
    this.#lanesOf(trace)?.begin(call, time, this.stateOf(call));
  }

  #finish(call: number, time: number): void {
    const { store } = this;
    const trace = this.#traces.find(store.trace.data[call]!);
    if (trace < 0) {
      // Its start came too late: it is there when all is read anew.
      this.#next.push(NONE);
      return;
    }
    const op = this.opOf(call);
    this.ended.push(this.reader.since(store.started.data[call]!), time, op);
    this.ended.setAspect(0, call);
    const own = this.#ownUsage(call);
    this.own.forEach((column, i) => {
      column.push(own[i]!);
    });
    if (own !== NOTHING) {
      this.usage.add(time, own);
      this.usageOf[op] ??= new UsageSeries();
      this.usageOf[op].add(time, own);
    }
    this.#running.data[trace] = Math.max(0, this.#running.data[trace]! - 1);
    if (store.hasFailed(call)) this.#failed.data[trace]!++;
    if (time > this.#end.data[trace]!) this.#end.data[trace] = time;
    this.#link(trace);
    this.#lanesOf(trace)?.end(call, time, this.stateOf(call));
  }

  /** Clients add what callees use to what their callers do: only what is a call's own counts here. */
  #ownUsage(call: number): Usage {
    const { store } = this;
    const below = this.#below.get(call) ?? NOTHING;
    if (below !== NOTHING) this.#below.delete(call);
    const [prompt, completion, cost] = below;
    const used: Usage = [
      Math.max(prompt, store.promptTokens.data[call]!),
      Math.max(completion, store.completionTokens.data[call]!),
      Math.max(cost, store.cost.data[call]!),
    ];
    if (used[0] + used[1] + used[2] === 0) return NOTHING;
    const parent = store.parent(call);
    if (parent !== NONE) {
      const [a, b, c] = this.#below.get(parent) ?? NOTHING;
      this.#below.set(parent, [a + used[0], b + used[1], c + used[2]]);
    }
    const own: Usage = [used[0] - prompt, used[1] - completion, used[2] - cost];
    // Without tokens there is no cost but what is left of rounding.
    return own[0] + own[1] === 0 ? NOTHING : own;
  }

  #link(trace: number): void {
    const event = this.#next.length;
    this.#next.push(NONE);
    const last = this.#last.data[trace]!;
    if (last === NONE) this.#first.data[trace] = event;
    else this.#next.data[last] = event;
    this.#last.data[trace] = event;
    this.#events.data[trace]!++;
  }

  /** Those that are to be fed with an event that has just been linked. */
  #lanesOf(trace: number): TraceLanes | undefined {
    const known = this.#long.get(trace) ?? this.#short.get(trace);
    if (known !== undefined) return known;
    if (this.#events.data[trace] !== LONG) return undefined;
    // The last event is fed by who asks.
    this.#long.set(trace, this.#make(trace, this.#last.data[trace]!));
    return this.#long.get(trace);
  }

  /** Fed with all events of the trace before `end`. */
  #make(trace: number, end = NONE): TraceLanes {
    const process = this.processes[0]!;
    const lanes = new TraceLanes(this.store, this.numbers, this.#traces.key(trace), process, this.#addLane);
    process.tracks.push(lanes.track);
    for (let i = this.#first.data[trace]!; i !== end; i = this.#next.data[i]!) {
      const event = this.reader.event(i);
      const call = callOf(event);
      if (isEnd(event)) lanes.end(call, this.reader.time(i), this.stateOf(call));
      else lanes.begin(call, this.reader.time(i), this.stateOf(call));
    }
    return lanes;
  }

  readonly #addLane = (row: CallLane): void => {
    this.#rows.set(row.entry, row);
  };

  #drop(trace: number): void {
    const { track, rows } = this.#short.get(trace)!;
    this.#short.delete(trace);
    for (const { entry } of rows) this.#rows.delete(entry);
    const { tracks } = this.processes[0]!;
    tracks.splice(tracks.indexOf(track), 1);
  }
}
