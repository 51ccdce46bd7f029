/** Function Duration Statistics: how often each function of a process was called and how long that took. */
import type { Experiment } from '../experiment-output.ts';
import { LatencyStatistics } from '../segments/latency-statistics.ts';
import { type CallSegments, callSegments } from './call-segments.ts';
import { nestedCallStacks } from './call-stacks.ts';

export class FunctionStatistics extends LatencyStatistics {
  static applies(experiment: Experiment): boolean {
    return nestedCallStacks(experiment).length > 0;
  }

  constructor(experiment: Experiment) {
    super(
      experiment,
      {
        id: 'org.eclipse.tracecompass.internal.analysis.profiling.core.callgraph.callgraphanalysis.statistics',
        name: 'Function Duration Statistics',
        description: 'Show the function duration statistics',
        type: 'DATA_TREE',
      },
      () => callSegments(experiment),
      (source) => (source as CallSegments).byProcess(),
    );
  }
}
