/** The traces of an experiment in which threads or CPUs are seen. */
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { KernelStates } from './states/kernel-states.ts';

export interface KernelTraceStates {
  readonly trace: IndexedTrace;
  readonly states: KernelStates;
}

export function statesOf(trace: IndexedTrace | undefined): KernelTraceStates | undefined {
  const states = trace?.find(KernelStates);
  if (trace === undefined || states === undefined) return undefined;
  return states.threads.rows.length > 0 || states.resources.cpus.length > 0 ? { trace, states } : undefined;
}

export function kernelTraces({ traces }: Experiment): readonly KernelTraceStates[] {
  return traces.map(statesOf).filter((found) => found !== undefined);
}

/** The name of a thread's life, as the kernel has it for idle tasks; UNKNOWN if the trace does not tell. */
export function lifeName({ trace, states: { threads } }: KernelTraceStates, life: number): string {
  const name = threads.lives.name.data[life]!;
  if (name > 0) return trace.strings.text(name - 1);
  const slot = threads.lives.slot.data[life]!;
  return threads.isIdle(slot) ? `swapper/${threads.idleCpu(slot)}` : 'UNKNOWN';
}

/** What identifies the trace's host; the trace's name if it does not tell. */
export function hostId({ source: { reader }, name }: IndexedTrace): string {
  return reader.hostId ?? name;
}

export function hostName({ source: { reader }, name }: IndexedTrace): string {
  return reader.properties.get('hostname')?.replaceAll('"', '') || name;
}
