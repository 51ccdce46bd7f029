/** Memory Usage of a user-space trace: the bytes that each thread has allocated and not freed, over time. */
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import { isWanted, MEMORY_AXIS, MEMORY_HEADERS } from '../memory-usage.ts';
import type { OutputDescriptor, SeriesQuery, TreeEntry, TreeModel, TreeQuery, XYModel, XYSeries } from '../output.ts';
import { lineOver } from '../xy-axes.ts';
import { UstMemoryIndex } from './ust-memory-index.ts';

const ROOT = 0;
const THREADS = 1;

export class UstMemoryUsage extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.lttng2.ust.core.analysis.memory.UstMemoryUsageDataProvider',
    name: 'Memory Usage',
    description:
      'Show the Linux UST memory usage by thread, can be filtered to show only the threads which were active on a desired time range',
    type: 'TREE_TIME_XY',
  };

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => (trace.find(UstMemoryIndex)?.threads.length ?? 0) > 0);
  }

  tree(query: TreeQuery): TreeModel {
    const { traces, ids } = this.experiment;
    const entries = traces.flatMap((trace): TreeEntry[] => {
      const index = trace.find(UstMemoryIndex);
      if (index === undefined) return [];
      const parentId = ids.id(trace.ordinal, ROOT);
      const threads = index.threads
        .map(({ tid, name, memory }, i) => ({ tid, name, memory, id: ids.id(trace.ordinal, THREADS + i) }))
        .filter(({ memory }) => isWanted(memory, trace, query))
        .sort((a, b) => a.tid - b.tid);
      return [
        { id: parentId, labels: [trace.name, ''], hasData: false },
        ...threads.map(({ tid, name, id }): TreeEntry => {
          const text = tid < 0 ? 'UNKNOWN' : String(tid);
          return { id, parentId, labels: [name || text, text], hasData: true };
        }),
      ];
    });
    return { headers: MEMORY_HEADERS, entries };
  }

  xy({ times, items }: SeriesQuery): XYModel {
    const { traces, ids } = this.experiment;
    const series = items.flatMap((seriesId): XYSeries[] => {
      const trace = traces[ids.trace(seriesId)];
      const thread = trace?.find(UstMemoryIndex)?.threads[ids.entry(seriesId) - THREADS];
      if (trace === undefined || thread === undefined) return [];
      return [
        {
          seriesId,
          seriesName: `${trace.name}:${thread.tid}`,
          ...lineOver(times),
          yValues: times.relativeTo(trace.base).map((time) => thread.memory.at(time)),
          yAxis: MEMORY_AXIS,
        },
      ];
    });
    return { title: this.descriptor.name, series };
  }
}
