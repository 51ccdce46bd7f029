/** The traces of an experiment that have call stacks. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { CallStackIndex, type CallStackKind } from './call-stack-index.ts';

export interface TraceCallStack {
  readonly trace: IndexedTrace;
  readonly index: CallStackIndex;
}

/** With at least one slice so far, nested or not; of one kind, if it is given. */
export function callStacks({ traces }: Experiment, kindId?: string): readonly TraceCallStack[] {
  return traces.flatMap((trace) => {
    const index = trace.find(CallStackIndex);
    const wanted = index !== undefined && index.processes.length > 0 && (kindId ?? index.kind.id) === index.kind.id;
    return wanted ? [{ trace, index }] : [];
  });
}

/** With calls that nest: what functions can be counted in. */
export function nestedCallStacks(experiment: Experiment, kindId?: string): readonly TraceCallStack[] {
  return callStacks(experiment, kindId).filter(({ index }) =>
    index.processes.some(({ tracks }) => tracks.some(({ nested }) => nested)),
  );
}

/** The kinds of the call stacks that have calls that nest. */
export function callStackKinds(experiment: Experiment): readonly CallStackKind[] {
  return [...new Map(nestedCallStacks(experiment).map(({ index: { kind } }) => [kind.id, kind])).values()];
}
