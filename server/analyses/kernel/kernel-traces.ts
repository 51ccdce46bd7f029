/** The traces of an experiment in which threads are seen to run. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { KernelStates } from './states/kernel-states.ts';

export interface KernelTraceStates {
  readonly trace: IndexedTrace;
  readonly states: KernelStates;
}

export function statesOf(trace: IndexedTrace | undefined): KernelTraceStates | undefined {
  const states = trace?.find(KernelStates);
  return trace === undefined || states === undefined || states.threads.rows.length === 0
    ? undefined
    : { trace, states };
}

export function kernelTraces({ traces }: Experiment): readonly KernelTraceStates[] {
  return traces.map(statesOf).filter((found) => found !== undefined);
}

/** The name of a thread's life; UNKNOWN if the trace does not tell. */
export function lifeName({ trace, states }: KernelTraceStates, life: number): string {
  const name = states.threads.lives.name.data[life]!;
  return name === 0 ? 'UNKNOWN' : trace.strings.text(name - 1);
}

/** What identifies the trace's host; the trace's name if it does not tell. */
export function hostId({ source: { reader }, name }: IndexedTrace): string {
  return reader.hostId ?? name;
}

export function hostName({ source: { reader }, name }: IndexedTrace): string {
  return reader.properties.get('hostname')?.replaceAll('"', '') || name;
}
