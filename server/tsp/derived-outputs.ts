/**
 * Outputs that the user made of others with a configuration. The engine makes them, the workspace remembers them; this is
 * where both are kept in step. Whatever removes an output removes those that were derived from it.
 */
import type { OutputDescriptor } from '../analyses/output.ts';
import { HttpError } from '../http/http-error.ts';
import type { StoredConfiguration, StoredOutput, Workspace } from '../workspace/workspace.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration, toDerived } from './stored-models.ts';

export class DerivedOutputs {
  readonly #workspace: Workspace;
  readonly #experiments: Experiments;

  constructor(workspace: Workspace, experiments: Experiments) {
    this.#workspace = workspace;
    this.#experiments = experiments;
  }

  /** Throws 404 for an unknown parent, a `QueryError` if the configuration does not fit. The same again is the same output. */
  async derive(experiment: string, parent: string, configuration: StoredConfiguration): Promise<OutputDescriptor> {
    await this.output(experiment, parent);
    const made = { parentId: parent, configuration: toConfiguration(configuration) };
    const descriptor = await this.#experiments.engine(experiment).derive(made);
    this.#workspace.addDerivedOutput({ experiment, output: descriptor.id, parent, configuration });
    return descriptor;
  }

  /** Throws 404. */
  async output(experiment: string, id: string): Promise<OutputDescriptor> {
    const outputs = await this.#experiments.engine(experiment).outputs();
    const found = outputs.find((output) => output.id === id);
    if (!found) throw new HttpError(404, "Data provider doesn't exist", `This experiment has no output "${id}".`);
    return found;
  }

  /** All outputs that this experiment has got from configurations. */
  of(experiment: string): StoredOutput[] {
    return this.#workspace.derivedOutputs(experiment);
  }

  /** Throws 404 if it is not a derived output of that parent. */
  async delete(experiment: string, parent: string, id: string): Promise<OutputDescriptor> {
    const stored = this.of(experiment).find((derived) => derived.output === id && derived.parent === parent);
    if (!stored) {
      const detail = `"${parent}" has no derived output "${id}".`;
      throw new HttpError(404, `Derived data provider doesn't exist: ${id}`, detail);
    }
    const outputs = await this.#experiments.engine(experiment).outputs();
    const descriptor = outputs.find((output) => output.id === id) ?? withoutParent(stored);
    await this.#remove(stored);
    return descriptor;
  }

  /** Everything made with this configuration in one experiment, or in all. */
  async deleteMadeWith(configuration: string, experiment?: string): Promise<void> {
    for (const derived of this.#workspace.outputsDerivedWith(configuration)) {
      if (experiment === undefined || derived.experiment === experiment) await this.#remove(derived);
    }
  }

  /** Makes everything anew that was made with this configuration, which has changed. */
  async refresh(configuration: string): Promise<void> {
    for (const { experiment, output } of this.#workspace.outputsDerivedWith(configuration)) {
      if (this.#experiments.progress(experiment) === undefined) continue;
      const engine = this.#experiments.engine(experiment);
      await engine.remove(output);
      for (const derived of this.of(experiment)) await engine.derive(toDerived(derived));
    }
  }

  async #remove({ experiment, output }: StoredOutput): Promise<void> {
    if (this.#experiments.progress(experiment) !== undefined) {
      await this.#experiments.engine(experiment).remove(output);
    }
    this.#forget(experiment, output);
  }

  #forget(experiment: string, output: string): void {
    this.#workspace.deleteDerivedOutput(experiment, output);
    for (const child of this.of(experiment)) if (child.parent === output) this.#forget(experiment, child.output);
  }
}

/** A derived output whose parent has not been found again since the experiment was opened. */
function withoutParent({ output, parent, configuration }: StoredOutput): OutputDescriptor {
  const made = toConfiguration(configuration);
  return {
    id: output,
    name: made.name,
    description: made.description,
    type: 'NONE',
    parentId: parent,
    configuration: made,
    capabilities: { canCreate: false, canDelete: true },
    configIds: [made.id],
  };
}
