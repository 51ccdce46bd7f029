/**
 * What becomes of open experiments when a stored configuration is new, has changed, or is deleted: outputs that it
 * provides come and go, outputs derived with it are made anew, and traces in a format that it describes are read again.
 */

import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { Format } from '../formats/reader.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import type { DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';
import type { TraceFormats } from './trace-formats.ts';

export class ChangedConfigurations {
  readonly #workspace: Workspace;
  readonly #types: readonly ConfigurationType[];
  readonly #experiments: Experiments;
  readonly #derived: DerivedOutputs;
  readonly #formats: TraceFormats;

  constructor(
    workspace: Workspace,
    types: readonly ConfigurationType[],
    experiments: Experiments,
    derived: DerivedOutputs,
    formats: TraceFormats,
  ) {
    this.#workspace = workspace;
    this.#types = types;
    this.#experiments = experiments;
    this.#derived = derived;
    this.#formats = formats;
  }

  /** Call once it is stored. `before`: as it was until now; undefined if it is new. */
  async stored(configuration: StoredConfiguration, before?: StoredConfiguration): Promise<void> {
    const type = this.#types.find(({ id }) => id === configuration.type);
    if (type?.format) await this.#reread(this.#formats.of(configuration));
    if (type?.provide && configuration.shared) {
      await this.#experiments.inOpenOnes((engine) => engine.provide(toConfiguration(configuration)));
    }
    if (before) await this.#derived.refresh(configuration.id);
  }

  /** Removes it, and all that was derived with it. */
  async delete(configuration: StoredConfiguration): Promise<void> {
    const type = this.#types.find(({ id }) => id === configuration.type);
    await this.#derived.deleteMadeWith(configuration.id);
    this.#workspace.deleteConfiguration(configuration.id);
    if (type?.provide) await this.#experiments.inOpenOnes((engine) => engine.withdraw(configuration.id));
  }

  /** An index of another wording is not taken over: its key differs. */
  async #reread(format: Format | undefined): Promise<void> {
    if (format === undefined) return;
    for (const { uuid, traces } of this.#workspace.experiments()) {
      const concerned = this.#experiments.progress(uuid) && traces.some((trace) => trace.format === format.id);
      if (concerned) await this.#experiments.reread(uuid);
    }
  }
}
