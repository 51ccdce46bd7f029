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

/** By slot: its latest life, −1 if it has none. */
export function latestLives({ threads }: KernelStates): Int32Array {
  const latest = new Int32Array(threads.rows.length).fill(-1);
  const slots = threads.lives.slot.items;
  for (let life = 0; life < slots.length; life++) latest[slots[life]!] = life;
  return latest;
}

/** Of all threads but idle tasks, by thread id. */
export function slotsByTid({ threads }: KernelStates): Uint32Array {
  const slots = Uint32Array.from(threads.rows.keys()).filter((slot) => !threads.isIdle(slot));
  return slots.sort((a, b) => threads.tid(a) - threads.tid(b));
}

/** What a question about a window asks of the trace, ns since its base: all of it where the question has no window. */
export function windowIn(
  { base, start, now }: IndexedTrace,
  asked: { readonly start?: bigint; readonly end?: bigint },
) {
  const from = Number((asked.start ?? start) - base);
  return { from, to: asked.end === undefined ? now : Number(asked.end - base) };
}

/** What identifies the trace's host; the trace's name if it does not tell. */
export function hostId({ source: { reader }, name }: IndexedTrace): string {
  return reader.hostId ?? name;
}

export function hostName({ source: { reader }, name }: IndexedTrace): string {
  return reader.properties.get('hostname')?.replaceAll('"', '') || name;
}
