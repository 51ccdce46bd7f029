/**
 * Function Duration Statistics: how often each function was called and how long that took; for the whole trace, and for a
 * selected range of time, where every call counts in full that lies at least partly in it.
 *
 * Cost: each call is looked at once, when somebody asks, and later questions go on from there. A selection looks at its
 * own calls only.
 */
import { KeyTable } from '../../index/key-table.ts';
import { formatDuration } from '../durations.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { OutputDescriptor, TreeEntry, TreeHeader, TreeModel, TreeQuery } from '../output.ts';
import { Pace } from '../pace.ts';
import type { CallProcess } from './call-process.ts';
import { nestedCallStacks, type TraceCallStack } from './call-stacks.ts';
import type { CallRow } from './call-track.ts';
import { type DurationFacts, DurationStatistics } from './duration-statistics.ts';

const HEADERS: readonly TreeHeader[] = [
  { name: 'Label', tooltip: 'Function and process', dataType: 'STRING' },
  { name: 'Minimum', tooltip: 'Shortest call', dataType: 'DURATION' },
  { name: 'Maximum', tooltip: 'Longest call', dataType: 'DURATION' },
  { name: 'Average', tooltip: 'Average duration', dataType: 'DURATION' },
  { name: 'Std Dev', tooltip: 'Standard deviation of the durations', dataType: 'DURATION' },
  { name: 'Count', tooltip: 'Number of calls', dataType: 'NUMBER' },
  { name: 'Total', tooltip: 'Sum of the durations', dataType: 'DURATION' },
  { name: 'Min Time Range', tooltip: 'Time of the shortest call', dataType: 'TIME_RANGE' },
  { name: 'Max Time Range', tooltip: 'Time of the longest call', dataType: 'TIME_RANGE' },
];

const ROOT = 0;
const TOTAL = 1;
const SELECTION = 2;
const FUNCTIONS = 3;

/** The statistics of a whole trace, and how many states of each row are in them. */
interface Whole {
  /** Of the functions, when this was begun. */
  readonly renamed: number;
  readonly table: Table;
  readonly done: Map<CallRow, number>;
  upToDate: Promise<void>;
}

export class FunctionStatistics extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.analysis.profiling.core.callgraph.callgraphanalysis.statistics',
    name: 'Function Duration Statistics',
    description: 'Show the function duration statistics',
    type: 'DATA_TREE',
  };
  readonly #whole = new Map<TraceCallStack['index'], Whole>();

  static applies(experiment: Experiment): boolean {
    return nestedCallStacks(experiment).length > 0;
  }

  async tree({ start, end, isFiltered }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const stack of nestedCallStacks(this.experiment)) {
      const { trace, index } = stack;
      const table = await this.#wholeTable(stack);
      signal.throwIfAborted();
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      entries.push({ id: id(ROOT), labels: table.labels(trace.name, ALL), hasData: true });
      entries.push(...table.entries('Total', id(TOTAL), id(ROOT), (f) => id(FUNCTIONS + 2 * f)));
      if (isFiltered !== true || start === undefined || end === undefined) continue;
      const selected = new Table(stack, table.subjects);
      const from = Number(start - trace.base);
      const to = Number(end - trace.base);
      for (const row of callRows(index)) {
        const begun = row.states.countUpTo(from);
        const first = begun > 0 && row.states.end(begun - 1) > from ? begun - 1 : begun;
        await selected.add(row, first, row.states.countUpTo(to), pace);
      }
      entries.push(...selected.entries('Selection', id(SELECTION), id(ROOT), (f) => id(FUNCTIONS + 2 * f + 1)));
    }
    return { headers: HEADERS, entries };
  }

  /** Shared by all who ask, and so brought up to date by one after the other, whoever still wants it. */
  async #wholeTable(stack: TraceCallStack): Promise<Table> {
    let whole = this.#whole.get(stack.index);
    const { renamed } = stack.index.functions;
    if (whole === undefined || whole.renamed !== renamed) {
      whole = { renamed, table: new Table(stack, new Subjects()), done: new Map(), upToDate: Promise.resolve() };
      this.#whole.set(stack.index, whole);
    }
    const { table, done, upToDate } = whole;
    whole.upToDate = upToDate.then(async () => {
      const pace = new Pace(NEVER);
      for (const row of callRows(stack.index)) {
        const { count } = row.states;
        await table.add(row, done.get(row) ?? 0, count, pace);
        done.set(row, count);
      }
    });
    try {
      await whole.upToDate;
    } catch (error) {
      // A half counted table is of no use: whoever asks again gets a new one.
      if (this.#whole.get(stack.index) === whole) this.#whole.delete(stack.index);
      throw error;
    }
    return table;
  }
}

