/** All analyses and all outputs. Adding one is adding its folder and a line here. */
import type { Analysis } from './analysis.ts';
import { FlameChart } from './call-stack/flame-chart.ts';
import { UstCallStack } from './call-stack/ust-call-stack.ts';
import { EventsTable } from './events-table/events-table.ts';
import type { Experiment } from './experiment-output.ts';
import { Histogram } from './histogram/histogram.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import type { Output } from './output.ts';
import type { Symbols } from './symbols/symbols.ts';

/** The analyses that apply to the trace. */
export function analysesOf({ source: { reader }, strings }: IndexedTrace, symbols: Symbols): readonly Analysis[] {
  return [UstCallStack.of(reader, strings, symbols)].filter((analysis) => analysis !== undefined);
}

interface OutputClass {
  new (experiment: Experiment): Output;
  /** Has the experiment anything to show in it? Once true, always true. */
  applies(experiment: Experiment): boolean;
}

export const OUTPUTS: readonly OutputClass[] = [EventsTable, Histogram, FlameChart];
