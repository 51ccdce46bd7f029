/**
 * What all outputs of an experiment share: their description, how far they have got, and the events that were lost.
 */
import type { EntryIds } from './entry-ids.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import { LOST_EVENTS, lostEventAnnotations } from './lost-events/lost-event-annotations.ts';
import type { Annotation, AnnotationsQuery, Output, OutputDescriptor, Status } from './output.ts';

/** What outputs see of the experiment. */
export interface Experiment {
  readonly traces: readonly IndexedTrace[];
  readonly ids: EntryIds;
  readonly status: Status;
  readonly statusMessage?: string;
}

export abstract class ExperimentOutput implements Output {
  abstract readonly descriptor: OutputDescriptor;
  readonly experiment: Experiment;

  constructor(experiment: Experiment) {
    this.experiment = experiment;
  }

  get status(): Status {
    return this.experiment.status;
  }
  get statusMessage(): string | undefined {
    return this.experiment.statusMessage;
  }
}

/** An output on the experiment's time axis: marks where events were lost. */
export abstract class TimeAxisOutput extends ExperimentOutput {
  annotationCategories(): readonly string[] {
    return this.experiment.traces.some((trace) => trace.source.reader.lost.length > 0) ? [LOST_EVENTS] : [];
  }

  annotations(query: AnnotationsQuery): ReadonlyMap<string, readonly Annotation[]> {
    const wanted = query.categories === undefined || query.categories.includes(LOST_EVENTS);
    const found = wanted ? lostEventAnnotations(this.experiment.traces, query.times) : [];
    return new Map(found.length > 0 ? [[LOST_EVENTS, found]] : []);
  }
}
