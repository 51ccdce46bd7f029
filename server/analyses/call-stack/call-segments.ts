/**
 * The calls of call stacks as segments: the states of each row that are calls, where they lie. Nothing is copied.
 */
import type { Experiment } from '../experiment-output.ts';
import type {
  Classes,
  SegmentAnalysis,
  SegmentAspect,
  SegmentChunk,
  SegmentRun,
  SegmentSource,
  TraceSegments,
} from '../segments/segments.ts';
import type { CallProcess } from './call-process.ts';
import type { CallStackIndex, CallStackKind, CallTerms } from './call-stack-index.ts';
import { callStacks, nestedCallStacks } from './call-stacks.ts';
import type { CallRow, CallTrack } from './call-track.ts';
import type { FunctionTable } from './function-table.ts';

const TERMS: CallTerms = { function: 'Function name', track: 'Thread', process: 'Process' };
/** Functions are numbered below this. */
const FUNCTIONS = 2 ** 26;

class CallRun implements SegmentRun {
  readonly row: CallRow;
  readonly #functions: FunctionTable;

  constructor(row: CallRow, functions: FunctionTable) {
    this.row = row;
    this.#functions = functions;
  }

  get length(): number {
    return this.row.states.count;
  }
  get longest(): number {
    return Math.max(0, this.row.states.longest());
  }
  start(i: number): number {
    return this.row.states.start(i);
  }
  end(i: number): number {
    return this.row.states.end(i);
  }
  name(i: number): number {
    const value = this.row.states.value(i);
    return this.#functions.isInstant(value) ? -1 : value;
  }
  read(first: number, last: number, chunk: SegmentChunk): void {
    for (let i = first; i < last; i++) {
      chunk.start[i - first] = this.start(i);
      chunk.end[i - first] = this.end(i);
      chunk.name[i - first] = this.name(i);
    }
  }
  within(from: number, to: number): readonly number[] {
    const { states } = this.row;
    let first = states.countUpTo(from);
    // States don't overlap, but several may begin and end at one time.
    while (first > 0 && states.end(first - 1) >= from) first--;
    const last = states.countUpTo(to);
    return first < last ? [first, last] : [];
  }
}

export class CallSegments implements SegmentSource<CallRun> {
  readonly aspects: readonly SegmentAspect<CallRun>[];
  readonly index: CallStackIndex;
  readonly #runs: CallRun[] = [];
  readonly #known = new Set<CallRow>();

  constructor(index: CallStackIndex) {
    this.index = index;
    const { terms = TERMS } = index.kind;
    this.aspects = [
      {
        name: terms.function,
        description: 'The function that was called',
        type: 'STRING',
        value: (run, i) => run.name(i),
        text: (value) => this.label(value),
      },
      {
        name: terms.track,
        description: 'The thread that called it',
        type: 'STRING',
        value: ({ row }) => row.track.entry,
        text: (entry) => (index.entries[entry] as CallTrack).name,
      },
      {
        name: terms.process,
        description: 'The process of the thread',
        type: 'STRING',
        value: ({ row }) => row.track.process.entry,
        text: (entry) => (index.entries[entry] as CallProcess).name,
      },
      {
        name: 'Depth',
        description: 'How many calls lie around it',
        type: 'NUMBER',
        value: ({ row }) => row.depth,
      },
    ];
  }

  get runs(): readonly CallRun[] {
    const { processes, functions } = this.index;
    for (const { tracks } of processes) {
      for (const { nested, rows } of tracks) {
        for (const row of nested ? rows : []) {
          if (this.#known.has(row)) continue;
          this.#known.add(row);
          this.#runs.push(new CallRun(row, functions));
        }
      }
    }
    return this.#runs;
  }
  get names(): number {
    return this.index.functions.size;
  }
  label(name: number): string {
    return this.index.functions.label(name);
  }
  get renamed(): number {
    return this.index.functions.renamed;
  }

  /** Functions of different processes are different: "name [pid]". */
  byProcess(): Classes<CallRun> {
    const { entries, functions } = this.index;
    return {
      of: ({ row }, i) => row.track.process.entry * FUNCTIONS + row.states.value(i),
      label: (type) => {
        const process = entries[Math.floor(type / FUNCTIONS)] as CallProcess;
        return `${functions.label(type % FUNCTIONS)} [${process.pid ?? 'UNKNOWN'}]`;
      },
    };
  }
}

const MADE = new WeakMap<CallStackIndex, CallSegments>();

function segmentsOf(index: CallStackIndex): CallSegments {
  const made = MADE.get(index) ?? new CallSegments(index);
  MADE.set(index, made);
  return made;
}

interface CallTraceSegments extends TraceSegments<CallRun> {
  readonly source: CallSegments;
}

/** The calls of all traces that have calls that nest. */
export function callSegments(experiment: Experiment): readonly CallTraceSegments[] {
  return nestedCallStacks(experiment).map(({ trace, index }) => ({ trace, source: segmentsOf(index) }));
}

/** What clients know LTTng's call stacks by besides their id of today. */
const FORMER: Readonly<Record<string, CallStackKind>> = {
  'org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack': {
    id: 'org.eclipse.linuxtools.lttng2.ust.analysis.callstack',
    name: 'LTTng-UST CallStack',
  },
};

/** The analyses under which the calls of this kind are offered. */
export function callAnalyses(experiment: Experiment, kind: CallStackKind): readonly SegmentAnalysis[] {
  const former = FORMER[kind.id];
  return [kind, ...(former === undefined ? [] : [former])].map(({ id, name, parentId }) => ({
    id,
    name,
    ...(parentId === undefined ? {} : { parentId }),
    of: (trace) => {
      const found = callStacks(experiment, kind.id).find((stack) => stack.trace === trace);
      return found && segmentsOf(found.index);
    },
  }));
}
