/**
 * Call stacks of Trace Event JSON (Chrome, Node and others).
 *
 * - Begin and End nest on their thread; an End without a Begin is passed over. Complete events have their end with them.
 * - Instants lie in the row below the slice that they happen in.
 * - Async slices, old and new, lie in rows of their own: one group for each process and category.
 * - Flow events are arrows between slices.
 *
 * Events of one time come in the order of the file, where a parent may follow its child, and a flow its slice. So
 * complete slices and flows wait until time moves on; then longer slices go first, and flows last.
 */
import type { EventBatch, FieldRequest, TraceReader, Track } from '../../formats/reader.ts';
import { isTraceEventReader, type TraceEventReader } from '../../formats/trace-event/trace-event-reader.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { StringTable } from '../../index/string-table.ts';
import { AsyncLanes, AsyncOperations } from './async-lanes.ts';
import type { CallProcess } from './call-process.ts';
import { CallStackIndex, type CallStackKind } from './call-stack-index.ts';
import type { CallTrack } from './call-track.ts';
import { Flows } from './flows.ts';

const BEGIN = 1;
const END = 2;
const COMPLETE = 3;
const INSTANT = 4;
const ASYNC_BEGIN = 5;
const ASYNC_END = 6;
const ASYNC_INSTANT = 7;
const FLOW_START = 8;
const FLOW_STEP = 9;
const FLOW_END = 10;
/** An end that leads to the slice around it, not to the next one. */
const FLOW_END_AROUND = 11;

const ROLES: Readonly<Record<string, number>> = {
  B: BEGIN,
  E: END,
  X: COMPLETE,
  i: INSTANT,
  I: INSTANT,
  R: INSTANT,
  b: ASYNC_BEGIN,
  S: ASYNC_BEGIN,
  e: ASYNC_END,
  F: ASYNC_END,
  n: ASYNC_INSTANT,
  T: ASYNC_INSTANT,
  p: ASYNC_INSTANT,
  s: FLOW_START,
  t: FLOW_STEP,
  f: FLOW_END,
};

/** Texts are numbered below this; two of them and a bit make a key. */
const TEXTS = 2 ** 26;

export class TraceEventCallStack extends CallStackIndex {
  readonly kind: CallStackKind = {
    id: 'org.eclipse.tracecompass.incubator.traceevent.analysis.callstack',
    name: 'Trace Event Callstack',
  };
  readonly keptAs = 'call-stack-trace-event 1';
  readonly requests: readonly FieldRequest[] = [
    { name: '$track', as: 'number' },
    { name: 'name', as: 'text' },
    { name: 'cat', as: 'text' },
    { name: 'dur', as: 'number' },
    { name: 'id', as: 'key' },
    { name: 'bp', as: 'text' },
  ];

  readonly #reader: TraceEventReader;
  readonly #strings: StringTable;
  /** By event type; known once the first batch is there. */
  #roles: Uint8Array | undefined;
  readonly #enclosing: number;
  /** (name, category, instant) → value. */
  readonly #values = new KeyTable();
  /** By index into the reader's tracks. */
  readonly #tracks: (CallTrack | undefined)[] = [];
  readonly #processes = new Map<string, CallProcess>();
  readonly #lanes = new Map<string, AsyncLanes>();
  readonly #operations = new AsyncOperations();
  readonly #flows = new Flows(this.arrows);

  // What waits for time to move on.
  #time = Number.NaN;
  #waiting = 0;
  readonly #waitingTracks: CallTrack[] = [];
  readonly #waitingEnds: number[] = [];
  readonly #waitingValues: number[] = [];
  #flowsWaiting = 0;
  readonly #flowRoles: number[] = [];
  readonly #flowIds: number[] = [];
  readonly #flowNames: number[] = [];
  readonly #flowTracks: CallTrack[] = [];

  static of(reader: TraceReader, strings: StringTable): TraceEventCallStack | undefined {
    return isTraceEventReader(reader) ? new TraceEventCallStack(reader, strings) : undefined;
  }

  private constructor(reader: TraceEventReader, strings: StringTable) {
    super();
    this.#reader = reader;
    this.#strings = strings;
    this.#enclosing = strings.intern('e');
  }

  consume(batch: EventBatch, fields: readonly Float64Array[]): void {
    const [tracks, names, categories, durations, ids, bindings] = fields as Columns;
    const { length, time: times, type } = batch;
    this.#roles ??= Uint8Array.from(this.#reader.phases, (phase) => ROLES[phase] ?? 0);
    const roles = this.#roles;
    for (let i = 0; i < length; i++) {
      const role = roles[type[i]!]!;
      if (role === 0) continue;
      const time = times[i]!;
      if (time !== this.#time) {
        this.#flush();
        this.#time = time;
      }
      const track = tracks[i]!;
      const name = names[i]!;
      switch (role) {
        case COMPLETE: {
          const duration = durations[i]!;
          const end = Number.isNaN(duration) ? time : time + duration;
          this.#wait(this.#track(track), end, this.#value(name, categories[i]!, 0));
          break;
        }
        case INSTANT:
          this.#wait(this.#track(track), time, this.#value(name, categories[i]!, 1));
          break;
        case BEGIN: {
          this.#flushSlices();
          const thread = this.#track(track);
          thread.enter(time, this.#value(name, categories[i]!, 0));
          this.#flows.began(thread, time);
          break;
        }
        case END:
          this.#tracks[track]?.leave(time);
          break;
        case FLOW_START:
        case FLOW_STEP:
        case FLOW_END:
          if (Number.isNaN(ids[i]!)) break;
          this.#waitFlow(
            role === FLOW_END && bindings[i] === this.#enclosing ? FLOW_END_AROUND : role,
            ids[i]!,
            name >= 0 ? name + 1 : 0,
            this.#track(track),
          );
          break;
        case ASYNC_END:
          this.#operations.end(ids[i]!, time, name >= 0 ? name + 1 : undefined);
          break;
        default: {
          const lanes = this.#lanesOf(track, categories[i]!);
          const value = this.#value(name, categories[i]!, role === ASYNC_INSTANT ? 1 : 0);
          if (role === ASYNC_BEGIN) this.#operations.begin(ids[i]!, time, value, name >= 0 ? name + 1 : 0, lanes);
          else this.#operations.instant(ids[i]!, time, value, lanes);
        }
      }
    }
  }

