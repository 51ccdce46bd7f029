/**
 * Context Switches: how often each CPU switched threads, and how often each thread was switched to. Idle tasks are no
 * threads here, but switching to one counts for the CPU.
 *
 * A point says how many switches there were since the point before.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type {
  OutputDescriptor,
  SeriesQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
  XYAxis,
  XYModel,
  XYSeries,
} from '../../output.ts';
import { Pace } from '../../pace.ts';
import { lineOver, numberAxis } from '../../xy-axes.ts';
import { edgeBefore, edgesOf, sweepRuns } from '../cpu-runs.ts';
import { type KernelTraceStates, kernelTraces, latestLives, lifeName, slotsByTid, windowIn } from '../kernel-traces.ts';
import type { KernelStates } from '../states/kernel-states.ts';
import type { Cpu } from '../states/resource-rows.ts';

const TOTAL = 0;
/** Entry numbers of CPU n and slot n: these plus 2 n. */
const CPUS = 1;
const SLOTS = 2;
const SWITCHES: XYAxis = numberAxis('Context Switches');

export class ContextSwitches extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'heddle.context-switches',
    name: 'Context Switches',
    description: 'Show the number of context switches of each CPU and thread of a Linux kernel trace',
    type: 'TREE_TIME_XY',
  };

  static applies(experiment: Experiment): boolean {
    return kernelTraces(experiment).some(({ states }) => states.threads.lives.count > 0);
  }

  /** The range is the whole trace if none is asked for. Threads without a switch in it are left out. */
  async tree(query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const { from, to } = windowIn(trace, query);
      const { total, ofCpus, ofSlots } = await countSwitches(traced, from, to, pace);
      entries.push({ id: id(TOTAL), labels: [trace.name, '', String(total)], hasData: true });
      for (const { number } of states.resources.cpus) {
        const labels = [`CPU ${number}`, '', String(ofCpus[number] ?? 0)];
        entries.push({ id: id(CPUS + 2 * number), parentId: id(TOTAL), labels, hasData: true });
      }
      const lives = latestLives(states);
      for (const slot of slotsByTid(states)) {
        const switches = ofSlots[slot]!;
        if (switches === 0) continue;
        const labels = [lifeName(traced, lives[slot]!), String(states.threads.tid(slot)), String(switches)];
        entries.push({ id: id(SLOTS + 2 * slot), parentId: id(TOTAL), labels, hasData: true });
        if (pace.due) await pace.pause();
      }
    }
    return {
      headers: [
        { name: 'Process', tooltip: 'CPU, or name of the thread', dataType: 'STRING' },
        { name: 'TID', tooltip: 'Thread id', dataType: 'NUMBER' },
        { name: 'Switches', tooltip: 'Number of context switches', dataType: 'NUMBER' },
      ],
      entries,
    };
  }

  async xy({ times, items }: SeriesQuery, signal: AbortSignal): Promise<XYModel> {
    const pace = new Pace(signal);
    const { ids } = this.experiment;
    const series: XYSeries[] = [];
    for (const traced of kernelTraces(this.experiment)) {
      const { trace, states } = traced;
      const edges = edgesOf(times.relativeTo(trace.base));
      const own = items.filter((id) => ids.trace(id) === trace.ordinal && isEntry(states, ids.entry(id)));
      const sums = new Map(own.map((id) => [ids.entry(id), new Float64Array(edges.length - 1)]));
      await addSwitches(traced, edges, sums, pace);
      for (const seriesId of new Set(own)) {
        const entry = ids.entry(seriesId);
        series.push({
          seriesId,
          seriesName: `${trace.name}:${nameOf(traced, entry)}`,
          ...lineOver(times),
          yValues: sums.get(entry)!,
          yAxis: SWITCHES,
        });
        if (pace.due) await pace.pause();
      }
    }
    return { title: this.descriptor.name, series };
  }
}

function isEntry({ threads, resources }: KernelStates, entry: number): boolean {
  if (entry === TOTAL) return true;
  if (entry % 2 === CPUS) return resources.cpus.some(({ number }) => number === (entry - CPUS) / 2);
  return (entry - SLOTS) / 2 < threads.rows.length;
}

/**
 * Calls `each` for every switch in [from, to]: to a run, unless that began before the trace did, and to idling where a run
 * ends and no other begins.
 */
async function eachSwitch(
  { trace, states }: KernelTraceStates,
  from: number,
  to: number,
  each: (time: number, cpu: number, slot: number | undefined) => void,
  pace: Pace,
): Promise<void> {
  const slots = states.threads.lives.slot.data;
  const { now } = trace;
  let on: Cpu | undefined;
  const cpu = (next: Cpu): void => {
    on = next;
  };
  const run = (life: number, start: number, end: number, index: number): void => {
    const { threads, isContinued, number } = on!;
    if (start >= from && start <= to && !(isContinued && index === 0)) each(start, number, slots[life]!);
    const next =
      index + 1 < threads.count ? threads.start(index + 1) : index + 1 === threads.count ? threads.openStart : now;
    const idles = Number.isNaN(next) ? end < now : end < next;
    if (idles && end >= from && end <= to) each(end, number, undefined);
  };
  await sweepRuns(states, undefined, { from, to, now }, { cpu, run }, pace);
}

async function countSwitches(traced: KernelTraceStates, from: number, to: number, pace: Pace) {
  const ofCpus: number[] = [];
  const ofSlots = new Uint32Array(traced.states.threads.rows.length);
  let total = 0;
  const each = (_time: number, cpu: number, slot: number | undefined): void => {
    total++;
    ofCpus[cpu] = (ofCpus[cpu] ?? 0) + 1;
    if (slot !== undefined) ofSlots[slot]!++;
  };
  await eachSwitch(traced, from, to, each, pace);
  return { total, ofCpus, ofSlots };
}

/** Adds one to item i of an entry's sums for each of its switches after edge i, up to and including edge i + 1. */
async function addSwitches(
  traced: KernelTraceStates,
  edges: Float64Array,
  sums: ReadonlyMap<number, Float64Array>,
  pace: Pace,
): Promise<void> {
  const last = edges.length - 1;
  const add = (entry: number, edge: number): void => {
    const own = sums.get(entry);
    if (own !== undefined) own[edge]!++;
  };
  const each = (time: number, cpu: number, slot: number | undefined): void => {
    const at = edgeBefore(edges, time, 0);
    const edge = edges[at] === time ? at - 1 : at;
    if (edge < 0 || edge >= last) return;
    add(TOTAL, edge);
    add(CPUS + 2 * cpu, edge);
    if (slot !== undefined) add(SLOTS + 2 * slot, edge);
  };
  await eachSwitch(traced, edges[0]!, edges[last]!, each, pace);
}

function nameOf({ states: { threads } }: KernelTraceStates, entry: number): string {
  if (entry === TOTAL) return 'total';
  return entry % 2 === CPUS ? `CPU ${(entry - CPUS) / 2}` : String(threads.tid((entry - SLOTS) / 2));
}
