/**
 * CPU Usage: how much of the CPUs' time each thread takes, in per cent of one CPU; all threads of a trace together on the
 * trace's own row. Idle time is not counted.
 *
 * A point says what share of the time since the point before the thread ran. Cost of an answer: O(runs in the window +
 * series · points).
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
import { lineOver } from '../../xy-axes.ts';
import { edgesOf } from '../cpu-runs.ts';
import { cpuNumbers } from '../extra-parameters.ts';
import { kernelTraces, latestLives, lifeName, slotsByTid, windowIn } from '../kernel-traces.ts';
import { addRunTimes, runTimes } from './run-times.ts';

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
    return kernelTraces(experiment).some(({ states }) => states.threads.lives.count > 0);
  }

  /** The range is the whole trace if none is asked for. Threads that didn't run in it are left out. */
  async tree(query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const cpus = cpuNumbers(query.extra, CPUS);
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const { from, to } = windowIn(trace, query);
      const { bySlot, total } = await runTimes(traced, cpus, from, to, pace);
      const facts = (used: number): string[] => [`${percent(used, to - from).toFixed(3)} %`, formatDuration(used)];
      entries.push({ id: id(TOTAL), labels: [trace.name, 'Total', ...facts(total)], hasData: true });
      const lives = latestLives(states);
      for (const slot of slotsByTid(states)) {
        const used = bySlot[slot]!;
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
    const { ids } = this.experiment;
    const series: XYSeries[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const edges = usageEdges(trace, times);
      const own = items.filter(
        (id) => ids.trace(id) === trace.ordinal && ids.entry(id) < SLOTS + states.threads.rows.length,
      );
      const sumsOf: (Float64Array | undefined)[] = [];
      for (const id of own) sumsOf[ids.entry(id)] = new Float64Array(edges.length - 1);
      await addRunTimes(traced, cpus, edges, sumsOf.slice(SLOTS), sumsOf[TOTAL], pace);
      for (const seriesId of new Set(own)) {
        const slot = ids.entry(seriesId) - SLOTS;
        series.push({
          seriesId,
          seriesName: slot < 0 ? `total:${trace.name}` : `${trace.name}:${states.threads.tid(slot)}`,
          ...lineOver(times),
          yValues: sumsOf[SLOTS + slot]!.map((time, i) => percent(time, edges[i + 1]! - edges[i]!)),
          yAxis: USAGE,
        });
        if (pace.due) await pace.pause();
      }
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

function percent(time: number, of: number): number {
  return of > 0 ? (time / of) * 100 : 0;
}
