/**
 * Function Density: how many calls took how long. Durations from 0 to the longest call of all are cut into equal ranges;
 * each counts the calls, of one process or of the whole trace, that lie at least partly in the window of time.
 *
 * Cost: one step for each call in the window.
 */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, XYModel, XYSeries } from '../output.ts';
import { Pace } from '../pace.ts';
import { CallProcess } from './call-process.ts';
import { nestedCallStacks, type TraceCallStack } from './call-stacks.ts';
import { orderedProcesses } from './call-tree.ts';

const ROOT = 0;
const STRIDE = 8192;
const MOST_BINS = 65_536;

export class FunctionDensity extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.analysis.profiling.core.callstack.functiondensity.provider',
    name: 'Function Density View',
    description: 'Shows the distribution of function execution time',
    type: 'TREE_GENERIC_XY',
  };

  static applies(experiment: Experiment): boolean {
    return nestedCallStacks(experiment).length > 0;
  }

  tree(): TreeModel {
    const entries = nestedCallStacks(this.experiment).flatMap(({ trace, index }): TreeEntry[] => {
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      return [
        { id: id(ROOT), labels: [trace.name], hasData: true, isDefault: true },
        ...orderedProcesses(index).map(
          ({ entry, pid }): TreeEntry => ({
            id: id(entry),
            parentId: id(ROOT),
            labels: [pid ?? 'UNKNOWN_PID'],
            hasData: true,
          }),
        ),
      ];
    });
    return { headers: [{ name: 'Name', tooltip: 'Trace and process' }], entries };
  }

  async xy({ times, items, extra }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const stacks = nestedCallStacks(this.experiment);
    const wanted = typeof extra.nbSamples === 'number' ? extra.nbSamples : times.length;
    const bins = Math.min(MOST_BINS, Math.max(1, Math.floor(wanted) || 1));
    const longest = Math.max(0, ...stacks.map(longestCall));
    const step = Math.max(1, Math.floor((longest + 1) / bins));
    const xRanges = Array.from({ length: bins }, (_, i) => ({
      start: BigInt(i === 0 ? 0 : step * i + 1),
      end: BigInt(i === bins - 1 ? Math.max(longest, step * i + 1) : step * (i + 1)),
    }));
    const series: XYSeries[] = [];
    for (const seriesId of items) {
      const { ids } = this.experiment;
      const stack = stacks.find(({ trace }) => trace.ordinal === ids.trace(seriesId));
      const entry = ids.entry(seriesId);
      const process = stack?.index.entries[entry];
      if (stack === undefined || (entry !== ROOT && !(process instanceof CallProcess))) continue;
      const processes = process instanceof CallProcess ? [process] : stack.index.processes;
      const yValues = new Float64Array(bins);
      const from = Number(times.start - stack.trace.base);
      const to = Number(times.end - stack.trace.base);
      await count(stack, processes, { from, to, step }, yValues, pace);
      const name = process instanceof CallProcess ? `/${process.pid ?? 'UNKNOWN_PID'}` : '';
      series.push({
        seriesId,
        seriesName: `${stack.trace.name}${name}`,
        style: { values: { 'series-type': 'bar' } },
        xRanges,
        yValues,
        xAxis: {
          label: 'Execution Time',
          unit: 'ns',
          dataType: 'DURATION',
          axisDomain: { type: 'range', start: 0n, end: BigInt(longest) },
        },
        yAxis: { label: 'Number of Executions', unit: '', dataType: 'NUMBER' },
      });
    }
    return { title: 'Function Density', series };
  }
}

function longestCall({ index }: TraceCallStack): number {
  let longest = 0;
  for (const { tracks } of index.processes) {
    for (const { nested, rows } of tracks) {
      for (const { states } of nested ? rows : []) {
        const i = states.longest(0, states.count);
        if (i >= 0) longest = Math.max(longest, states.end(i) - states.start(i));
      }
    }
  }
  return longest;
}

async function count(
  { index }: TraceCallStack,
  processes: readonly CallProcess[],
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  counts: Float64Array,
  pace: Pace,
): Promise<void> {
  for (const { tracks } of processes) {
    for (const { nested, rows } of tracks) {
      for (const { states } of nested ? rows : []) {
        const begun = states.countUpTo(from);
        const end = states.countUpTo(to);
        for (let i = begun > 0 && states.end(begun - 1) > from ? begun - 1 : begun; i < end; i++) {
          if (!index.functions.isInstant(states.value(i))) {
            const bin = Math.min(Math.floor((states.end(i) - states.start(i)) / step), counts.length - 1);
            counts[bin]! += 1;
          }
          if (i % STRIDE === 0 && pace.due) await pace.pause();
        }
      }
    }
  }
}
