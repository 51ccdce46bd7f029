/**
 * Critical Path, before a thread has been chosen: says how to choose one. The paths themselves are outputs derived from
 * this one, or from one whose rows are threads (`configurations/critical-path`).
 */
import { type Experiment, ExperimentOutput } from '../../experiment-output.ts';
import type { OutputDescriptor, Style, TreeModel } from '../../output.ts';
import { EDGE_STYLES } from './edge-type.ts';
import { tracedThreads } from './followed-thread.ts';

export const CRITICAL_PATH = 'org.eclipse.tracecompass.analysis.graph.core.dataprovider.CriticalPathDataProvider';

export const PATH_HEADERS = [
  { name: 'Process', tooltip: 'Host, thread' },
  { name: 'Elapsed', tooltip: 'Time of the path on this thread' },
  { name: 'Percent', tooltip: 'Share of the whole path' },
] as const;

export class CriticalPathOutput extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: CRITICAL_PATH,
    name: 'Critical Path',
    description: "Show what a thread's time went into, and which threads it waited for",
    type: 'TIME_GRAPH',
  };

  static applies(experiment: Experiment): boolean {
    return tracedThreads(experiment).length > 0;
  }

  tree(): TreeModel {
    const { start, end } = tracedThreads(this.experiment)[0]?.trace ?? { start: 0n, end: 0n };
    const row = (id: number, label: string) => ({ id, labels: [label, '', ''], hasData: false, start, end });
    // Short, as a tree is narrow.
    const how = ['Choose by the menu of a row', 'of Thread Status'].map((label, i) => ({
      ...row(2 + i, label),
      parentId: 1,
    }));
    return { headers: PATH_HEADERS, entries: [row(1, 'No thread chosen'), ...how] };
  }

  styles(): Readonly<Record<string, Style>> {
    return EDGE_STYLES;
  }
}
