/**
 * Outputs that the user made of others with a configuration. The engine makes them, the workspace remembers them; this is
 * where both are kept in step. Whatever removes an output removes those that were derived from it.
 */
import type { OutputDescriptor } from '../analyses/output.ts';
import { HttpError } from '../http/http-error.ts';
import type { StoredConfiguration, StoredOutput, Workspace } from '../workspace/workspace.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';

export interface DeletedOutput {
  readonly experiment: string;
  readonly outputId: string;
  readonly name: string;
}

export class DerivedOutputs {
  readonly #workspace: Workspace;
  readonly #experiments: Experiments;

  constructor(workspace: Workspace, experiments: Experiments) {
    this.#workspace = workspace;
    this.#experiments = experiments;
  }

  /** Throws 404 for an unknown parent, a `QueryError` if the configuration does not fit. The same again is the same output. */
  async derive(experiment: string, parent: string, configuration: StoredConfiguration): Promise<OutputDescriptor> {
    const outputs = await this.#outputs(experiment, parent);
    const engine = this.#experiments.engine(experiment);
    const descriptor = await engine.derive({ parentId: parent, configuration: toConfiguration(configuration) });
    const now = this.#workspace.configuration(configuration.id);
    if (now === undefined && configuration.shared) {
      await engine.remove(descriptor.id);
      throw new HttpError(404, 'No such configuration', `"${configuration.name}" has been deleted meanwhile.`);
    }
    const provider = this.#providerOf(experiment, parent, outputs);
    const stored = { experiment, output: descriptor.id, parent, configuration };
    this.#workspace.addDerivedOutput({ ...stored, ...(provider === undefined ? {} : { provider }) });
    this.#experiments.outputsChanged(experiment);
    if (now === undefined || now.parameters === configuration.parameters) return descriptor;
    await engine.configure(toConfiguration(now), true);
    return this.output(experiment, descriptor.id);
  }

  /** Throws 404. */
  async output(experiment: string, id: string): Promise<OutputDescriptor> {
    const outputs = await this.#outputs(experiment, id);
    return outputs.find((output) => output.id === id)!;
  }

  /** All of them; throws 404 if `id` is none. */
  async #outputs(experiment: string, id: string): Promise<readonly OutputDescriptor[]> {
    const outputs = await this.#experiments.engine(experiment).outputs();
    if (outputs.some((output) => output.id === id)) return outputs;
    throw new HttpError(404, "Data provider doesn't exist", `This experiment has no output "${id}".`);
  }

  /** The shared configuration by which an output, or one above it, is there. */
  #providerOf(experiment: string, id: string, outputs: readonly OutputDescriptor[]): string | undefined {
    const stored = this.of(experiment);
    for (let at: string | undefined = id; at !== undefined; ) {
      const derived = stored.find(({ output }) => output === at);
      if (derived) return derived.provider;
      const above: OutputDescriptor | undefined = outputs.find((output) => output.id === at);
      if (above?.configuration) return above.configuration.id;
      at = above?.parentId;
    }
    return undefined;
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
    await this.#delete(experiment, (output) => output === id);
    return descriptor;
  }

  /** Everything made with this configuration in one experiment, or in all; answers what that was, as far as it is known. */
  async deleteMadeWith(configuration: string, experiment?: string): Promise<DeletedOutput[]> {
    const deleted: DeletedOutput[] = [];
    const experiments = experiment === undefined ? this.#workspace.experiments().map(({ uuid }) => uuid) : [experiment];
    for (const uuid of experiments) {
      const own = this.of(uuid).filter(
        (derived) => derived.configuration.id === configuration || derived.provider === configuration,
      );
      const made = new Set(own.map(({ output }) => output));
      deleted.push(...(await this.#delete(uuid, (id) => made.has(id), configuration)));
    }
    return deleted;
  }

  /** These outputs, and what hangs below them. `provider`: what it provides is told, too, but is not removed here. */
  async #delete(experiment: string, isMeant: (id: string) => boolean, provider?: string): Promise<DeletedOutput[]> {
    const engine = this.#experiments.running(experiment);
    const outputs = await this.#experiments.knownOutputs(experiment);
    const gone = new Map<string, string>();
    const provided = ({ configIds = [] }: OutputDescriptor): boolean =>
      provider !== undefined && configIds.includes(provider);
    for (const output of outputs) if (isMeant(output.id) || provided(output)) gone.set(output.id, output.name);
    const stored = this.of(experiment);
    for (let before = -1; before < gone.size; ) {
      before = gone.size;
      for (const { id, name, parentId = '' } of outputs) if (gone.has(parentId)) gone.set(id, name);
      for (const { output, parent, configuration } of stored) {
        // Where the experiment is closed, what an output lists below itself is known by its id only.
        const concerned = isMeant(output) || [...gone.keys()].some((id) => parent.includes(id));
        if (concerned && !gone.has(output)) gone.set(output, configuration.name);
      }
    }
    const derived = stored.filter(({ output }) => gone.has(output));
    for (const { output } of derived) await engine?.remove(output);
    for (const { output } of derived) this.#workspace.deleteDerivedOutput(experiment, output);
    if (gone.size > 0) this.#experiments.outputsChanged(experiment);
    return [...gone].map(([outputId, name]) => ({ experiment, outputId, name }));
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
