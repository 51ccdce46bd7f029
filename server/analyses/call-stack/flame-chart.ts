/**
 * Flame Chart: who called whom, when, for how long. A tree of trace, process, thread and one row a depth; states are
 * calls, coloured by name; arrows join what the trace says belongs together.
 *
 * Cost of an answer: O(rows asked for · samples · log n).
 */

import { formatDuration } from '../durations.ts';
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { LINUX_STYLES } from '../kernel/linux-style.ts';
import { NAME_STYLES } from '../name-style.ts';
import type {
  Arrows,
  OutputDescriptor,
  SeriesQuery,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeModel,
  TreeQuery,
} from '../output.ts';
import { Pace } from '../pace.ts';
import { answerStates } from '../time-graph/state-rows.ts';
import type { CallStackIndex, CallStackKind } from './call-stack-index.ts';
import { callStacks, type TraceCallStack } from './call-stacks.ts';
import { callGraphRow } from './call-subject.ts';
import type { CallRow } from './call-track.ts';
import { callTree } from './call-tree.ts';
import { KernelStatuses } from './kernel-statuses.ts';

/** Denser arrows cover what they point at: one for so many samples, which clients ask one a pixel. */
const SAMPLES_AN_ARROW = 8;
const MOST_ARROWS = 2000;
const FEW_ARROWS = 100;

const FLAME_STYLES: Readonly<Record<string, Style>> = { ...NAME_STYLES, ...LINUX_STYLES };

export class FlameChart extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor;
  readonly #kind: CallStackKind | undefined;
  readonly #kernel: KernelStatuses;

  static applies(experiment: Experiment): boolean {
    return callStacks(experiment).length > 0;
  }

  /** Of all call stacks, or of those of one kind, as newer clients ask for them. */
  constructor(experiment: Experiment, kind?: CallStackKind) {
    super(experiment);
    this.#kind = kind;
    this.#kernel = new KernelStatuses(experiment);
    this.descriptor = {
      id:
        kind === undefined
          ? 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider'
          : `org.eclipse.tracecompass.analysis.profiling.core.flamechart:${kind.id}`,
      name: kind === undefined ? 'Flame Chart' : `${kind.name} - Flame Chart`,
      description:
        kind === undefined
          ? 'Show a call stack over time'
          : `Show Flame Chart provided by Analysis module: ${kind.name}`,
      type: 'TIME_GRAPH',
      ...(kind?.parentId === undefined ? {} : { parentId: kind.parentId }),
    };
  }

  tree(_query?: TreeQuery): TreeModel {
    return {
      headers: [{ name: 'Name', tooltip: 'Trace, process, thread' }],
      entries: this.stacks().flatMap((stack) =>
        callTree(stack, this.experiment.ids, (track, parent) => this.#kernel.entries(stack, track, parent)),
      ),
    };
  }

  /** At least all rows that are to be shown, for who shows some only. */
  treeWith(_isShown: (entryId: number) => boolean, _query: TreeQuery): TreeModel {
    return this.tree();
  }

  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    return answerStates(query, signal, (entryId) => {
      const found = this.#find(entryId);
      if (found !== undefined) return callGraphRow(found.trace, found.index, found.row);
      const stack = this.#stack(entryId);
      return stack && this.#kernel.row(stack, entryId);
    });
  }

  arrows({ times }: SeriesQuery): readonly Arrows[] {
    const { ids } = this.experiment;
    const most = Math.min(MOST_ARROWS, Math.max(FEW_ARROWS, Math.ceil(times.length / SAMPLES_AN_ARROW)));
    return this.stacks().flatMap(({ trace, index }): Arrows[] => {
      const { arrows } = index;
      const from = Number(times.start - trace.base);
      const chosen = arrows.within(from, Number(times.end - trace.base), most);
      if (chosen.length === 0) return [];
      return [
        {
          base: trace.base,
          start: Float64Array.from(chosen, (i) => arrows.start.data[i]!),
          end: Float64Array.from(chosen, (i) => arrows.end.data[i]!),
          source: Float64Array.from(chosen, (i) => ids.id(trace.ordinal, arrows.source.data[i]!)),
          target: Float64Array.from(chosen, (i) => ids.id(trace.ordinal, arrows.target.data[i]!)),
        },
      ];
    });
  }

  async tooltip({ time, items, element }: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    const lines = new Map<string, string>();
    const entryId = element.entryId ?? items[0];
    const found = entryId === undefined ? undefined : this.#find(entryId);
    if (found === undefined) {
      const stack = entryId === undefined ? undefined : this.#stack(entryId);
      return stack === undefined || element.type !== 'STATE' ? lines : this.#kernel.tooltip(stack, entryId!, time);
    }
    const { trace, index, row } = found;
    if (element.type === 'ARROW') {
      const target = element.destinationId === undefined ? undefined : this.#find(element.destinationId);
      lines.set('From', row.track.name);
      if (target !== undefined) lines.set('To', target.row.track.name);
      lines.set('Duration', formatDuration(Number(element.duration)));
      return lines;
    }
    const at = Number(time - trace.base);
    const state = row.states.covering(at);
    if (element.type !== 'STATE' || state < 0) return lines;
    const { start, end, value } = stateAt(row, state, trace.now);
    const { name, address, category } = index.functions.facts(value);
    lines.set('State', address === undefined || name !== address ? name : address.slice(2).padStart(16, '0'));
    if (address !== undefined) lines.set('Address', address);
    const source = await index.sourceOf(value, new Pace());
    if (source !== undefined) lines.set('Source Location', source);
    if (category !== undefined) lines.set('Category', category);
    const cpu = row.track.cpuAt(start);
    if (cpu !== undefined) lines.set('CPU', String(cpu));
    lines.set('Duration', formatDuration(end - start));
    const around = row.depth === 0 || !row.track.nested ? undefined : row.track.rows[row.depth - 1]!;
    const parent = around?.states.covering(start) ?? -1;
    if (parent >= 0) {
      const { start: from, end: to, value: caller } = stateAt(around!, parent, trace.now);
      lines.set('Parent', index.functions.label(caller));
      if (to > from) lines.set('% of parent', `${Number((((end - start) / (to - from)) * 100).toFixed(3))} %`);
    }
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return FLAME_STYLES;
  }

  /** Whose calls it shows. */
  stacks(): readonly TraceCallStack[] {
    return callStacks(this.experiment, this.#kind?.id);
  }

  #stack(entryId: number): TraceCallStack | undefined {
    return this.stacks().find(({ trace }) => trace.ordinal === this.experiment.ids.trace(entryId));
  }

  #find(entryId: number): { trace: IndexedTrace; index: CallStackIndex; row: CallRow } | undefined {
    const stack = this.#stack(entryId);
    const row = stack?.index.row(this.experiment.ids.entry(entryId));
    return stack === undefined || row === undefined ? undefined : { ...stack, row };
  }
}

/** State `i` of a row, where `count` stands for the open one. */
function stateAt({ states }: CallRow, i: number, now: number): { start: number; end: number; value: number } {
  return i === states.count
    ? { start: states.openStart, end: now, value: states.openValue }
    : { start: states.start(i), end: states.end(i), value: states.value(i) };
}
