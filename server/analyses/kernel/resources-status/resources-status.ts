/**
 * Resources Status: what each CPU does over time and whose thread runs there, its frequency, and the interrupts and
 * softirqs, each on all CPUs and on each one.
 *
 * Which events it needs, and where it differs from Trace Compass: docs/kernel-outputs.md.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { OutputDescriptor, StatesModel, StatesQuery, Style, TooltipQuery, TreeModel } from '../../output.ts';
import { answerStates } from '../../time-graph/state-rows.ts';
import { type KernelTraceStates, kernelTraces, statesOf } from '../kernel-traces.ts';
import type { ResourceEntry } from '../states/resource-rows.ts';
import { stateAt } from '../states/state-at.ts';
import { FACTS, ResourceLooks, ResourceSubject, resourceRow, rowOf } from './resource-row.ts';
import { RESOURCE_STYLES } from './resource-style.ts';
import { resourceTree } from './resource-tree.ts';

export class ResourcesStatus extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ResourcesStatusDataProvider',
    name: 'Resources Status',
    description:
      'Show the state of CPUs (SYSCALL, RUNNING, IRQ, SOFT_IRQ or IDLE) and its IRQs/SOFT_IRQs as well as its frequency.',
    type: 'TIME_GRAPH',
  };

  static applies(experiment: Experiment): boolean {
    return kernelTraces(experiment).some(({ states }) => states.resources.cpus.length > 0);
  }

  tree(): TreeModel {
    return {
      headers: [{ name: 'Resource', tooltip: 'Trace, CPU, interrupt', dataType: 'STRING' }],
      entries: kernelTraces(this.experiment).flatMap((traced) => resourceTree(traced, this.experiment.ids)),
      autoExpandLevel: 1,
    };
  }

  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const looks = new Map<number, ResourceLooks>();
    return answerStates(query, signal, (entryId) => {
      const found = this.#find(entryId);
      if (found === undefined) return undefined;
      const { ordinal } = found.traced.trace;
      const own = looks.get(ordinal) ?? new ResourceLooks(found.traced);
      looks.set(ordinal, own);
      return resourceRow(found.traced, found.entry, own);
    });
  }

  tooltip({ time, items, element }: TooltipQuery): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    const found = this.#find(element.entryId ?? items[0] ?? -1);
    const row = found && rowOf(found.entry);
    if (found === undefined || row === undefined || element.type !== 'STATE') return lines;
    const { trace } = found.traced;
    const state = stateAt(row, Number(time - trace.base), trace.now);
    if (state === undefined) return lines;
    const subject = new ResourceSubject(found.traced, found.entry);
    for (const key of FACTS) {
      const value = subject.values(key, state.start, state.end, state.value);
      if (value !== undefined) lines.set(key, Array.isArray(value) ? value.join(', ') : String(value));
    }
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return RESOURCE_STYLES;
  }

  #find(entryId: number): { readonly traced: KernelTraceStates; readonly entry: ResourceEntry } | undefined {
    const { traces, ids } = this.experiment;
    const traced = statesOf(traces[ids.trace(entryId)]);
    const entry = traced?.states.resources.entries[ids.entry(entryId)];
    return traced === undefined || entry === undefined ? undefined : { traced, entry };
  }
}
