/**
 * Calls as segments: those that have ended, by which latencies are counted, and for the table all that have begun. What is
 * known of a call besides is read where it lies.
 */
import { type CallStore, NONE } from '../../formats/calls/call-store.ts';
import type { SegmentAspect, SegmentChunk, SegmentRun, SegmentSource, TraceSegments } from '../segments/segments.ts';
import type { CallIndex } from './call-index.ts';
import type { ProjectCalls } from './experiment-calls.ts';

/** Costs are counted in billionths. */
const NANO = 1e9;
const STATUS = ['running', 'success', 'error'];

/** Calls in order of their begin; the end of one that goes on is NaN. */
class BegunRun implements SegmentRun {
  readonly #index: CallIndex;

  constructor(index: CallIndex) {
    this.#index = index;
  }

  get length(): number {
    return this.#index.begun.length;
  }
  get longest(): number {
    return this.#index.ended.longest;
  }
  call(i: number): number {
    return this.#index.begun.data[i]!;
  }
  start(i: number): number {
    return this.#index.reader.since(this.#index.store.started.data[this.call(i)]!);
  }
  end(i: number): number {
    return this.#index.reader.since(this.#index.store.ended.data[this.call(i)]!);
  }
  name(i: number): number {
    return this.#index.opOf(this.call(i));
  }
  read(first: number, last: number, chunk: SegmentChunk): void {
    for (let i = first; i < last; i++) {
      chunk.start[i - first] = this.start(i);
      chunk.end[i - first] = this.end(i);
      chunk.name[i - first] = this.name(i);
    }
  }
  within(): readonly number[] {
    return [0, this.length];
  }
}

interface CallAspect extends Omit<SegmentAspect, 'value'> {
  of(call: number): number;
}

function aspects({ store, numbers }: CallIndex, opOf: (call: number) => number): readonly CallAspect[] {
  const text = (name: string, description: string, of: (call: number) => number): CallAspect => ({
    ...{ name, description, type: 'STRING' },
    of: (call) => (of(call) === NONE ? Number.NaN : of(call)),
    text: (value) => store.texts.text(value),
  });
  /** Most calls use no model: there is nothing to say of these. */
  const used = (name: string, description: string, of: (call: number) => number): CallAspect => ({
    ...{ name, description, type: 'NUMBER' },
    of: (call) => (store.isEnded(call) && of(call) > 0 ? of(call) : Number.NaN),
  });
  return [
    { name: 'Op', description: 'The op that was called', type: 'STRING', of: opOf, text: (op) => numbers.ops.text(op) },
    text('Name', 'The name that was given to the call', (call) => store.name.data[call]!),
    {
      ...{ name: 'Status', description: 'running, success or error', type: 'STRING' },
      of: (call) => statusOf(store, call),
      text: (status) => STATUS[status]!,
    },
    used('Prompt Tokens', 'Sent to models, by it and the calls it made', (call) => store.promptTokens.data[call]!),
    used('Completion Tokens', 'Made by models, likewise', (call) => store.completionTokens.data[call]!),
    {
      ...used('Cost', 'Of these tokens, in US dollars', (call) => Math.round(store.cost.data[call]! * NANO)),
      scale: NANO,
    },
    text('User', 'Who made the call', (call) => store.user.data[call]!),
    text('Exception', 'What went wrong', (call) => store.exception.data[call]!),
    { name: 'Depth', description: 'How many calls lie around it', type: 'NUMBER', of: (call) => store.depth(call) },
    text('Trace ID', 'The trace that it belongs to', (call) => store.trace.data[call]!),
    { name: 'Call ID', description: 'The call', type: 'STRING', of: (call) => call, text: (call) => store.ids[call]! },
    {
      ...{ name: 'Parent ID', description: 'The call that made it', type: 'STRING' },
      of: (call) => store.parentNumber(call) ?? Number.NaN,
      text: (call) => store.ids[call]!,
    },
  ];
}

/** A place in `STATUS`. */
function statusOf(store: CallStore, call: number): number {
  return store.isEnded(call) ? 1 + Number(store.hasFailed(call)) : 0;
}

function source<R extends SegmentRun>(index: CallIndex, run: R, callOf: (run: R, i: number) => number): SegmentSource {
  const { ops } = index.numbers;
  const all: SegmentSource<R> = {
    runs: [run],
    aspects: aspects(index, (call) => index.opOf(call)).map(({ of, ...aspect }) => ({
      ...aspect,
      value: (run, i) => of(callOf(run, i)),
    })),
    get names() {
      return ops.size;
    },
    label: (op) => ops.text(op),
    // What is named otherwise is read anew.
    renamed: 0,
  };
  return all as SegmentSource;
}

interface Sources {
  readonly begun: SegmentSource;
  readonly ended: SegmentSource;
}

const MADE = new WeakMap<CallIndex, Sources>();

function sourcesOf(index: CallIndex): Sources {
  const made = MADE.get(index) ?? {
    begun: source(index, new BegunRun(index), (run, i) => run.call(i)),
    ended: source(index, index.ended, (run, i) => run.aspect(0, i)),
  };
  MADE.set(index, made);
  return made;
}

export function begunCalls(all: readonly ProjectCalls[]): readonly TraceSegments[] {
  return all.map(({ trace, index }) => ({ trace, source: sourcesOf(index).begun }));
}

export function endedCalls(all: readonly ProjectCalls[]): readonly TraceSegments[] {
  return all.map(({ trace, index }) => ({ trace, source: sourcesOf(index).ended }));
}
