/**
 * CPU Usage: how much of the CPUs' time each thread takes, in per cent of one CPU; all threads of a trace together on the
 * trace's own row. Idle time is not counted.
 *
 * A point says what share of the time since the point before the thread ran. Cost of an answer: O(series · CPUs · points ·
 * log runs).
 */
import type { SampleTimes } from '../../../index/sample-times.ts';
import { formatDuration } from '../../durations.ts';
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
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
import { cpuNumbers } from '../extra-parameters.ts';
import { type KernelTraceStates, kernelTraces, lifeName, statesOf } from '../kernel-traces.ts';
import { edgesOf, latestLives, RunsByThread, slotsByTid } from '../runs-by-thread.ts';
import type { RunSeries } from '../states/run-series.ts';

const CPUS = 'requested_cpus';
const TOTAL = 0;
/** Entry number of slot 0. */
const SLOTS = 1;
const USAGE: XYAxis = { label: 'CPU Usage', unit: '%', dataType: 'NUMBER' };

export class CpuUsage extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.analysis.os.linux.core.cpuusage.CpuUsageDataProvider',
    name: 'CPU Usage',
    description:
      'Show the CPU usage of a Linux kernel trace, returns the CPU usage per process and can be filtered by CPU core',
    type: 'TREE_TIME_XY',
  };

  static applies(experiment: Experiment): boolean {
    return kernelTraces(experiment).some(({ states }) => states.runs.length > 0);
  }

  /** The range is the whole trace if none is asked for. Threads that didn't run in it are left out. */
  async tree({ start, end, extra }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const cpus = cpuNumbers(extra, CPUS);
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const from = start === undefined ? Number(trace.start - trace.base) : Number(start - trace.base);
      const to = end === undefined ? trace.now : Number(end - trace.base);
      const until = Math.min(to, trace.now);
      const time = (series: RunSeries): number => Math.max(0, series.before(until) - series.before(from));
      const facts = (used: number): string[] => [`${percent(used, to - from).toFixed(3)} %`, formatDuration(used)];
      const total = busyOf(traced, cpus).reduce((sum, series) => sum + time(series), 0);
      entries.push({ id: id(TOTAL), labels: [trace.name, 'Total', ...facts(total)], hasData: true });
      const runs = new RunsByThread(states, cpus);
      const lives = latestLives(states);
      for (const slot of slotsByTid(states)) {
        const used = runs.sum(slot, time);
        if (used === 0) continue;
        const labels = [lifeName(traced, lives[slot]!), String(states.threads.tid(slot)), ...facts(used)];
        entries.push({ id: id(SLOTS + slot), parentId: id(TOTAL), labels, hasData: true });
        if (pace.due) await pace.pause();
      }
    }
    return {
      headers: [
        { name: 'Process', tooltip: 'Name of the thread', dataType: 'STRING' },
        { name: 'TID', tooltip: 'Thread id', dataType: 'NUMBER' },
        { name: '%', tooltip: 'Share of the time of one CPU', dataType: 'NUMBER' },
        { name: 'Time', tooltip: 'Time run', dataType: 'DURATION' },
      ],
      entries,
    };
  }

  async xy({ times, items, extra }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const cpus = cpuNumbers(extra, CPUS);
    const pace = new Pace(signal);
    const { traces, ids } = this.experiment;
    const known = new Map<IndexedTrace, { runs: RunsByThread; edges: Float64Array }>();
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const traced = statesOf(traces[ids.trace(seriesId)]);
      if (traced === undefined) continue;
      const { trace, states } = traced;
      const slot = ids.entry(seriesId) - SLOTS;
      if (slot >= states.threads.rows.length) continue;
      const { runs, edges } = known.get(trace) ?? {
        runs: new RunsByThread(states, cpus),
        edges: usageEdges(trace, times),
      };
      known.set(trace, { runs, edges });
      const tid = slot < 0 ? undefined : states.threads.tid(slot);
      series.push({
        seriesId,
        seriesName: tid === undefined ? `total:${trace.name}` : `${trace.name}:${tid}`,
        style: { values: { 'series-type': 'line' } },
        xValues: times,
        yValues: usage(slot < 0 ? busyOf(traced, cpus) : runs.series(slot), edges, trace.now),
        xAxis: timeAxis(times),
        yAxis: USAGE,
      });
      if (pace.due) await pace.pause();
    }
    return { title: this.descriptor.name, series };
  }
}

/** A sample tells of the time since the one before, but not of any before the trace. */
function usageEdges(trace: IndexedTrace, times: SampleTimes): Float64Array {
  const edges = edgesOf(times.relativeTo(trace.base));
  edges[0] = Math.min(Math.max(edges[0]!, Number(trace.start - trace.base)), edges[1]!);
  return edges;
}

/** Per cent of one CPU between each edge and the next. */
function usage(all: readonly RunSeries[], edges: Float64Array, now: number): Float64Array {
  const used = new Float64Array(edges.length - 1);
  for (const series of all) series.addTimes(edges, now, used);
  for (let i = 0; i < used.length; i++) used[i] = percent(used[i]!, edges[i + 1]! - edges[i]!);
  return used;
}

function percent(time: number, of: number): number {
  return of > 0 ? (time / of) * 100 : 0;
}

/** The CPUs' series of all that is not idle. */
function busyOf({ states }: KernelTraceStates, cpus: ReadonlySet<number> | undefined): RunSeries[] {
  return states.runs.busy.filter((series, cpu) => series !== undefined && cpus?.has(cpu) !== false);
}
