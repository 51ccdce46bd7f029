/**
 * An In-And-Out analysis, as an output that shows nothing itself: below it are a flame chart of the segments, and their
 * statistics, table, times and density. The events are gone over once somebody looks at one of these.
 */
import { callAnalyses } from '../call-stack/call-segments.ts';
import type { CallStackKind } from '../call-stack/call-stack-index.ts';
import { CallStackExperiment } from '../call-stack/call-stacks.ts';
import { FlameChart } from '../call-stack/flame-chart.ts';
import { derivedDescriptor } from '../derived-descriptor.ts';
import { EventPass } from '../event-pass.ts';
import type { Experiment } from '../experiment-output.ts';
import type { Configuration, Output, OutputDescriptor, Status } from '../output.ts';
import { segmentOutputs } from '../segments/segment-outputs.ts';
import { InAndOutIndex } from './in-and-out-index.ts';
import type { Specifier } from './specifier.ts';

/** Trace Compass's id for it, in the ids of the outputs below: clients know these by their beginnings. */
const ANALYSIS = 'org.eclipse.tracecompass.incubator.inandout.analysis';

export class InAndOutOutput implements Output {
  readonly descriptor: OutputDescriptor;
  readonly #pass: EventPass<InAndOutIndex>;
  readonly #outputs: readonly Output[];

  constructor(
    experiment: Experiment,
    parent: OutputDescriptor,
    configuration: Configuration,
    specifiers: readonly Specifier[],
  ) {
    this.descriptor = derivedDescriptor(parent, configuration, 'NONE');
    const kind: CallStackKind = {
      id: `${ANALYSIS}+${configuration.id}`,
      name: configuration.name,
      parentId: this.descriptor.id,
      terms: { function: 'Name', track: 'Context', process: 'Classifier' },
    };
    const pass = new EventPass(experiment, (trace, strings) => InAndOutIndex.of(trace, strings, kind, specifiers));
    this.#pass = pass;
    const found = new CallStackExperiment(experiment, new Progress(pass), () =>
      pass.results().map(({ trace, consumer: index }) => ({ trace, index })),
    );
    const segments = callAnalyses(found, kind).flatMap((analysis) => segmentOutputs(found, analysis));
    this.#outputs = [new FlameChart(found, kind), ...segments];
  }

  /** It has nothing of its own to wait for. */
  get status(): Status {
    return this.#pass.status === 'FAILED' ? 'FAILED' : 'COMPLETED';
  }
  get statusMessage(): string | undefined {
    return this.status === 'FAILED' ? this.#pass.statusMessage : undefined;
  }

  outputs(): readonly Output[] {
    return this.#outputs;
  }

  close(): void {
    this.#pass.close();
    for (const output of this.#outputs) output.close?.();
  }
}

/** How the outputs stand; tells why there may be nothing to see. */
class Progress {
  readonly #pass: EventPass<InAndOutIndex>;

  constructor(pass: EventPass<InAndOutIndex>) {
    this.#pass = pass;
  }

  get status(): Status {
    return this.#pass.status;
  }

  get statusMessage(): string | undefined {
    const { status, statusMessage } = this.#pass;
    if (status !== 'COMPLETED') return statusMessage;
    const results = this.#pass.results();
    const isEmpty = results.every(({ consumer }) => consumer.processes.length === 0);
    if (isEmpty) return 'No event opens a segment: no name matches, or no event tells the classifier or the context';
    const leftOut = results.reduce((sum, { consumer }) => sum + consumer.leftOut, 0);
    return leftOut === 0 ? statusMessage : `${leftOut} segments are left out: too many are open at one time`;
  }
}
