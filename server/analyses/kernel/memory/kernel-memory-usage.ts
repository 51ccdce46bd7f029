/**
 * Memory Usage of the kernel, by thread: values count from the least that a thread had up to the end of the window that is
 * looked at, since nobody knows what it had before the trace. The trace's own row is the sum of its threads.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import { isWanted, MEMORY_AXIS, MEMORY_HEADERS } from '../../memory-usage.ts';
import type {
  OutputDescriptor,
  SeriesQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
  XYModel,
  XYSeries,
} from '../../output.ts';
import { lineOver } from '../../xy-axes.ts';
import { latestLives, lifeName, statesOf } from '../kernel-traces.ts';
import { KernelMemory } from './kernel-memory.ts';

const TOTAL = 0;
const THREADS = 1;

export class KernelMemoryUsage extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.analysis.os.linux.core.kernelmemoryusage',
    name: 'Memory Usage',
    description:
      'Show the relative memory usage in the Linux kernel by process, can be filtered to show only the processes which were active on a time range',
    type: 'TREE_TIME_XY',
  };

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => (trace.find(KernelMemory)?.threads.length ?? 0) > 0);
  }

  tree(query: TreeQuery): TreeModel {
    const { traces, ids } = this.experiment;
    const entries = traces.flatMap((trace): TreeEntry[] => {
      const part = trace.find(KernelMemory);
      if (part === undefined) return [];
      const parentId = ids.id(trace.ordinal, TOTAL);
      const nameOf = threadNames(trace);
      const threads = part.threads
        .map(({ tid, memory }, i) => ({ tid, memory, id: ids.id(trace.ordinal, THREADS + i) }))
        .filter(({ memory }) => isWanted(memory, trace, query))
        .sort((a, b) => a.tid - b.tid);
      return [
        { id: parentId, labels: [trace.name, ''], hasData: true },
        ...threads.map(({ tid, id }): TreeEntry => ({ id, parentId, labels: labels(tid, nameOf(tid)), hasData: true })),
      ];
    });
    return { headers: MEMORY_HEADERS, entries };
  }

  xy({ times, items }: SeriesQuery): XYModel {
    const { traces, ids } = this.experiment;
    const series = items.flatMap((seriesId): XYSeries[] => {
      const trace = traces[ids.trace(seriesId)];
      const part = trace?.find(KernelMemory);
      if (trace === undefined || part === undefined) return [];
      const entry = ids.entry(seriesId);
      const thread = part.threads[entry - THREADS];
      if (entry !== TOTAL && thread === undefined) return [];
      const end = Number(times.end - trace.base);
      const memory = thread?.memory ?? part.total;
      const least = (thread === undefined ? part.threads : [thread]).reduce((sum, { least }) => sum + least.at(end), 0);
      return [
        {
          seriesId,
          seriesName: `${trace.name}:${thread?.tid ?? 'total'}`,
          ...lineOver(times),
          yValues: times.relativeTo(trace.base).map((time) => memory.at(time) - least),
          yAxis: MEMORY_AXIS,
        },
      ];
    });
    return { title: this.descriptor.name, series };
  }
}

function labels(tid: number, name: string | undefined): string[] {
  return tid < 0 ? ['other', ''] : [name ?? String(tid), String(tid)];
}

/** The name that a thread had last; undefined if nobody told. */
function threadNames(trace: IndexedTrace): (tid: number) => string | undefined {
  const traced = statesOf(trace);
  if (traced === undefined) return () => undefined;
  const { threads } = traced.states;
  const latest = latestLives(traced.states);
  return (tid) => {
    if (tid === 0) return 'swapper';
    const life = latest[threads.find(tid)] ?? -1;
    return life < 0 ? undefined : lifeName(traced, life);
  };
}
