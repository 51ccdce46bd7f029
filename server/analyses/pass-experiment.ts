/**
 * An experiment as outputs see it that show what a pass over its events finds, beside what was found while reading: the
 * same traces, and done when the pass is.
 */
import type { EntryIds } from './entry-ids.ts';
import type { Experiment } from './experiment-output.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import type { Status } from './output.ts';

export class PassExperiment implements Experiment {
  readonly traces: readonly IndexedTrace[];
  readonly ids: EntryIds;
  readonly #pass: Pick<Experiment, 'status' | 'statusMessage'>;

  constructor({ traces, ids }: Experiment, pass: Pick<Experiment, 'status' | 'statusMessage'>) {
    this.traces = traces;
    this.ids = ids;
    this.#pass = pass;
  }

  get status(): Status {
    return this.#pass.status;
  }
  get statusMessage(): string | undefined {
    return this.#pass.statusMessage;
  }
}
