/** All analyses and all outputs. Adding one is adding its folder and a line here. */
import type { Analysis } from './analysis.ts';
import { callAnalyses } from './call-stack/call-segments.ts';
import { callStackKinds } from './call-stack/call-stacks.ts';
import { FlameChart } from './call-stack/flame-chart.ts';
import { FlameGraph } from './call-stack/flame-graph.ts';
import { FunctionDensity } from './call-stack/function-density.ts';
import { FunctionStatistics } from './call-stack/function-statistics.ts';
import { TraceEventCallStack } from './call-stack/trace-event-call-stack.ts';
import { UstCallStack } from './call-stack/ust-call-stack.ts';
import { CallIndex } from './calls/call-index.ts';
import { callOutputs } from './calls/call-outputs.ts';
import { experimentCalls } from './calls/experiment-calls.ts';
import { ContextCounters } from './counters/context-counters.ts';
import { Counters } from './counters/counters.ts';
import { TraceEventCounters } from './counters/trace-event-counters.ts';
import { BinaryMappings } from './debug-info/binary-mappings.ts';
import { LocationColumns } from './debug-info/location-columns.ts';
import { EventStatistics } from './event-statistics/event-statistics.ts';
import { EventTypes } from './event-statistics/event-types.ts';
import { EventsTable } from './events-table/events-table.ts';
import type { Experiment } from './experiment-output.ts';
import { Histogram } from './histogram/histogram.ts';
import { InAndOutConfigurator } from './in-and-out/in-and-out-configurator.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import { ContextSwitches } from './kernel/context-switches/context-switches.ts';
import { CpuUsage } from './kernel/cpu-usage/cpu-usage.ts';
import { CriticalPathOutput } from './kernel/critical-path/critical-path-output.ts';
import { DiskIOView } from './kernel/disk-io/disk-io-view.ts';
import { FUTEX_CONTENTION } from './kernel/futex/futex-contention.ts';
import { UADDR_VS_WAITER, UaddrVsWaiter } from './kernel/futex/uaddr-vs-waiter.ts';
import { IRQ_LATENCY } from './kernel/irq/irq-latency.ts';
import { KernelPass } from './kernel/kernel-pass.ts';
import { KernelMemoryUsage } from './kernel/memory/kernel-memory-usage.ts';
import { ResourcesStatus } from './kernel/resources-status/resources-status.ts';
import { SYSCALL_LATENCY } from './kernel/syscalls/syscall-latency.ts';
import { ThreadStatus } from './kernel/thread-status/thread-status.ts';
import { WAKEUP_LATENCY } from './kernel/wakeup-latency/wakeup-latency.ts';
import { MUTEX_CONTENTION, MutexContention } from './mutex-contention/mutex-contention.ts';
import type { Output } from './output.ts';
import { segmentOutputs } from './segments/segment-outputs.ts';
import { type SegmentAnalysis, segmentsOf } from './segments/segments.ts';
import { StateSystemExplorer } from './state-system/state-system-explorer.ts';
import type { Symbols } from './symbols/symbols.ts';
import { UstMemoryIndex } from './ust-memory/ust-memory-index.ts';
import { UstMemoryUsage } from './ust-memory/ust-memory-usage.ts';

/** The analyses that apply to the trace. */
export function analysesOf({ source: { reader }, strings }: IndexedTrace, symbols: Symbols): readonly Analysis[] {
  const mappings = BinaryMappings.of(reader, strings, [new LocationColumns(reader, symbols)]);
  symbols.memory = mappings?.memory;
  return [
    new EventTypes(reader),
    mappings,
    UstCallStack.of(reader, strings, symbols),
    TraceEventCallStack.of(reader, strings),
    TraceEventCounters.of(reader, strings),
    ContextCounters.of(reader),
    UstMemoryIndex.of(reader, strings),
    MutexContention.of(reader, strings),
    KernelPass.of(reader, strings),
    CallIndex.of(reader),
  ].filter((analysis) => analysis !== undefined);
}

const LATENCIES: readonly SegmentAnalysis[] = [
  SYSCALL_LATENCY,
  IRQ_LATENCY,
  FUTEX_CONTENTION,
  WAKEUP_LATENCY,
  MUTEX_CONTENTION,
];

/** Ids of outputs and analyses that documents of others also use. */
export const BUILT_IN_IDS: ReadonlySet<string> = new Set([...LATENCIES.map(({ id }) => id), UADDR_VS_WAITER]);

interface OutputClass {
  new (experiment: Experiment): Output;
  /** Has the experiment anything to show in it? Once true, always true. */
  applies(experiment: Experiment): boolean;
}

const OUTPUTS: readonly OutputClass[] = [
  EventsTable,
  Histogram,
  EventStatistics,
  FlameChart,
  FunctionStatistics,
  FunctionDensity,
  Counters,
  UstMemoryUsage,
  ThreadStatus,
  ResourcesStatus,
  CpuUsage,
  ContextSwitches,
  DiskIOView,
  StateSystemExplorer,
  KernelMemoryUsage,
  CriticalPathOutput,
  UaddrVsWaiter,
  InAndOutConfigurator,
];

/** The outputs that have something to show. `known` are those made before; they are handed out again. */
export function outputsOf(experiment: Experiment, known: Map<unknown, readonly Output[]>): readonly Output[] {
  for (const type of OUTPUTS) {
    if (!known.has(type) && type.applies(experiment)) known.set(type, [new type(experiment)]);
  }
  if (!known.has(CallIndex) && experimentCalls(experiment).length > 0) known.set(CallIndex, callOutputs(experiment));
  const kinds = callStackKinds(experiment);
  for (const kind of kinds) {
    if (!known.has(kind.id)) known.set(kind.id, [new FlameChart(experiment, kind), new FlameGraph(experiment, kind)]);
  }
  for (const analysis of [...LATENCIES, ...kinds.flatMap((kind) => callAnalyses(experiment, kind))]) {
    const key = `segments of ${analysis.id}`;
    if (!known.has(key) && segmentsOf(experiment, analysis).length > 0) {
      known.set(key, segmentOutputs(experiment, analysis));
    }
  }
  return [...known.values()].flat().sort((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1));
}
