/** The outputs that show the calls of projects. */
import { FlameGraph } from '../call-stack/flame-graph.ts';
import type { Experiment } from '../experiment-output.ts';
import type { Output } from '../output.ts';
import { LatencyDensity } from '../segments/latency-density.ts';
import { LatencyScatter } from '../segments/latency-scatter.ts';
import { LatencyTable } from '../segments/latency-table.ts';
import { CallFlameChart } from './call-flame-chart.ts';
import { CALLS_KIND } from './call-index.ts';
import { begunCalls, endedCalls } from './call-segments.ts';
import { experimentCalls } from './experiment-calls.ts';
import { OpStatistics } from './op-statistics.ts';
import { projectWalk } from './project-walk.ts';
import { UsageOverTime } from './usage-over-time.ts';

const PUBLIC = 'org.eclipse.tracecompass.analysis.timing.core.segmentstore';
const INTERNAL = 'org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore';

export function callOutputs(experiment: Experiment): readonly Output[] {
  const all = () => experimentCalls(experiment);
  return [
    new CallFlameChart(experiment),
    new FlameGraph(experiment, CALLS_KIND, () => all().map(projectWalk), {
      name: 'Call Flame Graph',
      description: 'Show where the time of ops went, by which op called which',
    }),
    new LatencyTable(
      experiment,
      {
        id: `${PUBLIC}.SegmentStoreTableDataProvider:${CALLS_KIND.id}`,
        name: 'Calls Table',
        description: 'Show all calls, one a line',
        type: 'TABLE',
      },
      () => begunCalls(all()),
    ),
    new OpStatistics(experiment),
    new LatencyScatter(
      experiment,
      {
        id: `${INTERNAL}.scatter.dataprovider:${CALLS_KIND.id}`,
        name: 'Call Latency vs Time',
        description: 'Show when calls began and how long they took, by op',
        type: 'TREE_TIME_XY',
      },
      () => endedCalls(all()),
    ),
    new LatencyDensity(
      experiment,
      {
        id: `${INTERNAL}.SegmentStoreDensityDataProvider:${CALLS_KIND.id}`,
        name: 'Call Latency Density',
        description: 'Show how many calls took how long',
        type: 'TREE_GENERIC_XY',
      },
      { title: 'Call Latency Density', duration: 'Latency', count: 'Number of Calls' },
      () => endedCalls(all()).map(({ trace, source: { runs } }) => ({ trace, entry: 0, label: trace.name, runs })),
    ),
    UsageOverTime.tokens(experiment),
    UsageOverTime.cost(experiment),
  ];
}