const NEVER = new AbortController().signal;

function callRows({ processes }: TraceCallStack['index']): readonly CallRow[] {
  return processes.flatMap(({ tracks }) => tracks.filter(({ nested }) => nested).flatMap(({ rows }) => rows));
}

/** The functions of processes, numbered. Number 0 stands for all of them. */
class Subjects {
  readonly #ids = new KeyTable();
  readonly #labels = new Map<string, number>();
  readonly #byKey: number[] = [];
  readonly labels: string[] = ['Total'];

  of(process: CallProcess, value: number, name: string): number {
    const key = this.#ids.id(process.entry * 2 ** 26 + value);
    let subject: number | undefined = this.#byKey[key];
    if (subject === undefined) {
      const label = `${name} [${process.pid ?? 'UNKNOWN'}]`;
      subject = this.#labels.get(label);
      if (subject === undefined) {
        subject = this.labels.push(label) - 1;
        this.#labels.set(label, subject);
      }
      this.#byKey[key] = subject;
    }
    return subject;
  }
}

const ALL = 0;
const STRIDE = 8192;

class Table {
  readonly subjects: Subjects;
  readonly #statistics = new DurationStatistics();
  readonly #stack: TraceCallStack;

  constructor(stack: TraceCallStack, subjects: Subjects) {
    this.#stack = stack;
    this.subjects = subjects;
  }

  async add({ states, track }: CallRow, from: number, to: number, pace: Pace): Promise<void> {
    const { functions } = this.#stack.index;
    for (let i = from; i < to; i++) {
      const value = states.value(i);
      if (!functions.isInstant(value)) {
        const start = states.start(i);
        const duration = states.end(i) - start;
        this.#statistics.add(ALL, start, duration);
        this.#statistics.add(this.subjects.of(track.process, value, functions.label(value)), start, duration);
      }
      if ((i - from) % STRIDE === STRIDE - 1 && pace.due) await pace.pause();
    }
  }

  /** The sum, and below it one entry a function, those with the most time first. */
  entries(name: string, id: number, parentId: number, idOf: (subject: number) => number): TreeEntry[] {
    const counted: { subject: number; total: number }[] = [];
    for (let subject = 1; subject < this.#statistics.size; subject++) {
      const { count, total } = this.#statistics.facts(subject);
      if (count > 0) counted.push({ subject, total });
    }
    counted.sort((a, b) => b.total - a.total || a.subject - b.subject);
    return [
      { id, parentId, labels: this.labels(name, ALL), hasData: true },
      ...counted.map(
        ({ subject }): TreeEntry => ({
          id: idOf(subject),
          parentId: id,
          labels: this.labels(this.subjects.labels[subject]!, subject),
          hasData: true,
        }),
      ),
    ];
  }

  labels(name: string, subject: number): string[] {
    if (subject >= this.#statistics.size) return [name, '---', '---', '---', '---', '0', '0', '', ''];
    const facts = this.#statistics.facts(subject);
    return [
      name,
      ...[facts.min, facts.max, facts.average, facts.standardDeviation].map(formatDuration),
      String(facts.count),
      formatDuration(facts.total),
      this.#range(facts.minStart, facts.min),
      this.#range(facts.maxStart, facts.max),
    ];
  }

  #range(start: DurationFacts['minStart'], duration: number): string {
    const from = this.#stack.trace.base + BigInt(start);
    return `[${from},${from + BigInt(duration)}]`;
  }
}
