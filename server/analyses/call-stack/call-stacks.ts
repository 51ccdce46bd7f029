/** The traces of an experiment that have call stacks. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { PassExperiment } from '../pass-experiment.ts';
import { CallStackIndex, type CallStackKind } from './call-stack-index.ts';

export interface TraceCallStack {
  readonly trace: IndexedTrace;
  readonly index: CallStackIndex;
}

/** An experiment whose call stacks are what a pass finds, instead of those found while reading: for outputs over these alone. */
export class CallStackExperiment extends PassExperiment {
  readonly found: () => readonly TraceCallStack[];

  constructor(
    experiment: Experiment,
    pass: ConstructorParameters<typeof PassExperiment>[1],
    found: () => readonly TraceCallStack[],
  ) {
    super(experiment, pass);
    this.found = found;
  }
}

/** With at least one slice so far, nested or not; of one kind, if it is given. */
export function callStacks(experiment: Experiment, kindId?: string): readonly TraceCallStack[] {
  return all(experiment).filter(
    ({ index: { kind, processes } }) =>
      processes.length > 0 && (kindId === undefined ? kind.apart !== true : kindId === kind.id),
  );
}

function all(experiment: Experiment): readonly TraceCallStack[] {
  if (experiment instanceof CallStackExperiment) return experiment.found();
  return experiment.traces.flatMap((trace) => {
    const index = trace.find(CallStackIndex);
    return index === undefined ? [] : [{ trace, index }];
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
