/**
 * Context Switches: how often each CPU switched threads, and how often each thread was switched to. Idle tasks are no
 * threads here, but switching to one counts for the CPU.
 *
 * A point says how many switches there were since the point before.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type {
  OutputDescriptor,
  SeriesQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
  XYAxis,
  XYModel,
  XYSeries,
} from '../../output.ts';
import { Pace } from '../../pace.ts';
import { timeAxis } from '../../xy-axes.ts';
import { type KernelTraceStates, kernelTraces, lifeName, statesOf } from '../kernel-traces.ts';
import { edgesOf, latestLives, RunsByThread, slotsByTid } from '../runs-by-thread.ts';
import type { KernelStates } from '../states/kernel-states.ts';
import type { RunSeries } from '../states/run-series.ts';

const TOTAL = 0;
/** Entry numbers of CPU n and slot n: these plus 2 n. */
const CPUS = 1;
const SLOTS = 2;
const SWITCHES: XYAxis = { label: 'Context Switches', unit: '', dataType: 'NUMBER' };

export class ContextSwitches extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'heddle.context-switches',
    name: 'Context Switches',
    description: 'Show the number of context switches of each CPU and thread of a Linux kernel trace',
    type: 'TREE_TIME_XY',
  };

  static applies(experiment: Experiment): boolean {
    return kernelTraces(experiment).some(({ states }) => states.runs.length > 0);
  }

  /** The range is the whole trace if none is asked for. Threads without a switch in it are left out. */
  async tree({ start, end }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const from = (start === undefined ? Number(trace.start - trace.base) : Number(start - trace.base)) - 1;
      const to = end === undefined ? trace.now : Number(end - trace.base);
      const count = (series: RunSeries): number => series.switches(to) - series.switches(from);
      const sum = (all: readonly RunSeries[]): number => all.reduce((total, series) => total + count(series), 0);
      const switched = new Switches(states);
      entries.push({ id: id(TOTAL), labels: [trace.name, '', String(sum(switched.of(TOTAL)))], hasData: true });
      for (const { number } of states.resources.cpus) {
        const switches = sum(switched.of(CPUS + 2 * number));
        const labels = [`CPU ${number}`, '', String(switches)];
        entries.push({ id: id(CPUS + 2 * number), parentId: id(TOTAL), labels, hasData: true });
      }
      const lives = latestLives(states);
      for (const slot of slotsByTid(states)) {
        const switches = sum(switched.of(SLOTS + 2 * slot));
        if (switches === 0) continue;
        const labels = [lifeName(traced, lives[slot]!), String(states.threads.tid(slot)), String(switches)];
        entries.push({ id: id(SLOTS + 2 * slot), parentId: id(TOTAL), labels, hasData: true });
        if (pace.due) await pace.pause();
      }
    }
    return {
      headers: [
        { name: 'Process', tooltip: 'CPU, or name of the thread', dataType: 'STRING' },
        { name: 'TID', tooltip: 'Thread id', dataType: 'NUMBER' },
        { name: 'Switches', tooltip: 'Number of context switches', dataType: 'NUMBER' },
      ],
      entries,
    };
  }

  async xy({ times, items }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const { traces, ids } = this.experiment;
    const series: XYSeries[] = [];
    const known = new Map<KernelStates, { switched: Switches; edges: Float64Array }>();
    for (const seriesId of items) {
      const traced = statesOf(traces[ids.trace(seriesId)]);
      if (traced === undefined) continue;
      const { trace, states } = traced;
      const { switched, edges } = known.get(states) ?? {
        switched: new Switches(states),
        edges: edgesOf(times.relativeTo(trace.base)),
      };
      known.set(states, { switched, edges });
      const all = switched.of(ids.entry(seriesId));
      if (all.length === 0) continue;
      series.push({
        seriesId,
        seriesName: `${traced.trace.name}:${nameOf(traced, ids.entry(seriesId))}`,
        style: { values: { 'series-type': 'line' } },
        xValues: times,
        yValues: counts(all, edges),
        xAxis: timeAxis(times),
        yAxis: SWITCHES,
      });
      if (pace.due) await pace.pause();
    }
    return { title: this.descriptor.name, series };
  }
}

/** The runs to which switches led: of threads, of CPUs, and all. */
class Switches {
  readonly #states: KernelStates;
  readonly #threads: RunsByThread;
  readonly #cpus: RunSeries[][] = [];

  constructor(states: KernelStates) {
    this.#states = states;
    this.#threads = new RunsByThread(states);
    for (let pair = 0; pair < states.runs.length; pair++) {
      const cpu = states.runs.cpu(pair);
      this.#cpus[cpu] ??= [];
      this.#cpus[cpu].push(states.runs.series(pair));
    }
  }

  of(entry: number): readonly RunSeries[] {
    if (entry === TOTAL) return this.#cpus.flat();
    if (entry % 2 === CPUS) return this.#cpus[(entry - CPUS) / 2] ?? [];
    const slot = (entry - SLOTS) / 2;
    return slot < this.#states.threads.rows.length ? this.#threads.series(slot) : [];
  }
}

function nameOf({ states: { threads } }: KernelTraceStates, entry: number): string {
  if (entry === TOTAL) return 'total';
  return entry % 2 === CPUS ? `CPU ${(entry - CPUS) / 2}` : String(threads.tid((entry - SLOTS) / 2));
}

/** Between each edge and the next. */
function counts(all: readonly RunSeries[], edges: Float64Array): Float64Array {
  const counted = new Float64Array(edges.length - 1);
  for (const series of all) series.addSwitches(edges, counted);
  return counted;
}
