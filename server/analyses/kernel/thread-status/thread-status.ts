/**
 * Thread Status: what each thread does over time: runs, is in a system call, waits for a CPU or for something else. Arrows
 * lead from a thread to the next one on the same CPU.
 *
 * Which events it needs, and where it differs from Trace Compass: docs/kernel-outputs.md. Cost of an answer: O(rows asked
 * for · samples); the tree, O(lives · log lives).
 */
import { formatDuration } from '../../durations.ts';
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type {
  Arrows,
  OutputDescriptor,
  SeriesQuery,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
} from '../../output.ts';
import { Pace } from '../../pace.ts';
import { answerStates } from '../../time-graph/state-rows.ts';
import { type KernelTraceStates, kernelTraces, lifeName, statesOf } from '../kernel-traces.ts';
import { LINUX_STYLES } from '../linux-style.ts';
import { type ActiveFilter, activeFilter } from './active-filter.ts';
import { activeLives, EverActive } from './active-threads.ts';
import { lifeRow, ThreadLooks, threadTooltip } from './thread-row.ts';
import { LIVES, threadFacts, threadTree } from './thread-tree.ts';
import { transitions } from './transitions.ts';

export class ThreadStatus extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ThreadStatusDataProvider',
    name: 'Thread Status',
    description: 'Show the hierarchy of Linux threads and their status (RUNNING, SYSCALL, IRQ, IDLE)',
    type: 'TIME_GRAPH',
  };
  readonly #everActive = new EverActive();

  static applies(experiment: Experiment): boolean {
    return kernelTraces(experiment).some(({ states }) => states.threads.rows.length > 0);
  }

  async tree({ start, end, extra }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const filter = activeFilter(extra);
    const entries: TreeEntry[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { base } = traced.trace;
      let active: Uint8Array | undefined;
      if (filter !== undefined && start !== undefined && end !== undefined)
        active = await activeLives(traced, Number(start - base), Number(end - base), filter.cpus, pace);
      else if (filter !== undefined) active = await this.#everActive.lives(traced, filter, pace);
      const wanted = (life: number): boolean => active === undefined || active[life] === 1;
      for (const entry of await threadTree(traced, this.experiment.ids, wanted, pace)) entries.push(entry);
    }
    return {
      headers: [
        { name: 'Exec_Name', tooltip: 'Name of the thread', dataType: 'STRING' },
        { name: 'TID', tooltip: 'Thread id', dataType: 'NUMBER' },
        { name: 'PID', tooltip: 'Process id', dataType: 'NUMBER' },
        { name: 'PTID', tooltip: 'Thread id of the parent', dataType: 'NUMBER' },
      ],
      entries,
    };
  }

  /** With a filter, those of threads that ran at any time of the trace: a row that some tree shows keeps its states everywhere. */
  async states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const filter = activeFilter(query.extra);
    const active: Uint8Array[] = [];
    if (filter !== undefined)
      for (const traced of kernelTraces(this.experiment))
        active[traced.trace.ordinal] = await this.#everActive.lives(traced, filter, new Pace(signal));
    const looks = this.experiment.traces.map((trace) => new ThreadLooks(trace));
    return answerStates(query, signal, (entryId) => {
      const found = this.#find(entryId);
      if (found === undefined || (filter !== undefined && active[found.trace.ordinal]?.[found.life] !== 1))
        return undefined;
      return lifeRow(found, found.life, looks[found.trace.ordinal]!);
    });
  }

  /** Threads that ran at any time on the filter's CPUs, and all; idle tasks count in neither. */
  async countActive(
    filter: ActiveFilter,
    signal?: AbortSignal,
  ): Promise<{ readonly active: number; readonly all: number }> {
    const pace = new Pace(signal);
    let [active, all] = [0, 0];
    for (const traced of kernelTraces(this.experiment)) {
      const { threads } = traced.states;
      for (const slot of threads.lives.slot.items) if (!threads.isIdle(slot)) all++;
      for (const ran of await this.#everActive.lives(traced, filter, pace)) active += ran;
    }
    return { active, all };
  }

  arrows({ times, extra }: SeriesQuery): readonly Arrows[] {
    const cpus = activeFilter(extra)?.cpus;
    return kernelTraces(this.experiment).flatMap((traced) => transitions(traced, times, this.experiment.ids, cpus));
  }

  tooltip({ time, items, element }: TooltipQuery): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    const found = this.#find(element.entryId ?? items[0] ?? -1);
    if (found === undefined) return lines;
    if (element.type === 'ARROW') {
      const target = this.#find(element.destinationId ?? -1);
      lines.set('From', threadText(found, found.life));
      if (target !== undefined) lines.set('To', threadText(target, target.life));
      lines.set('Duration', formatDuration(Number(element.duration)));
      return lines;
    }
    if (element.type !== 'STATE') return lines;
    return threadTooltip(found, found.states.threads.lives.slot.data[found.life]!, time);
  }

  styles(): Readonly<Record<string, Style>> {
    return LINUX_STYLES;
  }

  #find(entryId: number): (KernelTraceStates & { readonly life: number }) | undefined {
    const { traces, ids } = this.experiment;
    const traced = statesOf(traces[ids.trace(entryId)]);
    const life = ids.entry(entryId) - LIVES;
    return traced !== undefined && life >= 0 && life < traced.states.threads.lives.count
      ? { ...traced, life }
      : undefined;
  }
}

function threadText(traced: KernelTraceStates, life: number): string {
  return `${lifeName(traced, life)} (${threadFacts(traced, life).tid})`;
}