  override finish(end: number): void {
    this.#flush();
    this.#operations.finish(end + 1);
    for (const { track, leftOut } of this.#lanes.values()) {
      if (leftOut > 0) track.name += ` (without ${leftOut} for which there is no row)`;
    }
    super.finish(end);
  }

  #wait(track: CallTrack, end: number, value: number): void {
    const i = this.#waiting++;
    this.#waitingTracks[i] = track;
    this.#waitingEnds[i] = end;
    this.#waitingValues[i] = value;
  }

  #waitFlow(role: number, id: number, name: number, track: CallTrack): void {
    const i = this.#flowsWaiting++;
    this.#flowRoles[i] = role;
    this.#flowIds[i] = id;
    this.#flowNames[i] = name;
    this.#flowTracks[i] = track;
  }

  #flush(): void {
    this.#flushSlices();
    const time = this.#time;
    for (let i = 0; i < this.#flowsWaiting; i++) {
      const role = this.#flowRoles[i]!;
      const id = this.#flowIds[i]!;
      const name = this.#flowNames[i]!;
      const track = this.#flowTracks[i]!;
      if (role === FLOW_START) this.#flows.start(id, name, time, track.innermost(time));
      else if (role === FLOW_STEP) this.#flows.step(id, name, time, track.innermost(time));
      else if (role === FLOW_END_AROUND) this.#flows.end(id, name, time, track.innermost(time));
      else this.#flows.endInNext(id, name, time, track);
    }
    this.#flowsWaiting = 0;
  }

  #flushSlices(): void {
    const count = this.#waiting;
    if (count === 0) return;
    this.#waiting = 0;
    const ends = this.#waitingEnds;
    let ordered = true;
    for (let i = 1; i < count && ordered; i++) ordered = ends[i]! <= ends[i - 1]!;
    if (ordered) {
      for (let i = 0; i < count; i++) this.#slice(i);
    } else {
      for (const i of Array.from({ length: count }, (_, i) => i).sort((a, b) => ends[b]! - ends[a]!)) this.#slice(i);
    }
  }

  #slice(i: number): void {
    const track = this.#waitingTracks[i]!;
    const value = this.#waitingValues[i]!;
    if (this.functions.isInstant(value)) {
      track.instant(this.#time, value);
    } else {
      track.complete(this.#time, this.#waitingEnds[i]!, value);
      this.#flows.began(track, this.#time);
    }
  }

  #value(name: number, category: number, instant: number): number {
    const key = ((name >= 0 ? name + 1 : 0) * TEXTS + (category >= 0 ? category + 1 : 0)) * 2 + instant;
    const value = this.#values.id(key);
    if (value === this.functions.size) {
      this.functions.add({
        name: name >= 0 ? this.#strings.text(name) : '',
        ...(category >= 0 ? { category: this.#strings.text(category) } : {}),
        ...(instant === 1 ? { instant: true } : {}),
      });
    }
    return value;
  }

  #track(index: number): CallTrack {
    const known = this.#tracks[index];
    if (known !== undefined) return known;
    const facts = this.#reader.tracks[index]!;
    const { tid, threadName, threadSortIndex } = facts;
    const track = this.addTrack(this.#process(facts), {
      name: named(threadName, tid, 'thread'),
      tid: tid === '' ? undefined : tid,
      sortIndex: threadSortIndex ?? 0,
    });
    this.#tracks[index] = track;
    return track;
  }

  #process({ pid, processName, processLabels, processSortIndex }: Track): CallProcess {
    let process = this.#processes.get(pid);
    if (process === undefined) {
      // Browsers label a process with the titles of its tabs.
      const name = processLabels ? `${processName ?? 'process'}: ${processLabels}` : processName;
      process = this.addProcess(pid === '' ? undefined : pid, named(name, pid, 'process'), processSortIndex);
      this.#processes.set(pid, process);
    }
    return process;
  }

  #lanesOf(track: number, category: number): AsyncLanes {
    const facts = this.#reader.tracks[track]!;
    const key = `${category} ${facts.pid}`;
    let lanes = this.#lanes.get(key);
    if (lanes === undefined) {
      const name = category >= 0 ? this.#strings.text(category) : 'async';
      lanes = new AsyncLanes(this.addTrack(this.#process(facts), { name, tid: undefined, nested: false }));
      this.#lanes.set(key, lanes);
    }
    return lanes;
  }
}

type Columns = readonly [
  track: Float64Array,
  name: Float64Array,
  category: Float64Array,
  duration: Float64Array,
  id: Float64Array,
  binding: Float64Array,
];

/** A process or thread by its name and number, as far as known; a bare number says what it numbers. */
function named(name: string | undefined, id: string, what: string): string {
  if (name === undefined || name === '') return id === '' ? 'UNKNOWN' : /^\d/.test(id) ? `${what} ${id}` : id;
  return id === '' ? name : `${name} (${id})`;
}
