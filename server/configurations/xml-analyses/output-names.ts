/**
 * Under which ids the outputs and analyses of documents go in an experiment: the ones that the documents give, as clients of
 * Trace Compass know them; for a copy of a document, or one of an analysis that the server has itself, an id of its own.
 */

import type { Naming } from '../../analyses/data-driven/views/document-outputs.ts';
import type { Experiment } from '../../analyses/experiment-output.ts';
import type { Configuration } from '../../analyses/output.ts';
import { BUILT_IN_IDS } from '../../analyses/registry.ts';

const OF = new WeakMap<Experiment, OutputNames>();

export class OutputNames {
  /** Configuration ids by what they have taken. */
  readonly #taken = new Map<string, string>();

  static of(experiment: Experiment): OutputNames {
    const names = OF.get(experiment) ?? new OutputNames();
    OF.set(experiment, names);
    return names;
  }

  take(id: string, { id: own, name }: Configuration): ReturnType<Naming> {
    const owner = BUILT_IN_IDS.has(id) ? '' : (this.#taken.get(id) ?? own);
    if (owner !== own) return { id: `${id}:${own}`, mark: ` (${name})` };
    this.#taken.set(id, owner);
    return { id, mark: '' };
  }

  release({ id }: Configuration): void {
    for (const [name, owner] of this.#taken) if (owner === id) this.#taken.delete(name);
  }
}
