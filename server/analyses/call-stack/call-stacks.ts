/** The traces of an experiment that have call stacks. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { CallStackIndex } from './call-stack-index.ts';

export interface TraceCallStack {
  readonly trace: IndexedTrace;
  readonly index: CallStackIndex;
}

/** With at least one call so far; of one kind, if it is given. */
export function callStacks({ traces }: Experiment, kindId?: string): readonly TraceCallStack[] {
  return traces.flatMap((trace) => {
    const index = trace.find(CallStackIndex);
    const wanted = index !== undefined && index.processes.length > 0 && (kindId ?? index.kind.id) === index.kind.id;
    return wanted ? [{ trace, index }] : [];
  });
}

export function hasCalls(experiment: Experiment, kindId?: string): boolean {
  return callStacks(experiment, kindId).length > 0;
}
