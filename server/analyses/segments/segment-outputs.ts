/**
 * The outputs that every analysis with segments has: statistics, table, latency vs time, density. Ids, names and
 * descriptions are those of Trace Compass, so that a client which knows them finds them.
 */
import type { Experiment } from '../experiment-output.ts';
import type { Output, OutputDescriptor, OutputType } from '../output.ts';
import { LatencyDensity } from './latency-density.ts';
import { LatencyScatter } from './latency-scatter.ts';
import { LatencyStatistics } from './latency-statistics.ts';
import { LatencyTable } from './latency-table.ts';
import { byName, type SegmentAnalysis, segmentsOf } from './segments.ts';

const PUBLIC = 'org.eclipse.tracecompass.analysis.timing.core.segmentstore';
const INTERNAL = 'org.eclipse.tracecompass.internal.analysis.timing.core.segmentstore';

export function segmentOutputs(experiment: Experiment, analysis: SegmentAnalysis): readonly Output[] {
  const find = () => segmentsOf(experiment, analysis);
  const describe = (id: string, name: string, type: OutputType, description: string): OutputDescriptor => ({
    id: `${id}:${analysis.id}`,
    name: `${analysis.name} - ${name}`,
    description: `${description} by Analysis module: ${analysis.name}`,
    type,
    ...(analysis.parentId === undefined ? {} : { parentId: analysis.parentId }),
  });
  const statistics = (id: string, name: string): OutputDescriptor =>
    describe(id, name, 'DATA_TREE', 'Show latency statistics provided');
  return [
    new LatencyStatistics(
      experiment,
      statistics(`${PUBLIC}.SegmentStoreStatisticsDataProvider`, 'Latency Statistics'),
      find,
      byName,
    ),
    ...(analysis.statistics ?? []).map(
      ({ id, name, classes }) => new LatencyStatistics(experiment, statistics(id, name), find, classes),
    ),
    new LatencyTable(
      experiment,
      describe(`${PUBLIC}.SegmentStoreTableDataProvider`, 'Latency Table', 'TABLE', 'Show latency table provided'),
      find,
    ),
    new LatencyScatter(
      experiment,
      describe(`${INTERNAL}.scatter.dataprovider`, 'Latency vs Time', 'TREE_TIME_XY', 'Show latencies provided'),
      find,
    ),
    new LatencyDensity(
      experiment,
      describe(
        `${INTERNAL}.SegmentStoreDensityDataProvider`,
        'Latency Density',
        'TREE_GENERIC_XY',
        'Shows latency density distribution',
      ),
      { title: 'Latency Density', duration: 'Duration', count: 'Count' },
      () => find().map(({ trace, source: { runs } }) => ({ trace, entry: 0, label: trace.name, runs })),
    ),
  ];
}
