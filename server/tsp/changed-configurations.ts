/**
 * What becomes of open experiments when a stored configuration is new, has changed, or is deleted: outputs that it
 * provides come and go, outputs derived with it are made anew, and traces in a format that it describes are read again.
 */

import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { Format } from '../formats/reader.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import type { DeletedOutput, DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';
import type { ReadTrace, TraceFormats } from './trace-formats.ts';

interface Deleted {
  readonly deletedOutputs: readonly DeletedOutput[];
  /** Absent if it described no format. */
  readonly traces?: readonly ReadTrace[];
}

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
    const remake = before?.parameters !== configuration.parameters;
    if (type?.format && remake) await this.#reread(this.#formats.of(configuration));
    await this.#configure(configuration, type, before !== undefined, remake);
  }

  /** Its type has become known, is another now, or is no longer known. */
  async typeChanged(configuration: StoredConfiguration): Promise<void> {
    this.#formats.forget(configuration.id);
    const type = this.#types.find(({ id }) => id === configuration.type);
    if (type?.format) await this.#reread(this.#formats.of(configuration));
    await this.#configure(configuration, type, true, true);
  }

  async #configure(
    configuration: StoredConfiguration,
    type: ConfigurationType | undefined,
    mayBeUsed: boolean,
    remake: boolean,
  ): Promise<void> {
    await this.#experiments.inOpenOnes(async (engine, uuid) => {
      // Others may have changed it while this waited for its turn.
      const now = this.#workspace.configuration(configuration.id);
      if (now === undefined) return;
      const applies = type?.provide ? now.shared && !this.#workspace.unassigned(uuid).includes(now.id) : mayBeUsed;
      if (applies) await engine.configure(toConfiguration(now), remake);
    });
  }

  /**
   * Removes it, and all that was made with it; answers what that was, and which traces can't be read again. Of those what
   * has been read stays until then.
   */
  async delete(configuration: StoredConfiguration): Promise<Deleted> {
    const traces = this.#formats.traces(configuration);
    for (const { uuid } of traces ?? []) this.#workspace.setReader(uuid, configuration.name);
    const deletedOutputs = await this.#derived.deleteConfiguration(configuration.id);
    return { deletedOutputs, ...(traces === undefined ? {} : { traces }) };
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
