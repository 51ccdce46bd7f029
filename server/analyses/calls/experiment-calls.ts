/** The projects of an experiment that have calls. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { CallIndex } from './call-index.ts';

export interface ProjectCalls {
  readonly trace: IndexedTrace;
  readonly index: CallIndex;
}

export function experimentCalls({ traces }: Experiment): readonly ProjectCalls[] {
  return traces.flatMap((trace) => {
    const index = trace.find(CallIndex);
    return index === undefined || index.begun.length === 0 ? [] : [{ trace, index }];
  });
}
