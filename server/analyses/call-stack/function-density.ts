/** Function Density: how many calls took how long, of a whole trace and of each of its processes. */
import type { Experiment } from '../experiment-output.ts';
import { type DensityGroup, LatencyDensity } from '../segments/latency-density.ts';
import { callSegments } from './call-segments.ts';
import { nestedCallStacks } from './call-stacks.ts';
import { orderedProcesses } from './call-tree.ts';

export class FunctionDensity extends LatencyDensity {
  static applies(experiment: Experiment): boolean {
    return nestedCallStacks(experiment).length > 0;
  }

  constructor(experiment: Experiment) {
    super(
      experiment,
      {
        id: 'org.eclipse.tracecompass.analysis.profiling.core.callstack.functiondensity.provider',
        name: 'Function Density View',
        description: 'Shows the distribution of function execution time',
        type: 'TREE_GENERIC_XY',
      },
      { title: 'Function Density', duration: 'Execution Time', count: 'Number of Executions' },
      () =>
        callSegments(experiment).flatMap(({ trace, source: { index, runs } }): DensityGroup[] => [
          { trace, entry: 0, label: trace.name, runs },
          ...orderedProcesses(index).map((process) => ({
            trace,
            entry: process.entry,
            label: process.pid ?? 'UNKNOWN_PID',
            runs: runs.filter(({ row }) => row.track.process === process),
          })),
        ]),
    );
  }
}
